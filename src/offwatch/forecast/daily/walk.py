"""One person's days ahead under all models at once, walked day by day.

Each model carries the chances of each state and of how long it has lasted, so nothing is lost
between tomorrow and the last day: what is asked of several days together stays exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from offwatch.forecast.daily.average import Part, tilted
from offwatch.forecast.daily.record import LONGEST_RUN, DayRecord
from offwatch.forecast.model.arrays import Bools, Floats

_LEAST_WEIGHT = 0.002  # models with less are left out
_MORE_RUN = 32  # days told apart beyond the longest run so far
_TAIL_DAYS = 1500  # past the days asked for


@dataclass(frozen=True)
class Walk:
    """The models of one person at the end of their last known day.

    Attributes
    ----------
    weight : array, shape (e,)
        Of each model, summing to one.
    start, go_on : arrays, shape (e, d)
        Chance of an episode on the next day, by how long a time without one, or an episode, has
        lasted: ``d`` lengths from 1 up, the last for all longer.
    moved : array of bool, shape (e,)
        Which models the calendar moves.
    tilts : array, shape (e, days)
        What it adds to their log-odds, by days ahead.
    state : {0, 1}
        The state on the last known day.
    run : int, days
        How long it has lasted.
    again : float
        Of the days on which an episode goes on, the share on which an onset is written.
    passed : float
        The share of the first day's onsets that would have been by now, and have not.
    """

    weight: Floats
    start: Floats
    go_on: Floats
    moved: Bools
    tilts: Floats
    state: int
    run: int
    again: float
    passed: float

    @property
    def days(self) -> int:
        """How many days it can walk."""
        return int(self.tilts.shape[1])

    def ahead(self, fine: int) -> tuple[Floats, Floats, Floats]:
        """The next onset and being in an episode.

        Parameters
        ----------
        fine : int, days
            From where on the second answer waits at one rate, however many days are walked.

        Returns
        -------
        onset : array, shape (days + tail,)
            Chance that the next onset falls on the day; what lies past the tail is missing.
        same : array, shape (fine + tail,)
            The same, whatever the number of days.
        in_episode : array, shape (days,)
            Chance of an episode.
        """
        free, ill = self._begin()
        wait_free, wait_ill = free.copy(), ill.copy()  # as long as no onset has come
        onset = np.zeros((self.weight.size, self.days))
        in_episode = np.zeros(self.days)
        tail = self._tail(wait_free, wait_ill)
        for step, (start, go_on) in enumerate(self._chances()):
            free, ill, _ = self._step(free, ill, start, go_on, step)
            in_episode[step] = ill.sum()
            wait_free, wait_ill, onset[:, step] = self._step(
                wait_free, wait_ill, start, go_on, step, stop=True
            )
            if step + 1 == fine:
                tail = self._tail(wait_free, wait_ill)
        by_day = onset.sum(axis=0)
        whole = np.concatenate([by_day, self._tail(wait_free, wait_ill)])
        return whole, np.concatenate([by_day[:fine], tail]), in_episode

    def clash(self, first: int, end: int) -> float:
        """Chance of an episode on at least one day of a span.

        Parameters
        ----------
        first, end : int, days
            Days ``first … end - 1``, 0 being the day after the last known one.

        Returns
        -------
        float
            The chance.
        """
        free, ill = self._begin()
        for step, (start, go_on) in enumerate(self._chances()):
            if step == end:
                break
            free, ill, _ = self._step(free, ill, start, go_on, step)
            if step >= first:
                ill = np.zeros(ill.shape)
        return float(np.clip(1.0 - free.sum(), 0.0, 1.0))

    def _begin(self) -> tuple[Floats, Floats]:
        free, ill = np.zeros(self.start.shape), np.zeros(self.start.shape)
        weight = self.weight
        if self.passed > 0.0:
            first = next(iter(self._chances()))[self.state][:, self._place]
            weight = weight * (1.0 - self.passed * self._onset_of(first))
            weight = weight / weight.sum()
        (ill if self.state == 1 else free)[:, self._place] = weight
        return free, ill

    @property
    def _place(self) -> int:
        return int(min(self.run, self.start.shape[1]) - 1)

    def _onset_of(self, chance: Floats) -> Floats:
        """The chance of an onset where the chance of an episode is this, in the present state."""
        return chance if self.state == 0 else chance * self.again

    def _chances(self) -> Iterator[tuple[Floats, Floats]]:
        """The chances of an episode after a day without, and with one, for each day ahead."""
        start, go_on = self.start.copy(), self.go_on.copy()
        for step in range(self.days):
            if self.moved.any():
                tilt = self.tilts[self.moved, step][:, None]
                start[self.moved] = tilted(self.start[self.moved], tilt)
                go_on[self.moved] = tilted(self.go_on[self.moved], tilt)
            yield start, go_on

    def _step(
        self, free: Floats, ill: Floats, start: Floats, go_on: Floats, step: int,
        *, stop: bool = False,
    ) -> tuple[Floats, Floats, Floats]:  # fmt: skip
        """One day on. Where it is to stop, onsets leave; they are the third answer: ``(e,)``."""
        begun, lasted = free * start, ill * go_on
        stayed, ended = free - begun, (ill - lasted).sum(axis=1)
        again = lasted * self.again
        if step == 0 and self.passed > 0.0:
            # No onset until now: what is left of the day's, and the rest all the likelier.
            whole = 1.0 - self.passed * self._onset_of((start, go_on)[self.state][:, self._place])
            still = (1.0 - self.passed) / whole
            lasted = (lasted - again) / whole[:, None] + again * still[:, None]
            begun, again = begun * still[:, None], again * still[:, None]
            stayed, ended = stayed / whole[:, None], ended / whole
        onsets = begun.sum(axis=1) + again.sum(axis=1)
        if stop:
            return _older(stayed, ended), _older(lasted - again, np.zeros(ended.size)), onsets
        return _older(stayed, ended), _older(lasted, begun.sum(axis=1)), onsets

    def _tail(self, free: Floats, ill: Floats) -> Floats:
        """Past the last day walked: each model waits on at the rate of the end."""
        left = free.sum(axis=1) + ill.sum(axis=1)
        through = (free * self.start).sum(axis=1) + self.again * (ill * self.go_on).sum(axis=1)
        rate = np.clip(through / np.maximum(left, 1e-300), 1e-5, 1.0)
        kept = np.exp(np.log1p(-np.minimum(rate, 1.0 - 1e-9))[:, None] * np.arange(_TAIL_DAYS))
        return np.asarray((left * rate) @ kept)


def _older(chances: Floats, new: Floats) -> Floats:
    """A day longer; those that are longest stay so."""
    out = np.empty(chances.shape)
    out[:, 0] = new
    out[:, 1:] = chances[:, :-1]
    out[:, -1] += chances[:, -1]
    return out


def walk_from(
    parts: Sequence[Part], record: DayRecord, days: int, again: float, passed: float
) -> Walk:
    """Lay the models of a person out, as they stand at the end of the last recorded day.

    Parameters
    ----------
    parts : sequence of Part
        The models.
    record : DayRecord
        The record they were fitted to.
    days : int
        How far to walk.
    again : float
        Of the days on which an episode goes on, the share on which an onset is written.
    passed : float
        The share of the first day's onsets that would have been by now.

    Returns
    -------
    Walk
        The walk.
    """
    last = record.day.size - 1
    kept = [part for part in parts if part.weight[last] >= _LEAST_WEIGHT]
    weight = np.array([part.weight[last] for part in kept])
    most = int(min(LONGEST_RUN, record.run.max() + _MORE_RUN))
    run, at = np.arange(1, most + 1), np.array([last])
    ahead = np.arange(1, days + 1)
    tilts = [part.tilts(at, ahead) for part in kept]
    return Walk(
        weight=weight / weight.sum(),
        start=tilted(np.stack([part.model.chance(at, 0, run) for part in kept]), None),
        go_on=tilted(np.stack([part.model.chance(at, 1, run) for part in kept]), None),
        moved=np.array([tilt is not None for tilt in tilts]),
        tilts=np.stack([np.zeros(days) if tilt is None else tilt[0] for tilt in tilts]),
        state=int(record.state[last]),
        run=int(record.run[last]),
        again=again,
        passed=passed,
    )
