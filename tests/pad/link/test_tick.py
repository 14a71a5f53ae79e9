"""One tick, one envelope, the same bytes until it is answered, one effect."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.pad.stand_in import StandIn

from offwatch.errors import Refused
from offwatch.pad.link import transport
from offwatch.pad.link.by_hand import do_hand_pass
from offwatch.pad.link.pairing import do_pair
from offwatch.pad.link.tick import do_tick
from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem
from offwatch.wire import SIZE, Pass, Quiet, new_signing_key


def test_with_nothing_to_say_it_says_so(paired: StandIn, now: datetime) -> None:
    """Each tick brings exactly one envelope of exactly 2 KiB."""
    for _ in range(3):
        assert do_tick(now).type == "quiet"
    assert [type(said) for said in paired.says()[1:]] == [Quiet] * 3
    assert {len(data) for data in paired.heard} == {SIZE}
    assert len({envelope.message_id for envelope in paired.opened()}) == 4


@pytest.mark.parametrize(
    "trouble", ["lost", "broken", "gateway", "stranger", "other pad", "other envelope", "dawdles"]
)
def test_unanswered_it_goes_again_byte_for_byte(
    paired: StandIn,
    landing: None,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    """A lost answer, a desk in trouble, an answer not to us: the same bytes next time."""
    do_hand_pass(now, "landing")
    heard = len(paired.heard)
    if trouble == "lost":
        paired.drop = 1
    elif trouble == "broken":
        paired.fail = (500, {"code": "desk.trouble", "message": "later"})
    elif trouble == "gateway":
        paired.fail = (429, {"code": "limit", "message": "Something between us says no."})
    elif trouble == "dawdles":
        paired.dawdle_s = 1.0
        monkeypatch.setattr(transport, "TIMEOUT_S", 0.2)
    elif trouble == "stranger":
        paired.sign_with = new_signing_key()
    elif trouble == "other pad":
        paired.answers_device = "0" * 32
    else:
        paired.answers_message = "0" * 32
    first = do_tick(now)
    assert first.trouble
    assert DeskLink.objects.get().trouble == first.trouble
    paired.fail, paired.sign_with = None, paired.key
    paired.answers_device = paired.answers_message = ""
    paired.dawdle_s = 0.0
    monkeypatch.undo()
    if trouble != "lost":
        paired.answers.clear()
    second = do_tick(now + timedelta(minutes=15))
    assert (second.type, second.answer, second.trouble) == ("pass", "asked", "")
    assert len(set(paired.heard[heard:])) == 1
    item = OutboxItem.objects.get(type="pass")
    assert (item.state, item.tries, item.sent_at) == (OutboxItem.DONE, 2, now)
    assert do_tick(now + timedelta(minutes=30)).type == "quiet"


@pytest.mark.parametrize("code", ["wire.revoked", "wire.unreadable", "wire.unknown-device"])
def test_what_is_not_signed_ends_nothing(
    paired: StandIn, landing: None, now: datetime, code: str
) -> None:
    """Whatever stands between pad and desk may say no: it is shown, and the same bytes go again."""
    do_hand_pass(now, "landing")
    paired.fail = (400, {"code": code, "message": "No."})
    assert do_tick(now).trouble == "desk.unsigned"
    assert OutboxItem.objects.get(type="pass").state == OutboxItem.SENT
    assert DeskLink.objects.get().trouble == "desk.unsigned"
    paired.fail = None
    assert do_tick(now).answer == "asked"
    assert paired.says()[-1] == Pass("landing")


def test_a_signed_refusal_is_kept_and_not_repeated(
    paired: StandIn, landing: None, now: datetime
) -> None:
    """What the desk itself will not take is marked so, and the next tick says the next thing."""
    do_hand_pass(now, "landing")
    paired.refuses = "pass.kept"
    assert do_tick(now).answer == "pass.kept"
    paired.refuses = ""
    assert do_tick(now).type == "quiet"
    assert OutboxItem.objects.get(type="pass").state == OutboxItem.REFUSED


@pytest.mark.parametrize("code", ["wire.revoked", "wire.unknown-device"])
def test_a_desk_that_does_not_know_the_pad_ends_no_message(
    browser: Client, paired: StandIn, landing: None, now: datetime, code: str
) -> None:
    """A desk of an older backup, a pad shut out: what waits is said once it is paired anew."""
    do_hand_pass(now, "landing")
    paired.refuses = code
    for _ in range(3):
        assert do_tick(now).trouble == code
    assert "pair again" in browser.get("/settings").content.decode()
    paired.refuses = ""
    paired.counts.clear()
    paired.devices.clear()
    do_pair(now, paired.url, paired.code)
    assert do_tick(now).answer == "asked"
    assert [s for s in paired.says() if isinstance(s, Pass)][-1] == Pass("landing")
    assert OutboxItem.objects.filter(type="pass", state=OutboxItem.DONE).count() == 1


def test_without_a_desk_there_is_no_tick(home: None, now: datetime) -> None:
    """An unpaired pad sends nothing anywhere."""
    with pytest.raises(Refused) as caught:
        do_tick(now)
    assert caught.value.code == "pad.not-paired"


def test_hand_passes_leave_one_a_tick_in_order(
    paired: StandIn, landing: None, now: datetime
) -> None:
    """Two wishes take two ticks; the queue is first in, first out."""
    KnownDuty.objects.create(
        duty_id="watch", name="Watch", kind="shift", start_at=now + timedelta(days=9),
        end_at=now + timedelta(days=9, hours=8), owner="Duty officer", state="planned",
        planned_on=now.date() - timedelta(days=9),
    )  # fmt: skip
    do_hand_pass(now, "watch")
    do_hand_pass(now, "landing")
    do_tick(now)
    do_tick(now)
    assert [said.duty_id for said in paired.says()[-2:]] == ["watch", "landing"]  # type: ignore[attr-defined]
