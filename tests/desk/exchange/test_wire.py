"""The desk's end of the wire: one effect, one answer, one size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from nacl.signing import SigningKey

from offwatch.desk.keys import desk_public_key
from offwatch.desk.models import (
    Device,
    DutyRequest,
    Keep,
    Notice,
    PairingCode,
    RhythmDays,
    RosterVersion,
    Team,
    WireMessage,
)
from offwatch.desk.people.pair_device import new_pairing_code
from offwatch.desk.people.revoke_device import do_revoke_device
from offwatch.desk.requests.decide import do_decline
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.wire import (
    NO_EPOCH,
    SIZE,
    Body,
    Days,
    Done,
    Duties,
    Duty,
    Pair,
    Pass,
    Quiet,
    Refusal,
    Said,
    TeamNorm,
    code_key,
    device_id,
    new_message_id,
    new_signing_key,
    open_sealed,
    prove_code,
    public_text,
    read_public,
    read_unverified,
    seal,
    split_code,
)
from offwatch.wire import Keep as KeepDuty
from tests.desk.sample import FAR, FIRST, NOW, add_team, day, roster_form, who


@dataclass
class Pad:
    """A pad as the desk sees one: a key, a count and a mouth."""

    key: SigningKey = field(default_factory=new_signing_key)
    count: int = 0
    epoch: str = NO_EPOCH
    last: int = 0
    version: int = 2

    @property
    def public(self) -> str:
        return public_text(self.key)

    def sealed(self, body: Body, message_id: str = "") -> bytes:
        self.count += 1
        return seal(
            body,
            device=device_id(self.public),
            key=self.key,
            made_on=NOW.date(),
            message_id=message_id or new_message_id(),
            count=self.count,
            version=self.version,
        )

    def post(self, data: bytes) -> Body:
        reply = Client().post("/wire", data, content_type="application/octet-stream")
        assert (reply.status_code, len(reply.content)) == (200, SIZE)
        said = open_sealed(reply.content, read_public(desk_public_key()))
        assert said.header.version == self.version
        self.last = said.header.count
        if isinstance(said.body, Said):
            self.epoch = said.body.epoch
        return said.body

    def say(self, body: Body) -> Body:
        return self.post(self.sealed(body))

    def pair(self, code: str) -> Body:
        secret, _ = split_code(code)
        proof = prove_code(code_key(secret), self.public, desk_public_key())
        return self.say(Pair(self.public, proof))

    def quiet(self) -> Body:
        """What the desk has to say to a pad that knows where it stands."""
        said = self.say(Quiet(self.epoch, 0))
        return self.say(Quiet(self.epoch, 0)) if isinstance(said, Said) else said


def code_for(team: Team, key: str = "knight", lasts: timedelta = timedelta(hours=1)) -> str:
    return new_pairing_code(who(team, key), NOW + lasts)


def paired(team: Team, key: str = "knight") -> Pad:
    pad = Pad()
    assert isinstance(pad.pair(code_for(team, key)), TeamNorm)
    return pad


def all_duties(pad: Pad) -> list[Duty]:
    found: list[Duty] = []
    for _ in range(20):
        page = pad.quiet()
        if isinstance(page, TeamNorm):
            continue
        assert isinstance(page, Duties)
        found += page.duties
        if not page.more:
            return found
    raise AssertionError("the pages have no end")


def test_get_tells_the_desks_key(db: None) -> None:
    """A pad that is about to pair can check the fingerprint first."""
    assert Client().get("/wire").json() == {"public_key": desk_public_key()}


def test_pairing_uses_up_the_code(team: Team) -> None:
    """The norm is the answer; the same code does not pair a second pad."""
    code = code_for(team)
    first, second = Pad(), Pad()
    norm = first.pair(code)
    assert isinstance(norm, TeamNorm)
    assert (norm.days, norm.freeze_h, norm.zone) == (6, 72, "UTC")
    refused = second.pair(code)
    assert isinstance(refused, Refusal)
    assert refused.code == "pair.code"


def test_an_old_code_pairs_nobody(team: Team) -> None:
    """A code past its time is refused like one that never was."""
    pad = Pad()
    refused = pad.pair(code_for(team, lasts=timedelta(seconds=-1)))
    assert isinstance(refused, Refusal)
    assert refused.code == "pair.code"
    assert Device.objects.count() == 0
    assert PairingCode.objects.filter(used_at__isnull=False).count() == 0


def test_the_same_message_has_one_effect_and_one_answer(team: Team) -> None:
    """Sent twice, byte for byte: the same reply, one request."""
    pad = paired(team)
    data = pad.sealed(Pass("landing"))
    replies = [Client().post("/wire", data, content_type="x/y").content for _ in range(3)]
    assert len(set(replies)) == 1
    assert DutyRequest.objects.count() == 1


def test_a_message_id_cannot_be_used_for_something_else(team: Team) -> None:
    """The same id with other bytes is refused, and has no effect."""
    pad = paired(team)
    pad.post(pad.sealed(Quiet(NO_EPOCH, 0), "a" * 32))
    refused = pad.post(pad.sealed(Pass("landing"), "a" * 32))
    assert isinstance(refused, Refusal)
    assert refused.code == "wire.reused"
    assert DutyRequest.objects.count() == 0


def test_a_revoked_pad_is_refused_even_in_replay(team: Team) -> None:
    """After revocation neither a new message nor an old one is answered as before."""
    pad = paired(team)
    old = pad.sealed(Pass("landing"))
    assert isinstance(pad.post(old), Done)
    knight = who(team, "knight")
    do_revoke_device(knight, Device.objects.get().pk, NOW)
    for data in (old, pad.sealed(Quiet(NO_EPOCH, 0))):
        refused = pad.post(data)
        assert isinstance(refused, Refusal)
        assert refused.code == "wire.revoked"


@pytest.mark.parametrize(
    "data", [b"", b"x" * SIZE, b" " * SIZE, b"{}".ljust(SIZE), b"x" * (SIZE + 1), b"\xff" * SIZE]
)
def test_garbage_is_refused_with_a_code(db: None, data: bytes) -> None:
    """What is no envelope gets 400 and a code, never a trace."""
    reply = Client().post("/wire", data, content_type="application/octet-stream")
    assert reply.status_code == 400
    assert reply.json()["code"].startswith("wire.")


def test_an_unknown_or_forged_pad_is_refused(team: Team) -> None:
    """Unpaired: a signed refusal, and no effect; a paired name with another key: no answer."""
    pad = paired(team)
    for body in (Quiet(NO_EPOCH, 0), Pass("landing")):
        assert isinstance(refused := Pad().say(body), Refusal)
        assert refused.code == "wire.unknown-device"
    forged = seal(
        Pass("landing"),
        device=device_id(public_text(pad.key)),
        key=new_signing_key(),
        made_on=NOW.date(),
        message_id=new_message_id(),
    )
    reply = Client().post("/wire", forged, content_type="x/y")
    assert (reply.status_code, reply.json()["code"]) == (400, "wire.signature")
    assert DutyRequest.objects.count() == 0


def test_what_a_desk_says_a_pad_cannot(team: Team) -> None:
    """A pad that sends a desk's message is refused."""
    pad = paired(team)
    reply = Client().post("/wire", pad.sealed(Done("a" * 32, "noted")), content_type="x/y")
    assert (reply.status_code, reply.json()["code"]) == (400, "wire.type")


def test_days_are_exactly_as_many_as_the_norm_says(db: None) -> None:
    """Six: noted. Five, seven, or one outside the period: refused, nothing kept."""
    team = add_team(draft=True)
    pad = paired(team)
    good = [FIRST + timedelta(days=i) for i in (1, 2, 3, 10, 11, 12)]
    bad: list[list[date]] = [
        good[:5],
        [FIRST, *good],
        [*good[:5], FIRST + timedelta(days=28)],
        [],
    ]
    for days in bad:
        refused = pad.say(Days(0, tuple(days)))
        assert isinstance(refused, Refusal)
        assert refused.code in ("days.count", "days.outside")
    assert RhythmDays.objects.count() == 0
    done = pad.say(Days(0, tuple(good)))
    assert isinstance(done, Done)
    assert done.state == "noted"
    assert RhythmDays.objects.get().days == good


def test_days_come_too_late_once_the_roster_is_out(team: Team) -> None:
    """For a period with a published roster there is only the pass."""
    pad = paired(team)
    refused = pad.say(Days(0, tuple(FIRST + timedelta(days=i) for i in range(6))))
    assert isinstance(refused, Refusal)
    assert refused.code == "days.late"


def test_quiet_walks_through_all_pages(team: Team) -> None:
    """Every duty ahead is told, in pages that each fit, and the walk starts over when it ends."""
    pad = paired(team, "t3")
    first, again = all_duties(pad), all_duties(pad)
    assert first == again
    assert len(first) > 2
    assert all(duty.state == "planned" for duty in first)


def guard(form: dict[str, Any], *days: str) -> dict[str, Any]:
    """The same roster with the watch of these days guarded."""
    demand = [seat | ({"guarded": True} if seat["day"] in days else {}) for seat in form["demand"]]
    return form | {"demand": demand}


def test_a_guarded_seat_is_told_as_one(db: None) -> None:
    """The planner's mark reaches the pad of whoever has the seat; other seats are not marked."""
    team = add_team(roster=guard(roster_form(), day(FAR)))
    told = {duty.duty_id: duty.guarded for duty in all_duties(paired(team))}
    assert told == {"landing": False, f"{day(FAR)}.watch": True}


def test_a_new_guard_is_told_to_the_pad_alone(team: Team) -> None:
    """Marking a seat changes nobody's duties: the pad hears of it, no notice is written."""
    pad = paired(team)
    before = all_duties(pad)
    base = RosterVersion.objects.get(team=team)
    changes = who(team, "knight").changes
    with transaction.atomic():
        form = guard(dict(base.form), day(FAR))
        publish(team, Publication.read(form), now=NOW, made_by=None, why="guards", base=base)
    assert who(team, "knight").changes == changes + 1
    assert who(team, "leader").changes == 0
    assert not Notice.objects.exists()
    after = all_duties(pad)
    assert [duty.guarded for duty in after] == [d.duty_id != "landing" for d in before]


def test_the_state_of_a_request_comes_back(db: None) -> None:
    """Planned, then asked, then refused; each change moves the cursor."""
    team = add_team(first_asked="owner")
    pad = paired(team)

    def state() -> str:
        return next(d.state for d in all_duties(pad) if d.duty_id == "landing")

    assert state() == "planned"
    assert isinstance(pad.say(Pass("landing")), Done)
    assert state() == "asked"
    do_decline(who(team, "general"), DutyRequest.objects.get().pk, NOW)
    assert state() == "refused"
    assert who(team, "knight").changes == 2


def test_a_change_of_the_norm_is_told_before_anything_else(team: Team) -> None:
    """A pad that is quiet hears the new norm once, then its duties again."""
    pad = paired(team)
    Team.objects.filter(pk=team.pk).update(passes=2)
    norm = pad.quiet()
    assert isinstance(norm, TeamNorm)
    assert norm.passes == 2
    assert isinstance(pad.quiet(), Duties)


def test_keeping_is_sayable_for_two_days(team: Team) -> None:
    """Within two days of publication it is kept; after that it is too late."""
    pad = paired(team)
    done = pad.say(KeepDuty("landing"))
    assert isinstance(done, Done)
    assert done.state == "kept"
    assert Keep.objects.count() == 1
    from offwatch.desk.models import Booking

    Booking.objects.update(planned_at=NOW - timedelta(days=2, minutes=1))
    refused = pad.say(KeepDuty(f"{day(FAR)}.watch"))
    assert isinstance(refused, Refusal)
    assert refused.code == "keep.too-late"


def test_what_is_kept_cannot_be_passed(team: Team) -> None:
    """Kept is kept, whatever comes."""
    pad = paired(team)
    pad.say(KeepDuty("landing"))
    refused = pad.say(Pass("landing"))
    assert isinstance(refused, Refusal)
    assert refused.code == "pass.kept"


def test_passing_on_tells_the_pad_nothing(team: Team) -> None:
    """Between open and passed on the pad sees no difference: asked is asked."""
    pad = paired(team)
    pad.say(Pass("landing"))
    before = all_duties(pad)
    do_pass_on(who(team, "leader"), DutyRequest.objects.get().pk, NOW)
    assert all_duties(pad) == before


def test_an_answer_names_what_it_answers(team: Team) -> None:
    """Signed with the same id, so that it cannot be passed off as the answer to something else."""
    pad = paired(team)
    for body in (Quiet(NO_EPOCH, 0), Pass("landing"), Pass("nothing")):
        sent = pad.sealed(body)
        reply = Client().post("/wire", sent, content_type="x/y").content
        assert read_unverified(reply).message_id == read_unverified(sent).message_id


def test_every_answer_is_kept_for_a_repeat(team: Team) -> None:
    """Refusals too: at least once on the way, once in effect."""
    pad = paired(team)
    data = pad.sealed(Pass("no-such-duty"))
    assert pad.post(data) == pad.post(data)
    assert WireMessage.objects.count() == 2


def test_a_proof_pairs_only_the_key_it_was_made_for(team: Team) -> None:
    """Whoever saw a pairing cannot pair a key of their own with it; the code is still good."""
    code, real, thief = code_for(team), Pad(), Pad()
    secret, _ = split_code(code)
    proof = prove_code(code_key(secret), real.public, desk_public_key())
    refused = thief.say(Pair(thief.public, proof))
    assert isinstance(refused, Refusal)
    assert refused.code == "pair.code"
    assert isinstance(real.say(Pair(real.public, proof)), TeamNorm)
    assert Device.objects.get().public_key == real.public


def test_the_same_pairing_twice_has_one_answer(team: Team) -> None:
    """A pad whose answer was lost sends the same bytes again and is told the norm again."""
    pad = Pad()
    secret, _ = split_code(code_for(team))
    data = pad.sealed(Pair(pad.public, prove_code(code_key(secret), pad.public, desk_public_key())))
    assert isinstance(pad.post(data), TeamNorm)
    assert isinstance(pad.post(data), TeamNorm)
    assert Device.objects.count() == 1


def test_what_was_said_is_told_to_a_pad_that_may_not_know(db: None) -> None:
    """A new pad of a member hears what the desk has from them before it hears of duties."""
    team = add_team(draft=True)
    before = paired(team)
    days = tuple(FIRST + timedelta(days=i) for i in (1, 2, 3, 10, 11, 12))
    before.say(Days(0, days))
    after = paired(team)
    said = after.say(Quiet(after.epoch, 0))
    assert said == Said(who(team, "knight").epoch, (Days(0, days),), ())
    assert isinstance(after.say(Quiet(after.epoch, 0)), Duties)


def test_passes_are_among_what_was_said(team: Team) -> None:
    """With when their duties began, as the desk knows them."""
    pad = paired(team)
    pad.say(Pass("landing"))
    said = pad.say(Quiet(NO_EPOCH, 0))
    assert isinstance(said, Said)
    request = DutyRequest.objects.get()
    assert [(each.duty_id, each.start_at) for each in said.passes] == [
        ("landing", request.starts_at)
    ]


def test_more_passes_than_fit_are_told_from_the_latest_on(team: Team) -> None:
    """However many there are, the message fits its envelope."""
    ask_of = paired(team)
    ask_of.say(Pass("landing"))
    request = DutyRequest.objects.get()
    for n in range(30):
        request.pk, request.duty_id, request.made_at = (
            None,
            f"{'d' * 60}{n}",
            NOW + timedelta(minutes=n),
        )
        request.save()
    said = ask_of.say(Quiet(NO_EPOCH, 0))
    assert isinstance(said, Said)
    assert 5 < len(said.passes) <= 16
    assert said.passes[0].duty_id.endswith("29")


def test_an_answer_tells_the_highest_count_before(team: Team) -> None:
    """So that a pad sees when a copy of it has spoken; and a count that goes back is noticed."""
    pad = paired(team)
    pad.quiet()
    last = pad.count
    copy = Pad(pad.key, last - 1, who(team, "knight").epoch)
    assert isinstance(pad.say(Pass("landing")), Done)
    assert pad.last == last
    assert isinstance(copy.say(Quiet(copy.epoch, 0)), Said)
    assert copy.last == last + 1
    copy.count = copy.last
    assert isinstance(copy.say(Quiet(copy.epoch, 0)), Duties)


def test_a_desk_that_has_gone_back_begins_a_new_epoch(team: Team) -> None:
    """A pad that knows more changes than the desk hears it, and takes the lists anew."""
    pad = paired(team)
    pad.say(Pass("landing"))
    known = who(team, "knight").epoch
    assert isinstance(pad.say(Quiet(known, who(team, "knight").changes)), Duties)
    said = pad.say(Quiet(known, who(team, "knight").changes + 5))
    assert isinstance(said, Said)
    assert said.epoch != known
    page = pad.say(Quiet(said.epoch, 0))
    assert isinstance(page, Duties)
    assert page.epoch == said.epoch


def test_a_pad_of_the_version_before_is_answered_in_its_own(team: Team) -> None:
    """It knows neither epoch nor count, and is never told what was said."""
    pad = paired(team)
    pad.version = 1
    assert isinstance(pad.say(Quiet(NO_EPOCH, 0)), Duties)
    assert isinstance(pad.say(Pass("landing")), Done)
    Team.objects.filter(pk=team.pk).update(passes=2)
    assert isinstance(pad.say(Quiet(NO_EPOCH, 0)), TeamNorm)


def test_a_member_who_has_said_nothing_hears_of_duties_at_once(team: Team) -> None:
    """The first quiet word after pairing brings the first page, and with it the epoch."""
    page = paired(team).say(Quiet(NO_EPOCH, 0))
    assert isinstance(page, Duties)
    assert page.epoch == who(team, "knight").epoch
