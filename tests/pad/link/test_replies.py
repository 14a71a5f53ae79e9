"""What the desk tells: pages into lists, a changed norm, nothing twice, nothing old."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from tests.pad.conftest import a_duty
from tests.pad.stand_in import StandIn

from offwatch.pad.diary.odds import keep_daily_odds
from offwatch.pad.diary.rows import setup
from offwatch.pad.link.replies import absorb
from offwatch.pad.link.tick import do_tick
from offwatch.pad.models import DeskLink, DutyOdds, KnownDuty, OutboxItem
from offwatch.wire import Duties, Duty


def some(now: datetime, *names: str) -> tuple[Duty, ...]:
    return tuple(a_duty(name, now + timedelta(days=9), planned_on=now.date()) for name in names)


def known() -> list[str]:
    return list(KnownDuty.objects.values_list("duty_id", flat=True))


def test_a_list_takes_effect_when_its_last_page_came(paired: StandIn, now: datetime) -> None:
    """Until then the old list stands; afterwards exactly the new one does."""
    paired.set_duties(some(now, "a", "b"))
    do_tick(now)
    assert known() == ["a", "b"]
    paired.set_duties(some(now, "b", "c"), some(now, "d"), ())
    do_tick(now)
    do_tick(now)
    assert known() == ["a", "b"]
    do_tick(now)
    assert known() == ["b", "c", "d"]
    assert DeskLink.objects.get().cursor == paired.cursor


def test_a_list_that_changed_half_way_starts_again(paired: StandIn, now: datetime) -> None:
    """Pages of two lists are never mixed."""
    paired.set_duties(some(now, "a"), some(now, "b"))
    do_tick(now)
    paired.set_duties(some(now, "c"), some(now, "d"))
    paired.next_page = 1  # a desk that goes on in the middle of the new one
    do_tick(now)
    assert known() == []
    do_tick(now)
    do_tick(now)
    assert known() == ["c", "d"]


def test_an_old_list_changes_nothing(paired: StandIn, now: datetime) -> None:
    """A list from before the one we have, come again, is left aside."""
    paired.set_duties(some(now, "a"))
    do_tick(now)
    link, item = DeskLink.objects.get(), OutboxItem.objects.last()
    assert item is not None
    absorb(link, item, Duties(now, link.epoch, link.cursor - 1, 0, False, some(now, "old")), now)
    assert known() == ["a"]


def test_the_same_answer_twice_changes_nothing_more(paired: StandIn, now: datetime) -> None:
    """A page taken in again leaves the rows as they are."""
    paired.set_duties(some(now, "a"))
    do_tick(now)
    rows = list(KnownDuty.objects.values())
    link, item = DeskLink.objects.get(), OutboxItem.objects.last()
    assert item is not None
    absorb(link, item, Duties(now, link.epoch, link.cursor, 0, False, some(now, "a")), now)
    assert list(KnownDuty.objects.values()) == rows


def test_a_moved_duty_remembers_from_when(paired: StandIn, now: datetime) -> None:
    """When a mission moves, the pad can say from which day."""
    paired.set_duties(some(now, "a"))
    do_tick(now)
    later = msgspec.structs.replace(
        some(now, "a")[0],
        start_at=now + timedelta(days=16),
        end_at=now + timedelta(days=17),
        state="moved",
    )
    paired.set_duties((later,))
    do_tick(now)
    duty = KnownDuty.objects.get()
    assert duty.moved_from_at == now + timedelta(days=9)
    assert duty.start_at == now + timedelta(days=16)


def test_odds_are_kept_from_the_day_a_duty_is_known(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """The first list brings the odds of today, of the day it was planned and of the weeks since."""
    rows = DutyOdds.objects.filter(duty_id="landing")
    assert [(row.day - landing.planned_on).days for row in rows][:3] == [0, 7, 14]
    assert [row.looked_back for row in rows] == [True, True, True, False]
    assert 0 < rows[0].odds != rows[3].odds > 0
    do_tick(now)
    assert rows.count() == 4  # one a day


def test_of_a_duty_planned_long_ago_the_day_and_the_last_weeks_are_looked_at(
    paired: StandIn, diary: None, now: datetime
) -> None:
    """Each look costs a forecast: the day it was planned, and four of the weeks since."""
    planned = (now - timedelta(days=160)).date()
    soon = now + timedelta(days=3)
    paired.set_duties((a_duty("old", soon, planned_on=planned),))
    do_tick(now)
    looked = DutyOdds.objects.filter(duty_id="old", looked_back=True)
    assert [(row.day - planned).days for row in looked] == [0, 133, 140, 147, 154]


def test_odds_are_kept_daily_though_nothing_is_told(
    landing: Duty, paired: StandIn, now: datetime
) -> None:
    """A day on which the desk has no news and nothing is written has its line, and one only."""
    tomorrow = now + timedelta(days=1)
    rows = DutyOdds.objects.filter(duty_id="landing", day=tomorrow.astimezone(setup().tz).date())
    before = DutyOdds.objects.count()
    keep_daily_odds(tomorrow)
    assert rows.count() == 1
    assert DutyOdds.objects.count() == before + 1
    rows.update(odds=0.5)
    keep_daily_odds(tomorrow + timedelta(minutes=5))
    assert rows.get().odds == 0.5  # once a day is enough
