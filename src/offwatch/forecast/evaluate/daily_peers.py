"""The plain methods that a forecast by day is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.daily.sums import last_sums
from offwatch.forecast.model.arrays import Floats

LEAN_DAYS = 4.0  # days that the other people's share counts for


@dataclass(frozen=True, slots=True)
class Shares:
    """Episode days and days of one person: of all, and of those after a day in either state."""

    episodes: Floats
    days: Floats

    @classmethod
    def of(cls, record: DayRecord) -> Shares:
        """Count a record: ``(3,)`` each, all days first, then after 0 and after 1."""
        before = np.append(0, record.state[:-1])
        after = [record.state[record.follows & (before == state)] for state in (0, 1)]
        groups = [record.state, *after]
        return cls(
            np.array([float(group.sum()) for group in groups]),
            np.array([float(group.size) for group in groups]),
        )


def lean_on(records: Sequence[DayRecord]) -> list[Floats | None]:
    """The share of episode days over all other people, for each person.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days.

    Returns
    -------
    list of (array, shape (3,), or None)
        Of all days, of those after a day without, and after a day with an episode; None where
        there is nobody else.
    """
    each = [Shares.of(record) for record in records]
    if len(each) < 2:
        return [None] * len(each)
    episodes = sum(one.episodes for one in each)
    days = sum(one.days for one in each)
    found: list[Floats | None] = []
    for one in each:
        others = np.maximum(days - one.days, 0.0)
        every = (episodes - one.episodes) / np.maximum(others, 1.0)
        found.append(np.where(others > 0, every, every[0]))
    return found


def own_share(record: DayRecord) -> Floats:
    """The person's share of episode days so far: ``(m,)``."""
    return np.cumsum(record.state) / np.arange(1, record.day.size + 1)


def rate(record: DayRecord, lean: Floats | None) -> Floats:
    """The personal rate so far, leaning on other people's: ``(m,)``."""
    count = np.arange(1, record.day.size + 1)
    others = own_share(record) if lean is None else lean[0]
    return np.asarray((np.cumsum(record.state) + LEAN_DAYS * others) / (count + LEAN_DAYS))


def markov(record: DayRecord, lean: Floats | None) -> Floats:
    """The same over the days that followed a day in today's state: ``(m,)``."""
    before = np.append(0, record.state[:-1])
    found = np.zeros(record.day.size)
    for state in (0, 1):
        counted = record.follows & (before == state)
        count = np.cumsum(counted)
        episodes = np.cumsum(counted & (record.state == 1))
        others = own_share(record) if lean is None else lean[1 + state]
        chance = (episodes + LEAN_DAYS * others) / (count + LEAN_DAYS)
        found = np.where(record.state == state, chance, found)
    return found


def moving(record: DayRecord, width: int = 90) -> Floats:
    """The share of the last recorded days, leaning on the person's own: ``(m,)``."""
    recent = last_sums(record.state.astype(np.float64), width)
    count = np.minimum(np.arange(1, record.day.size + 1), width)
    return np.asarray((recent + own_share(record)) / (count + 1.0))
