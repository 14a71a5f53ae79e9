"""Forecasts at the edges: nothing to say anything of, one day only, all rhythms suspended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.unit.forecast.test_life_events import life, onsets

from offwatch.diary import Diary, Event
from offwatch.diary.event import Kind
from offwatch.forecast.evaluate.past_bands import past_bands
from offwatch.forecast.inference.dependence import LEAST_EPISODES, Together, shared_days
from offwatch.forecast.model.prior import load_prior
from offwatch.forecast.predict.outlook import outlook
from offwatch.forecast.predict.outlooks import Outlooks, outlooks
from offwatch.forecast.present.sentences import band, headline
from offwatch.spans import DaySpan

D = date(2023, 1, 1)
KINDS: tuple[Kind, ...] = ("onset", "end")


def two(*more: Event) -> Outlooks:
    events = [*onsets([28 * n for n in range(9)]), *onsets([40 * n for n in range(6)], "migraine")]
    now = datetime(2023, 9, 1, 9, tzinfo=UTC)
    return outlooks(Diary(UTC, [*events, *more]), now=now, days=40)


def test_rhythms_that_are_suspended_do_not_lead_while_another_goes_on() -> None:
    """Where none goes on, all stay: one has to lead, and nothing is said of any."""
    both = two()
    assert both.going_on() is both
    assert not both.is_silent
    half = two(*life(200, None))
    assert [one.rhythm for one in half.going_on().each] == ["migraine"]
    now = datetime(2023, 9, 1, 9, tzinfo=UTC)
    events = [*onsets([28 * n for n in range(7)]), *life(200, None)]
    none = outlooks(Diary(UTC, events), now=now, days=40)
    assert none.is_silent
    assert none.going_on() is none
    assert none.clash(DaySpan(date(2023, 9, 1), date(2023, 9, 9))) == 0.0


def test_the_chance_of_one_rhythm_is_that_of_any() -> None:
    """With one rhythm there is nothing to join."""
    now = datetime(2023, 9, 1, 9, tzinfo=UTC)
    one = outlooks(Diary(UTC, onsets([28 * n for n in range(9)])), now=now, days=40)
    span = DaySpan(date(2023, 9, 5), date(2023, 9, 8))
    assert one.clash(span) == pytest.approx(float(one.first.clash(span)))


def test_two_records_show_a_dependence_only_where_there_is_something_to_see() -> None:
    """Too few episodes, too few stretches, an episode in each stretch: the ratio is 1."""
    few = np.zeros(400, bool)
    few[::100] = True
    many = np.zeros(400, bool)
    many[:: 400 // (2 * LEAST_EPISODES)] = True
    assert Together(few[:100], many[:100]).odds_ratio(1) == 1.0
    assert Together(many, many).odds_ratio(400) == 1.0
    assert Together(many, many).odds_ratio(200) == 1.0
    assert Together(many, many).odds_ratio(1) > 1.0


def test_records_are_compared_from_the_day_on_which_both_had_begun() -> None:
    """A rhythm without an onset has no record, and nothing is compared."""
    first = Diary(UTC, [Event(D, "onset")])
    later = Diary(UTC, [Event(D + timedelta(days=30), "onset")])
    today = D + timedelta(days=90)
    assert shared_days([first, later], today) == D + timedelta(days=30)
    assert shared_days([first, Diary(UTC, [])], today) == today


def test_a_band_on_a_day_that_follows_at_once_is_not_asked_for() -> None:
    """Attacks on following days leave no day on which anything could have been said."""
    days = [0, 10, 21, 30, 41, 42, 52]
    pairs = [(Event(D + timedelta(days=n), kind, "migraine")) for n in days for kind in KINDS]
    found = past_bands(Diary(UTC, pairs), load_prior("generic"), D + timedelta(days=60))
    came = [(one.came_day - D).days for one in found.bands]
    assert came == [41, 52]
    assert found.off_days >= 0.0
    assert found.average_off_days >= 0.0


def test_a_clockwork_rhythm_is_named_by_two_days() -> None:
    """A band of a single day names the next too: no body is that exact."""
    now = datetime(2025, 1, 2, 9, tzinfo=UTC)
    found = outlook(Diary(UTC, onsets([7 * n for n in range(105)])), now=now)
    first, _, last = band(found).partition(" to ")
    assert first != last
    assert headline(found)
