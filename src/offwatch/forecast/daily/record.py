"""What is known of one person day by day: in an episode or not, or not recorded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from offwatch.forecast.model.arrays import Bools, Floats, Ints

LONGEST_RUN = 420  # days told apart; whatever has lasted longer counts as this
_MORE_RUN = 32  # days told apart beyond the longest run so far


@dataclass(frozen=True)
class DayRecord:
    """The recorded days of one person, in order.

    Attributes
    ----------
    person : str
        Who.
    day : array of int, shape (m,)
        The recorded days, ascending, from any zero. Days in between are not known.
    state : array of int, shape (m,)
        1 on a day with any part of an episode, else 0.
    """

    person: str
    day: Ints
    state: Ints

    @cached_property
    def follows(self) -> Bools:
        """Whether the day before was recorded too: ``(m,)``."""
        found = np.zeros(self.day.size, dtype=bool)
        found[1:] = np.diff(self.day) == 1
        return found

    @cached_property
    def changed(self) -> Bools:
        """Whether the state is another than the day before, both recorded: ``(m,)``."""
        found = self.follows.copy()
        found[1:] &= self.state[1:] != self.state[:-1]
        return found

    @cached_property
    def run_from(self) -> Ints:
        """Where the present run of one state begins, as far as it was recorded: ``(m,)``."""
        begins = self.changed | ~self.follows
        return np.maximum.accumulate(np.where(begins, np.arange(self.day.size), 0))

    @cached_property
    def run(self) -> Ints:
        """How many days the present state has lasted, as far as they were recorded: ``(m,)``."""
        return np.asarray(np.arange(self.day.size) - self.run_from + 1)

    @cached_property
    def told_apart(self) -> int:
        """Up to how many days it matters how long a state has lasted."""
        return int(min(LONGEST_RUN, self.run.max() + _MORE_RUN))

    @cached_property
    def runs(self) -> tuple[Ints, Ints, Ints]:
        """The runs whose first and last day are known: the place after each, its state, its days.

        A run that the record opens or closes, or that borders on a day not recorded, says less
        than its length.
        """
        after = np.flatnonzero(self.changed)
        whole = self.changed[self.run_from[after - 1]] if after.size else after.astype(bool)
        after = after[whole]
        return after, self.state[after - 1], self.run[after - 1]

    @cached_property
    def foretells(self) -> Bools:
        """Whether the day after is recorded, so that a forecast of it can be scored: ``(m,)``."""
        return np.asarray(np.append(self.follows[1:], False))

    @cached_property
    def tomorrow(self) -> Floats:
        """The state of the next recorded day: ``(m,)``, the last without meaning."""
        return np.append(self.state[1:], 0).astype(np.float64)

    def until(self, places: int) -> DayRecord:
        """The record as it was after so many recorded days."""
        return DayRecord(self.person, self.day[:places], self.state[:places])


def new_onset_within(record: DayRecord, days: int = 7) -> tuple[Bools, Bools]:
    """Whether a new episode began within the next days, and whether that is known.

    Parameters
    ----------
    record : DayRecord
        The record.
    days : int
        How many days after each day.

    Returns
    -------
    began, known : arrays of bool, shape (m,)
        ``began`` where an episode day follows a day without one; ``known`` where all the days
        are recorded.
    """
    m = record.day.size
    starts = np.append(0, np.cumsum(record.changed & (record.state == 1)))
    gaps = np.append(0, np.cumsum(~record.follows))
    end = np.minimum(np.arange(m) + days, m - 1)
    known = (np.arange(m) + days < m) & (gaps[end + 1] == gaps[np.arange(m) + 1])
    return starts[end + 1] > starts[np.arange(m) + 1], known
