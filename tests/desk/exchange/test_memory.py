"""What the desk remembers of messages: enough that a repeat does nothing, and no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client

from offwatch.desk.exchange import memory
from offwatch.desk.keys import desk_public_key
from offwatch.desk.models import (
    Booking,
    Device,
    DutyRequest,
    PairingCode,
    RhythmDays,
    Team,
    WireMessage,
)
from offwatch.desk.people.pair_device import new_pairing_code
from offwatch.wire import (
    Days,
    Duties,
    Pair,
    Pass,
    Quiet,
    Refusal,
    TeamNorm,
    code_key,
    device_id,
    new_message_id,
    open_sealed,
    prove_code,
    read_public,
    seal,
    split_code,
)
from tests.desk.exchange.test_wire import Pad, all_duties, paired
from tests.desk.sample import FIRST, NOW, add_team, who


def dated(pad: Pad, body: Pass | Quiet, day: date) -> bytes:
    pad.count += 1
    return seal(
        body,
        device=device_id(pad.public),
        key=pad.key,
        made_on=day,
        message_id=new_message_id(),
        count=pad.count,
    )


def test_of_quiet_messages_only_the_last_answer_is_kept(team: Team) -> None:
    """The last can be repeated; one before it has no answer any more, and no effect."""
    pad = paired(team)
    quiet = [pad.sealed(Quiet(pad.epoch, 0)) for _ in range(3)]
    first = [pad.post(data) for data in quiet]
    assert pad.post(quiet[2]) == first[2]
    again = pad.post(quiet[0])
    assert isinstance(again, Refusal)
    assert again.code == "wire.repeated"
    kept = WireMessage.objects.filter(idle=True)
    assert [message.reply is None for message in kept.order_by("pk")] == [True, True, False]


def test_answers_to_what_had_an_effect_are_kept(team: Team) -> None:
    """However much is said after it."""
    pad = paired(team)
    data = pad.sealed(Pass("landing"))
    done = pad.post(data)
    for _ in range(3):
        pad.quiet()
    assert pad.post(data) == done
    assert DutyRequest.objects.count() == 1


def test_no_message_keeps_the_minute_it_came(db: None) -> None:
    """Only its own date, by which it is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name ="
            " 'desk_wiremessage' AND data_type LIKE 'timestamp%'"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("days", "taken"), [(-31, False), (-30, True), (0, True), (2, True), (3, False), (9000, False)]
)
def test_a_message_is_taken_while_its_id_is_known(team: Team, days: int, taken: bool) -> None:
    """Older ones could be repeats of what is forgotten; from the future they would never be."""
    pad = paired(team)
    said = pad.post(dated(pad, Pass("landing"), NOW.date() + timedelta(days=days)))
    assert isinstance(said, Refusal) != taken
    if isinstance(said, Refusal):
        assert said.code == "wire.made-on"
    assert DutyRequest.objects.exists() == taken


def test_old_messages_are_forgotten_and_stay_without_effect(team: Team) -> None:
    """Forgotten on the day on which they would be refused for their date."""
    pad = paired(team)
    pad.say(Pass("landing"))
    assert memory.forget_old(NOW.date() + timedelta(days=memory.TAKEN_DAYS)) == 0
    later = NOW.date() + timedelta(days=memory.TAKEN_DAYS + 1)
    assert memory.forget_old(later) == 2
    assert not memory.is_taken(NOW.date(), later)


def test_a_pad_that_speaks_too_often_is_not_heard(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unsigned, so that the pad takes it for trouble on the way; another pad is heard."""
    pad, other = paired(team), paired(team, "t1")
    monkeypatch.setattr(memory, "PER_HOUR", 3)
    codes = []
    for _ in range(5):
        reply = Client().post("/wire", pad.sealed(Quiet(pad.epoch, 0)), content_type="x/y")
        codes.append(reply.status_code)
    assert codes[-1] == 400
    assert codes.count(200) <= 3
    assert reply.json()["code"] == "wire.too-often"
    assert not isinstance(other.quiet(), Refusal)


@pytest.mark.parametrize("period", [-1, 4, 100])
def test_days_are_for_this_period_and_the_three_to_come(db: None, period: int) -> None:
    """Nothing is noted for a period that is over, or years ahead."""
    team = add_team(draft=True)
    pad = paired(team)
    first = FIRST + timedelta(days=28 * period)
    said = pad.say(Days(period, tuple(first + timedelta(days=i) for i in range(6))))
    assert isinstance(said, Refusal)
    assert said.code == "days.outside"
    assert not RhythmDays.objects.exists()


def test_a_booking_whose_instant_no_longer_fits_is_told(team: Team) -> None:
    """The zone's rules have changed since it was published: the pad hears all its duties."""
    pad = paired(team)
    before = all_duties(pad)
    knight = who(team, "knight")
    booking = Booking.objects.filter(person=knight).order_by("-starts_at")[0]
    Booking.objects.filter(pk=booking.pk).update(
        starts_at=booking.starts_at + timedelta(hours=1),
        ends_at=booking.ends_at + timedelta(hours=1),
    )
    assert all_duties(pad) == before
    client = Client()
    client.force_login(knight.user)  # type: ignore[arg-type]
    assert client.get("/mine").status_code == 200
    assert not isinstance(pad.say(Pass(booking.duty_id)), Refusal)


def at_once(number: int, act: object) -> list[object]:
    start = Barrier(number)

    def run(_: int) -> object:
        start.wait()
        try:
            return act()  # type: ignore[operator]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_eight_equal_pairings_at_once_have_one_answer() -> None:
    """One device, one norm, the same bytes for all."""
    team = add_team()
    pad = Pad()
    secret, _ = split_code(new_pairing_code(who(team, "t1"), NOW + timedelta(hours=1)))
    proof = prove_code(code_key(secret), pad.public, desk_public_key())
    data = pad.sealed(Pair(pad.public, proof))
    replies = at_once(8, lambda: Client().post("/wire", data, content_type="x/y").content)
    assert len(set(replies)) == 1
    said = open_sealed(replies[0], read_public(desk_public_key()))  # type: ignore[arg-type]
    assert isinstance(said.body, TeamNorm)
    assert Device.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_codes_asked_for_at_once_the_newest_lives() -> None:
    """Each new code ends the one before, also when they are asked for together."""
    team = add_team()
    person = who(team, "t1")
    codes = at_once(8, lambda: new_pairing_code(person, NOW + timedelta(hours=1)))
    assert len(set(codes)) == 8
    assert PairingCode.objects.filter(person=person, used_at__isnull=True).count() == 1
    paired_pads = [isinstance(Pad().pair(str(code)), TeamNorm) for code in codes]
    assert paired_pads.count(True) == 1


def test_pages_of_duties_follow_each_other(team: Team) -> None:
    """A quiet pad hears pages, one after the other, also where old answers are gone."""
    pad = paired(team, "t3")
    assert isinstance(pad.quiet(), Duties)
