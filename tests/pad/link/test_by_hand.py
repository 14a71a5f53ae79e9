"""What a person says by hand: the exact words, the ledger first, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.pad.conftest import a_duty, token
from tests.pad.stand_in import StandIn

from offwatch.errors import Refused
from offwatch.pad.link.by_hand import do_hand_pass, do_keep
from offwatch.pad.link.outbox.items import body_in
from offwatch.pad.link.tick import do_tick
from offwatch.pad.models import KnownDuty, OutboxItem, ReleaseRow, TrackState
from offwatch.pad.pages.days_ahead import see_ahead
from offwatch.wire import Duty, Keep, Pass


@pytest.fixture
def fresh(paired: StandIn, now: datetime) -> Duty:
    """A duty planned today: in its keep window."""
    duty = a_duty("watch", now + timedelta(days=20), planned_on=now.date())
    paired.set_duties((duty,))
    do_tick(now)
    return duty


def test_a_hand_pass_says_please_move_and_nothing_else(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """The envelope holds the duty's id; the ledger's row is older and says that it was by hand."""
    outcome = do_hand_pass(now, "landing")
    item = OutboxItem.objects.get(type="pass")
    assert body_in(item) == Pass("landing")
    assert item.release is not None
    assert (item.release.kind, item.release.what) == ("hand", "landing")
    assert item.release.made_at <= item.made_at
    assert "General decides" in outcome.said  # inside the freeze
    do_tick(now)
    assert paired.says()[-1] == Pass("landing")
    assert KnownDuty.objects.get().state == "asked"


def test_a_hand_pass_is_said_once(landing: Duty, now: datetime) -> None:
    """A second tap puts nothing more into the outbox."""
    do_hand_pass(now, "landing")
    with pytest.raises(Refused) as caught:
        do_hand_pass(now, "landing")
    assert caught.value.code == "mask.passed"
    assert OutboxItem.objects.filter(type="pass").count() == 1
    assert ReleaseRow.objects.count() == 1


def test_a_guarded_duty_goes_to_its_owner(browser: Client, paired: StandIn, now: datetime) -> None:
    """Long before the freeze, with a pass to spend: still its owner decides, and the page says."""
    start_at = now + timedelta(days=20)
    duty = a_duty("watch", start_at, planned_on=now.date() - timedelta(days=9), guarded=True)
    paired.set_duties((duty,))
    do_tick(now)
    assert "the last seat that can be spared" in browser.get("/duties/watch").content.decode()
    assert "General decides" in do_hand_pass(now, "watch").said


def test_a_duty_that_begun_or_is_unknown_is_not_asked_about(landing: Duty, now: datetime) -> None:
    """What has begun goes to its owner by voice; what is not on the list is nobody's."""
    with pytest.raises(Refused) as caught:
        do_hand_pass(landing.start_at, "landing")
    assert caught.value.code == "mask.duty-begun"
    with pytest.raises(Refused) as caught:
        do_hand_pass(now, "somebody-elses")
    assert caught.value.code == "pad.no-duty"
    assert not ReleaseRow.objects.exists()


def test_a_refused_wish_leaves_no_trace(
    landing: Duty, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ledger, envelope and the mask's state stand or fall together."""

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("offwatch.pad.link.by_hand.put_released", fail)
    with pytest.raises(OSError):
        do_hand_pass(now, "landing")
    assert not ReleaseRow.objects.exists()
    assert not TrackState.objects.exists()


def test_keep_is_for_two_days_after_planning(fresh: Duty, paired: StandIn, now: datetime) -> None:
    """On the day it was planned a duty can be kept; three days later not."""
    with pytest.raises(Refused) as caught:
        do_keep(now + timedelta(days=3), "watch")
    assert caught.value.code == "mask.keep-closed"
    do_keep(now, "watch")
    do_tick(now)
    assert paired.says()[-1] == Keep("watch")
    assert KnownDuty.objects.get().state == "kept"
    with pytest.raises(Refused) as caught:
        do_keep(now, "watch")
    assert caught.value.code == "pad.kept-already"


@pytest.mark.parametrize("heard", [False, True], ids=["waits", "heard"])
def test_a_kept_duty_is_not_asked_about(
    browser: Client, fresh: Duty, paired: StandIn, now: datetime, heard: bool
) -> None:
    """The desk would refuse it: the page has no button, and says whom to speak to instead."""
    do_keep(now, "watch")
    if heard:
        do_tick(now)
    page = browser.get("/duties/watch").content.decode()
    assert "speak to General or your planner" in page
    assert "Ask to move" not in page
    with pytest.raises(Refused) as caught:
        do_hand_pass(now, "watch")
    assert caught.value.code == "mask.kept"
    assert not OutboxItem.objects.filter(type="pass").exists()


def test_what_is_kept_no_more_can_be_asked_about(
    fresh: Duty, paired: StandIn, now: datetime
) -> None:
    """A keep that the desk refused, or a roster that took the duty and gave it back."""
    paired.refuses = "keep.too-late"
    do_keep(now, "watch")
    do_tick(now)
    assert see_ahead(now).duties[0].may_ask
    paired.refuses = ""
    do_hand_pass(now, "watch")
    assert OutboxItem.objects.filter(type="pass").count() == 1


def test_the_first_pass_of_a_period_uses_the_budget(fresh: Duty, now: datetime) -> None:
    """Outside the freeze the first hand pass is the period's own; the next goes to the owner."""
    soon = KnownDuty.objects.get()
    KnownDuty.objects.create(
        duty_id="drill", name="Drill", kind="shift", start_at=soon.start_at + timedelta(hours=1),
        end_at=soon.end_at, owner="Leader", state="planned", planned_on=soon.planned_on,
    )  # fmt: skip
    assert "decides" not in do_hand_pass(now, "watch").said
    assert "Leader decides" in do_hand_pass(now, "drill").said


def test_the_page_says_what_leaves_before_it_leaves(
    browser: Client, landing: Duty, paired: StandIn
) -> None:
    """Above the button: the exact words and the cost; after the tap: what became of it."""
    page = browser.get("/duties")
    text = page.content.decode()
    assert "“please move Landing”. Nothing else." in text
    assert "the mask does not cover it" in text
    assert "less than 72 hours away, so General decides" in text
    page = browser.post("/duties/landing/pass", token(page.content), follow=True)
    assert "You asked to move Landing" in page.content.decode()
    assert "Ask to move Landing" not in page.content.decode()
