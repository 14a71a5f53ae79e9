"""Past bands beside what came: made with what was known then, counted honestly."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import numpy as np
import pytest

from offwatch.diary import Diary, Event
from offwatch.forecast.evaluate.past_bands import BandRecord, PastBand, in_days, past_bands
from offwatch.forecast.model.prior import load_prior
from offwatch.spans import DaySpan

D = date(2024, 1, 1)
PRIOR = load_prior("menstrual")


def diary(days: list[int], more: tuple[Event, ...] = ()) -> Diary:
    onsets = [Event(D + timedelta(days=day), "onset", "period") for day in days]
    return Diary(UTC, [*onsets, *more])


def test_an_even_rhythm_is_foretold() -> None:
    """Forecasts begin with three gaps; each band holds where nothing changes."""
    days = [28 * n for n in range(9)]
    record = past_bands(diary(days), PRIOR, D + timedelta(days=250))
    assert len(record.bands) == 5
    assert record.held == 5
    assert record.off_days < 1.5
    assert not record.is_too_narrow
    assert all(first <= 28 <= last for first, last, _ in in_days(record.bands))


def test_nothing_later_is_known_to_a_forecast() -> None:
    """What is written afterwards changes no band that was made before."""
    rng = np.random.default_rng(3)
    days = np.cumsum([0, *rng.integers(25, 33, 10)]).tolist()
    whole = past_bands(diary(days), PRIOR, D + timedelta(days=400))
    cut = past_bands(diary(days[:8]), PRIOR, D + timedelta(days=400))
    assert whole.bands[: len(cut.bands)] == cut.bands


def test_a_gap_across_a_life_event_is_not_held_against_it() -> None:
    """No forecast was made across it, so none could fail."""
    life = (
        Event(D + timedelta(days=150), "life_start", "pregnancy"),
        Event(D + timedelta(days=420), "life_end", "pregnancy"),
    )
    days = [28 * n for n in range(6)] + [460, 488]
    record = past_bands(diary(days, life), PRIOR, D + timedelta(days=500))
    assert [(b.came_day - b.onset_day).days for b in record.bands] == [28, 28, 28]


@pytest.mark.parametrize(("held", "narrow"), [(12, False), (8, False), (7, True), (3, True)])
def test_too_few_that_held_are_said_to_be_too_few(held: int, narrow: bool) -> None:
    """Of twelve, eight may be chance; seven hardly."""
    band = DaySpan(D + timedelta(days=26), D + timedelta(days=31))
    came = [28] * held + [40] * (12 - held)
    bands = [PastBand(D, band, D, D, D + timedelta(days=day)) for day in came]
    record = BandRecord(tuple(bands))
    assert record.held == held
    assert record.is_too_narrow is narrow
