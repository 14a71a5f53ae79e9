"""What a person's own past forecasts were worth: honest where it is nothing."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from offwatch.diary import Diary, Event
from offwatch.forecast.evaluate.own_record import OwnRecord, own_record
from offwatch.forecast.model.choose_preset import choose_prior
from offwatch.forecast.present.sentences import worth

D = date(2024, 1, 1)


def life(name: str, gaps: list[int], *more: Event) -> tuple[Diary, date]:
    days = [D + timedelta(days=int(n)) for n in np.cumsum([0, *gaps])]
    rows = [Event(day, kind, name) for day in days for kind in ("onset", "end")]  # type: ignore[arg-type]
    return Diary(UTC, [*rows, *more]), days[-1] + timedelta(days=9)


def record_of(name: str, gaps: list[int], *more: Event) -> OwnRecord | None:
    diary, today = life(name, gaps, *more)
    return own_record(diary, choose_prior(diary), today)


def test_a_regular_rhythm_is_foretold_far_better_than_by_chance() -> None:
    """A week ahead, beside how often one begins within a week."""
    got = record_of("period", [28, 29, 27, 28] * 6)
    assert got is not None
    assert got.ahead == 7
    assert got.skill > 0.7
    assert worth(got).startswith(f"Over the last {got.days} days it foretold whether one begins")


@pytest.mark.parametrize("name", ["migraine", "seizure"])
def test_what_has_no_rhythm_is_said_to_be_worth_little(name: str) -> None:
    """Attacks at any time are foretold no better than by how often they come."""
    for seed in range(3):
        gaps = np.random.default_rng(seed).geometric(0.1, 90) + 1
        got = record_of(name, gaps.tolist())
        assert got is not None
        assert got.ahead == 1
        assert -0.05 < got.skill < 0.05
        if got.is_worth_little:
            assert worth(got).startswith("Not worth much for you so far")


def test_only_what_was_known_by_then_counts() -> None:
    """What comes later changes no forecast that was made before: the same days, the same marks."""
    diary, today = life("period", [28, 31, 26, 29, 30, 27, 33, 28, 25, 30])
    later = [Event(today + timedelta(days=n), "onset", "period") for n in (40, 45, 51)]
    longer = Diary(UTC, [*diary.events, *later])
    prior = choose_prior(diary)
    one, other = own_record(diary, prior, today), own_record(longer, prior, today)
    assert one is not None
    assert other is not None
    assert one.days == other.days
    assert one.brier == pytest.approx(other.brier, abs=0.02)


def test_too_little_or_too_much_known_is_no_record() -> None:
    """A few episodes say nothing; what regimens, exposures and signs move is not looked back on."""
    assert record_of("period", [28, 29, 27]) is None
    assert record_of("period", [1, 2, 1, 2, 1, 2]) is None
    at = datetime(2024, 2, 1, 8, tzinfo=UTC)
    for moved in (Event(at, "exposure", "night shift"), Event(at, "precursor", "aura")):
        assert record_of("period", [28] * 12, moved) is None
    assert record_of("period", [28] * 12, Event(D, "regimen_start", "vitamin", "none")) is not None
