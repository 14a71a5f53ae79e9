"""Thirds of people by how much their rhythm varies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.forecast.compare import Measured, coverage
from benchmarks.forecast.ours import Offwatch
from benchmarks.forecast.people import make_people
from benchmarks.forecast.run import Forecasts, run_all
from benchmarks.forecast.sample import Sample, draw_sample
from offwatch.diary.readers.cycles import PersonCycles
from offwatch.forecast.model.arrays import Bools, Ints

NAMES = ("regular", "between", "irregular")


def thirds_of_people(sample: Sample) -> Ints:
    """By the spread of each person's whole record: ``(n,)`` for each forecast, 0 to 2.

    The record holds what was to be forecast, so that even exact odds hold too often in the first
    third and too seldom in the last: see ``cover_of_exact_odds``.
    """
    spread = [np.std([c.length_days for c in person.cycles]) for person in sample.people]
    forecast = np.unique(sample.person_at)
    third = np.zeros(len(spread), dtype=np.int64)
    third[forecast] = _thirds(np.array(spread)[forecast])
    return np.asarray(third[sample.person_at], dtype=np.int64)


def thirds_of_forecasts(sample: Sample) -> Ints:
    """By the spread of the history that each forecast was made from: ``(n,)``, 0 to 2."""
    return _thirds(np.array([np.std(o.gaps) for o in sample.origins]))


def cover_of_exact_odds(people: Sequence[PersonCycles], times: int) -> list[Measured]:
    """How often the 80 % interval holds in each third of people where the odds are exact.

    Made-up people with as many cycles as these, ``times`` over, are forecast by the very law that
    made them. This is what a third by the whole record can show at best.
    """
    cycles = [len(person.cycles) for person in people] * times
    sample = draw_sample(make_people(cycles, np.random.default_rng(1), skipped=0.0))
    said = run_all([Offwatch(shipped=True)], [sample], folds=2)[0]
    third = thirds_of_people(sample)
    return [coverage(pick(said, third == at)) for at in range(len(NAMES))]


def pick(said: Forecasts, rows: Bools) -> Forecasts:
    """Only these forecasts."""
    return replace(said, pmf=said.pmf[rows], came=said.came[rows], person_at=said.person_at[rows])


def _thirds(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray(order * 3 // max(values.size, 1), dtype=np.int64)
