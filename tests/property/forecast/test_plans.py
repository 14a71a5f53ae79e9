"""What is planned for a day changes no odds before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event, Kind
from offwatch.forecast import Outlook, outlook
from offwatch.spans import DaySpan

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2024, 1, 3)
DAYS = 60
SAME = 1e-9
names = st.sampled_from(["a", "b", "c", "d", "e"])
classes = st.sampled_from(["suppressant", "lengthening", "shortening", "none"])
kinds: st.SearchStrategy[Kind] = st.sampled_from(
    [kind for kind in get_args(Kind) if kind not in ("onset", "end", "severity")]
)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Event], datetime]:
    """Onsets of one rhythm, what was taken, met and seen, and a moment after the last onset."""
    name = draw(st.sampled_from(["period", "migraine", "seizure", "cluster", ""]))
    gaps = draw(st.lists(st.integers(2, 45), max_size=12))
    onsets = [START + timedelta(days=int(n)) for n in np.cumsum([0, *gaps])]
    now = datetime.combine(onsets[-1], time(12), BERLIN) + timedelta(
        hours=draw(st.integers(0, 720))
    )
    timed = draw(st.booleans())
    events = [
        Event(datetime.combine(day, time(7), BERLIN) if timed else day, "onset", name)
        for day in onsets
    ]
    for _ in range(draw(st.integers(0, 6))):
        day = draw(st.dates(START, now.date()))
        at: date | datetime = datetime.combine(day, time(9), UTC) if draw(st.booleans()) else day
        if not isinstance(at, datetime) or at <= now:
            events.append(Event(at, draw(kinds), draw(names), draw(classes)))
    return events, now


def check_before(one: Outlook, other: Outlook, days: int) -> None:
    """The odds of the first days are the same, and so are those of spans within them."""
    assert one.onset[:days] == pytest.approx(other.onset[:days], abs=SAME)
    assert one.in_episode[:days] == pytest.approx(other.in_episode[:days], abs=SAME)
    hours = max(min(24 * (days - 2), 48), 0)
    assert one.hours[:hours] == pytest.approx(other.hours[:hours], abs=SAME)
    for start, end in {(0, days), (days // 2, days)}:
        first, last = (one.first_day + timedelta(days=n) for n in (start, end))
        if end > start:
            span = DaySpan(first, last)
            assert one.clash(span) == pytest.approx(other.clash(span), abs=SAME)


@settings(max_examples=some(8), deadline=None)
@given(lives(), st.data())
def test_what_is_planned_changes_no_odds_before_it(
    life: tuple[list[Event], datetime], data: st.DataObject
) -> None:
    """One plan after another, each on or after the day of the last: of any kind but an episode."""
    events, now = life
    today = now.astimezone(BERLIN).date()
    without, ahead = outlook(Diary(BERLIN, events), now=now, days=DAYS), 1
    for _ in range(data.draw(st.integers(1, 2))):
        ahead = data.draw(st.integers(ahead, DAYS - 1))
        at: date | datetime = today + timedelta(days=ahead)
        if data.draw(st.booleans()):
            at = datetime.combine(at, time(15), BERLIN)
        events = [*events, Event(at, data.draw(kinds), data.draw(names), data.draw(classes))]
        planned = outlook(Diary(BERLIN, events), now=now, days=DAYS)
        check_before(without, planned, ahead)
        assert abs(planned.onset.sum() + planned.beyond - 1.0) < SAME
        without = planned


@settings(max_examples=some(4), deadline=None)
@given(lives(), st.integers(1, DAYS - 1), st.sampled_from(["e", "never met"]))
def test_what_is_imagined_changes_no_odds_before_it(
    life: tuple[list[Event], datetime], ahead: int, name: str
) -> None:
    """The same of a question."""
    events, now = life
    diary = Diary(BERLIN, events)
    at = datetime.combine(now.date() + timedelta(days=ahead), time(8), BERLIN)
    asked = outlook(diary, now=now, days=DAYS, with_exposures=[(name, at)])
    check_before(outlook(diary, now=now, days=DAYS), asked, ahead)


@pytest.mark.parametrize("far", [3, 20])
def test_an_exposure_that_is_planned_brings_the_onset_forward(far: int) -> None:
    """From its time on, though nothing of the kind was ever met."""
    events = [Event(START + timedelta(days=28 * n), "onset", "period") for n in range(9)]
    now = datetime.combine(START + timedelta(days=28 * 8 + 24 - far), time(9), BERLIN)
    diary = Diary(BERLIN, events)
    met = [("cold", now + timedelta(days=far))]
    without, planned = (outlook(diary, now=now, with_exposures=w) for w in ([], met))
    early = slice(far, far + 2)
    assert planned.onset[early].sum() > 1.02 * without.onset[early].sum()
    assert planned.quantile_day(0.5) <= without.quantile_day(0.5)
