"""A clock that was wrong: the pages say so, and one button sets it right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from django.test import Client
from tests.pad.conftest import a_duty, token
from tests.pad.stand_in import NORM, StandIn

from offwatch.mask.policy.clock import SilenceReason
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.masking.clock import do_set_clock_right, see_silence
from offwatch.pad.masking.state import keep_state, load_mask_state, load_state, norm_of
from offwatch.pad.models import DeskLink, OutboxItem, ReleaseRow


def go_wrong(now: datetime, days: int = 400) -> None:
    """The clock was so far ahead for a period, and the pad believed it."""
    do_batch(now - timedelta(days=1))
    for ahead in range(days, days + 29, 4):
        do_batch(now + timedelta(days=ahead))


def test_a_clock_that_is_behind_shows_on_the_pages(
    browser: Client, paired: StandIn, now: datetime
) -> None:
    """Today and Mask say since when; the button makes the pad speak again, and the word goes."""
    assert see_silence(now) is None
    go_wrong(now)
    assert do_batch(now) is SilenceReason.CLOCK_BACK
    for address in ("/", "/mask"):
        assert "clock was wrong once" in browser.get(address).content.decode()
    page = browser.get("/mask").content
    answer = browser.post("/mask/clock", token(page), follow=True).content.decode()
    assert "the next request leaves tomorrow" in answer
    assert "clock was wrong once" not in answer
    again = browser.post("/mask/clock", token(page), follow=True).content.decode()
    assert "there is nothing to set right" in again
    assert do_batch(datetime.now(UTC) + timedelta(days=1)) is SilenceReason.NONE


def test_days_sent_in_a_wrong_year_are_not_sent_twice(paired: StandIn, now: datetime) -> None:
    """What the desk took for a far period stays answered, what it refused does not."""
    go_wrong(now)
    far = max(load_mask_state().answered)
    do_set_clock_right(now)
    assert far in load_mask_state().answered
    go_wrong(now + timedelta(days=3), 800)
    farther = max(load_mask_state().answered)
    assert farther > far
    OutboxItem.objects.filter(release=ReleaseRow.objects.last()).update(state=OutboxItem.REFUSED)
    do_set_clock_right(now + timedelta(days=3))
    assert farther not in load_mask_state().answered


def test_a_jump_is_said_and_waited_out(browser: Client, paired: StandIn, now: datetime) -> None:
    """After months switched off the pad says that it waits for a day."""
    do_batch(now - timedelta(days=90))
    norm = norm_of(DeskLink.objects.get())
    hour = norm.batch_at(norm.today(now))
    assert do_batch(max(hour, now)) is SilenceReason.CLOCK_JUMPED
    assert "more than a period ago" in browser.get("/").content.decode()


def test_a_changed_norm_says_from_when(browser: Client, paired: StandIn, now: datetime) -> None:
    """Until the new norm governs, the pages say which period it begins with."""
    do_batch(now - timedelta(days=1))
    link = DeskLink.objects.get()
    link.norm = msgspec.to_builtins(msgspec.structs.replace(NORM, days=4))
    link.save()
    assert do_batch(now) is SilenceReason.NORM_CHANGED
    assert "The team has changed its mask settings" in browser.get("/mask").content.decode()


def test_a_forgotten_pass_is_counted(paired: StandIn, now: datetime) -> None:
    """A duty that the desk says was asked about uses this period's pass, also after a restore."""
    duty = a_duty("watch", now + timedelta(days=9), planned_on=now.date() - timedelta(days=9))
    paired.set_duties((msgspec.structs.replace(duty, state="asked"),))
    do_tick(now)
    do_batch(now)
    norm = norm_of(DeskLink.objects.get())
    tracks, state = load_state(norm, now)
    assert state.has_passed("watch", duty.start_at)
    number = norm.period_at(norm.today(duty.start_at)).number
    assert state.spent[number] == 1
    keep_state(tracks, state)
    do_batch(now + timedelta(days=1))
    assert load_mask_state().spent[number] == 1
