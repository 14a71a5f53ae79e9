"""What is forecast, what may be learned from, and how it is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from benchmarks.forecast.compare import compare, mean, ratio, ratio_apart
from benchmarks.forecast.groups import (
    cover_of_exact_odds,
    thirds_of_forecasts,
    thirds_of_people,
)
from benchmarks.forecast.people import make_people
from benchmarks.forecast.run import Forecasts, run_all
from benchmarks.forecast.sample import draw_sample
from benchmarks.forecast.targets import around, check
from benchmarks.forecast.today import on_day
from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import from_points
from hypothesis import given
from hypothesis import strategies as st

from offwatch.diary.readers.cycles import Cycle, PersonCycles
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin

PEOPLE = make_people([8] * 12, np.random.default_rng(7))


@given(drop=st.floats(0.01, 0.6), seed=st.integers(0, 99))
def test_dropped_logs_lose_no_day(drop: float, seed: int) -> None:
    """What a person logged adds up to their whole record, however many onsets went unlogged."""
    sample = draw_sample(PEOPLE, drop_logs=drop, seed=seed)
    for person, gaps in zip(sample.people, sample.gaps, strict=True):
        assert sum(gaps) == sum(c.length_days for c in person.cycles)


def test_a_break_hides_its_gap() -> None:
    """The days between a last day and the next start are in nobody's gaps."""
    cycles = tuple(
        Cycle(i + 1, days, follows_break=i == 3) for i, days in enumerate([28, 29, 30, 31, 32])
    )
    assert draw_sample([PersonCycles("p", cycles)]).gaps == ((28, 29, 30, 31, 32),)


@dataclass(frozen=True)
class _Memory:
    """Forecasts a day for whom it has not learned from, and fails for whom it has."""

    name: str = "memory"
    point_only: bool = True
    slow: bool = False
    known: frozenset[str] = frozenset()

    def fit(self, training: Training) -> _Memory:
        known = {p.person for p in training.people} | {o.person for o in training.origins}
        assert len(training.gaps) == len(training.people)
        return replace(self, known=frozenset(known))

    def predict(self, origins: Sequence[Origin]) -> Floats:
        assert self.known
        assert not self.known & {o.person for o in origins}
        return from_points(np.array([float(o.gaps[-1]) for o in origins]))


@pytest.mark.parametrize("folds", [2, 3, 5])
def test_nobody_is_forecast_by_what_was_learned_from_them(folds: int) -> None:
    """Every forecast is made by a method that has seen other people only, in its own place."""
    sample = draw_sample(PEOPLE)
    said = run_all([_Memory()], [sample], folds)[0]
    assert (said.pmf.argmax(axis=1) + 1).tolist() == [o.gaps[-1] for o in sample.origins]


def test_a_slow_method_runs_on_the_first_samples_only() -> None:
    """Fewer seeds, and then ours are compared on the same rows."""
    samples = [draw_sample(PEOPLE, drop_logs=0.2, seed=seed) for seed in range(3)]
    ours = run_all([_Memory()], samples, 2)[0]
    slow = run_all([replace(_Memory(), slow=True)], samples, 2, slow_samples=1)[0]
    assert slow.came.size == len(samples[0].origins) < ours.came.size
    assert compare(ours, slow)["mae_ratio"].value == 1.0


def forecasts(pmf: Floats, came: list[int], person_at: list[int]) -> Forecasts:
    return Forecasts("f", False, pmf, np.array(came), np.array(person_at), 0.0, 0.0, 0.0)


def test_a_morning_forgets_the_days_gone_by() -> None:
    """Cycles that are over leave; of the others only lengths still possible remain."""
    pmf = np.zeros((2, 200))
    pmf[:, [25, 27, 29]] = [0.5, 0.3, 0.2]  # 26, 28 and 30 days
    seen = on_day(forecasts(pmf, [26, 30], [0, 1]), (28,))
    assert seen.came.tolist() == [30]
    assert seen.pmf[0, [25, 27, 29]] == pytest.approx([0.0, 0.6, 0.4])


def test_what_was_held_for_impossible_is_any_day_now() -> None:
    """A method whose last day has passed says today, not nothing."""
    pmf = np.zeros((1, 200))
    pmf[0, 27] = 1.0
    seen = on_day(forecasts(pmf, [33], [0]), (30, 31))
    assert seen.pmf[:, [29, 30]].tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_people_are_resampled_not_forecasts() -> None:
    """A hundred forecasts of one person count as one person: the interval spans both people."""
    values = np.r_[np.ones(100), np.zeros(100)]
    at = np.r_[np.zeros(100, np.int64), np.ones(100, np.int64)]
    found = mean(values, at)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)


def test_a_ratio_is_paired() -> None:
    """Where every error is half of the other's there is nothing uncertain about one half."""
    rng = np.random.default_rng(0)
    errors, at = rng.exponential(size=60), np.arange(60) % 9
    found = ratio(errors, 2 * errors, at)
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)
    apart = ratio_apart(errors, at, np.r_[errors, errors], np.r_[at, at])
    assert (apart.value, apart.low, apart.high) == (1.0, 1.0, 1.0)


def test_thirds_go_from_regular_to_irregular() -> None:
    """Each third is a third, and the first varies least."""
    sample = draw_sample(PEOPLE)
    for third in (thirds_of_people(sample), thirds_of_forecasts(sample)):
        assert set(third.tolist()) == {0, 1, 2}
    spread = np.array([np.std(o.gaps) for o in sample.origins])
    third = thirds_of_forecasts(sample)
    assert spread[third == 0].max() <= spread[third == 2].min()


def test_a_third_by_outcome_cannot_show_eighty() -> None:
    """Exact odds hold too often where the record turned out regular, too seldom where not."""
    regular, _, irregular = cover_of_exact_odds(PEOPLE, 60)
    assert regular.low > 80.0 > irregular.high


def test_a_miss_is_called_one() -> None:
    """A number beyond its bound is not reached, on either side."""
    assert check("x", 0.97, at_most=0.97).reached
    assert not check("x", 0.971, at_most=0.97).reached
    assert [around("x", got, 5).reached for got in (74.9, 75.0, 85.0, 85.1)] == [
        False,
        True,
        True,
        False,
    ]
