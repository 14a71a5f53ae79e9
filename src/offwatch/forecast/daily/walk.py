"""One person's days ahead under all models at once, walked day by day.

Each model carries the chances of each state and of how long it has lasted, so nothing is lost
between tomorrow and the last day: what is asked of several days together stays exact. What has
begun on one day stays together, so it is enough to know how much of it is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from offwatch.forecast.daily.average import ModelMean, Part, tilted
from offwatch.forecast.daily.models import DailyModel
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.model.arrays import Bools, Floats, Ints

_LEAST_WEIGHT = 0.002  # models with less are left out
_TAIL_STRIDE = 50  # days
_TAIL_DAYS = 30 * _TAIL_STRIDE  # past the days asked for


@dataclass(frozen=True)
class _Present:
    """What becomes of the state on the last known day.

    Attributes
    ----------
    stays, ends : arrays, shape (e, days)
        Chance that it has lasted until the end of the day, and that it ends on it.
    waits, quiet_ends, onset : arrays, shape (e, days)
        The same as long as no onset is written, and the chance that one is written on the day.
    """

    stays: Floats
    ends: Floats
    waits: Floats
    quiet_ends: Floats
    onset: Floats


@dataclass(frozen=True)
class _Later:
    """What becomes of the states that begin on the days ahead.

    Attributes
    ----------
    freed : array, shape (e, days)
        Chance that an episode ends, so that the day is the first without.
    ill : array, shape (days,)
        Chance of an episode that began on a day ahead.
    onset : array, shape (e, days)
        Chance of the next onset where an episode ran on the last known day and has ended.
    waiting : two arrays, shapes (e, fine) and (e, days)
        The chances of that wait by how long it has lasted, at the end of the fine and of all days.
    """

    freed: Floats
    ill: Floats
    onset: Floats
    waiting: tuple[Floats, Floats]


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
    fine : int, days
        From where on the band's answer waits at one rate, however many days are walked.
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
    fine: int

    @property
    def days(self) -> int:
        """How many days it can walk."""
        return int(self.tilts.shape[1])

    def ahead(self) -> tuple[Floats, Floats, Floats]:
        """The next onset and being in an episode.

        Returns
        -------
        onset : array, shape (days + tail,)
            Chance that the next onset falls on the day; what lies past the tail is missing.
        same : array, shape (fine + tail,)
            The same, whatever the number of days.
        in_episode : array, shape (days,)
            Chance of an episode.
        """
        present, later, fine = self._present, self._later, self.fine
        by_day = (present.onset + later.onset).sum(axis=0)
        whole = np.concatenate([by_day, self._tail(self.days, later.waiting[1])])
        same = np.concatenate([by_day[:fine], self._tail(fine, later.waiting[0])])
        in_episode = later.ill + (present.stays.sum(axis=0) if self.state == 1 else 0.0)
        return whole, same, in_episode

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
        if end <= first:
            return 0.0
        free = 0.0 if self.state == 1 else float(self._present.stays[:, end - 1].sum())
        freed = self._later.freed[:, : first + 1]
        lasts = end - 1 - np.arange(first + 1)  # until the end of the span
        still = np.cumprod(1.0 - self._by_age(self.start, end), axis=1)
        kept = np.concatenate([np.ones((still.shape[0], 1)), still], axis=1)[:, lasts]
        for at in np.flatnonzero(self.moved).tolist():
            kept[at] = self._kept_under_tilts(at, lasts, end)
        return float(np.clip(1.0 - free - (freed * kept).sum(), 0.0, 1.0))

    def _kept_under_tilts(self, at: int, lasts: Ints, end: int) -> Floats:
        """Chance that times without an episode last to the end of a span, under one model."""
        age = np.arange(1, end)[None, :] - (end - 1 - lasts)[:, None]  # (begun, day)
        odds = _odds(self._by_age(self.start, end)[at])[np.maximum(age, 1) - 1]
        stays = 1.0 + odds * np.exp(self.tilts[at, 1:end])
        return np.asarray(1.0 / np.where(age > 0, stays, 1.0).prod(axis=1))

    def _by_age(self, chance: Floats, days: int, begins: int = 1) -> Floats:
        """A chance by how long the state has lasted, from ``begins`` days on: ``(e, days)``."""
        age = np.minimum(np.arange(begins, begins + days), chance.shape[1])
        return chance[:, age - 1]

    @cached_property
    def _present(self) -> _Present:
        chance = self._by_age((self.start, self.go_on)[self.state], self.days, self.run)
        chance = np.where(self.moved[:, None], tilted(chance, self.tilts), chance)
        again = self.again if self.state == 1 else 1.0
        onset = chance * again
        # No onset until now: what is left of the day's, and the rest all the likelier.
        whole = 1.0 - self.passed * onset[:, 0]
        weight = self.weight * whole
        weight = (weight / weight.sum())[:, None]
        onset[:, 0] *= (1.0 - self.passed) / whole
        ends, waits = 1.0 - chance, chance - chance * again
        ends[:, 0] /= whole
        waits[:, 0] /= whole
        if self.state == 0:
            ends, waits = onset, ends
        stays = weight * np.cumprod(1.0 - ends, axis=1)
        quiet = weight * np.cumprod(waits, axis=1)
        before = np.concatenate([weight, quiet[:, :-1]], axis=1)
        return _Present(
            stays=stays,
            ends=-np.diff(stays, axis=1, prepend=weight),
            waits=quiet,
            quiet_ends=before * ends if self.state == 1 else np.zeros(ends.shape),
            onset=before * onset,
        )

    @cached_property
    def _later(self) -> _Later:
        """Walk the days: rows are times without an episode, episodes, and waits for an onset.

        The wait is told apart only where an episode ran on the last known day.
        """
        present, days, rows = self._present, self.days, 2 + self.state
        # A state stays with 1 / (1 + odds of its end); the calendar moves those odds.
        start, go_on = _odds(self._by_age(self.start, days)), _odds(self._by_age(self.go_on, days))
        odds = np.concatenate([start, 1.0 / go_on, start][:rows]).T.copy()
        moved = np.where(self.moved[:, None], np.exp(self.tilts), 1.0)
        tilt = np.concatenate([moved, 1.0 / moved, moved][:rows]).T.copy()
        n = self.weight.size
        free, ill, wait = slice(0, n), slice(n, 2 * n), slice(2 * n, 3 * n)
        begun = np.zeros((days, rows * n))
        begun[:, ill if self.state == 0 else free] = present.ends.T
        if self.state == 1:
            begun[:, wait] = present.quiet_ends.T
        cohorts = np.zeros(begun.shape)  # what is left of each, the latest first, at the end
        held = begun.copy()  # what began ahead and lasts at the end of each day
        left, stays = np.zeros(begun.shape), np.empty(begun.shape)
        waiting = np.zeros((n, self.fine))
        cohorts[-1] = begun[0]
        for day in range(1, days):
            lasting = cohorts[days - day :]
            each = np.multiply(odds[:day], tilt[day], out=stays[:day])
            each += 1.0
            lasting /= each
            total = np.add.reduce(lasting)
            gone, new = left[day], begun[day]
            np.subtract(held[day - 1], total, out=gone)
            new[free] += gone[ill]
            new[ill] += gone[free]
            np.add(total, new, out=held[day])
            cohorts[days - day - 1] = new
            if day + 1 == self.fine and self.state == 1:
                waiting = cohorts[days - self.fine :, wait].T.copy()
        freed, running = begun[:, free].T, held[:, ill].sum(axis=1)
        if self.state == 0:
            return _Later(freed, running, np.zeros(freed.shape), (waiting, waiting))
        return _Later(freed, running, left[:, wait].T, (waiting, cohorts[:, wait].T))

    def _tail(self, days: int, waiting: Floats) -> Floats:
        """The next onset past so many days: by how long each wait has lasted, then at one rate."""
        more = self._days_told_apart_after(days)
        still = self._present.waits[:, days - 1]
        begins = self.run + days
        if more:
            near, still, waiting = self._by_wait(more, begins, still, waiting)
        age = min(begins + more, self.start.shape[1]) - 1
        left = still + waiting.sum(axis=1)
        chance = self.start[:, age] if self.state == 0 else self.again * self.go_on[:, age]
        through = still * chance
        through += (waiting * self._by_age(self.start, waiting.shape[1], 1 + more)).sum(axis=1)
        rate = np.clip(through / np.maximum(left, 1e-300), 1e-5, 1.0)
        stays = np.log1p(-np.minimum(rate, 1.0 - 1e-9))[:, None]
        far = (left * rate)[:, None] * np.exp(stays * np.arange(0, _TAIL_DAYS, _TAIL_STRIDE))
        steps = np.exp(stays * np.arange(_TAIL_STRIDE))
        at_one_rate = np.asarray(far.T @ steps).ravel()
        return np.concatenate([near, at_one_rate]) if more else at_one_rate

    def _days_told_apart_after(self, days: int) -> int:
        """For how many days past these it still matters how long a wait has lasted."""
        told = int(self.start.shape[1])
        if self.state == 0:
            return max(told - self.run - days, 0)
        return told - 1 if told > days else 0

    def _by_wait(
        self, more: int, begins: int, still: Floats, waiting: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Carry what waits on for some days, without the calendar.

        Parameters
        ----------
        more : int, days
            How many.
        begins : int, days
            How long the state of the last known day has lasted.
        still : array, shape (e,)
            Chance that it lasts and no onset was written.
        waiting : array, shape (e, n)
            Chances of the waits that began since, by how long they have lasted, from a day up.

        Returns
        -------
        onset : array, shape (more,)
            Chance of the next onset on each day.
        still, waiting : arrays, shapes (e,) and (e, n)
            What is left at the end.
        """
        chance = self._by_age((self.start, self.go_on)[self.state], more, begins)
        again = self.again if self.state == 1 else 1.0
        waits = 1.0 - chance if self.state == 0 else chance - chance * again
        lasts = still[:, None] * np.cumprod(waits, axis=1)
        before = np.concatenate([still[:, None], lasts[:, :-1]], axis=1)
        onset = (before * chance * again).sum(axis=0)
        if self.state == 0:
            return onset, lasts[:, -1], waiting
        n = waiting.shape[1]
        comes = self._by_age(self.start, n + more)
        reach = np.cumprod(1.0 - comes, axis=1)  # of a wait, past each day
        reach = np.maximum(np.concatenate([np.ones((reach.shape[0], 1)), reach], axis=1), 1e-300)
        came = -np.diff(reach, axis=1)
        ratio = waiting / reach[:, :n]
        ended = before * (1.0 - chance)
        left = ratio * reach[:, more : more + n]
        for each, law, new in zip(ratio, came, ended, strict=True):
            onset += np.correlate(law[: n + more - 1], each, "valid")
            onset[1:] += np.convolve(new, law)[: more - 1]
        fresh = (ended * reach[:, more - 1 :: -1][:, :more]).sum(axis=1)
        left[:, 0] += fresh  # in the end all waits are alike
        return onset, lasts[:, -1], left


def _odds(chance: Floats) -> Floats:
    return np.asarray(chance / (1.0 - chance))


def walk_from(
    parts: Sequence[Part], record: DayRecord, days: int, fine: int, again: float, passed: float
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
    fine : int, days
        From where on the band's answer waits at one rate; at most ``days``.
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
    run, at = np.arange(1, record.told_apart + 1), np.array([last])
    tilts = [part.tilts(at, days) for part in kept]
    start, go_on = (
        tilted(np.stack(_by_run([part.model for part in kept], at, state, run)), None)
        for state in (0, 1)
    )
    return Walk(
        weight=weight / weight.sum(),
        start=start,
        go_on=go_on,
        moved=np.array([tilt is not None for tilt in tilts]),
        tilts=np.stack([np.zeros(days) if tilt is None else tilt[0] for tilt in tilts]),
        state=int(record.state[last]),
        run=int(record.run[last]),
        again=again,
        passed=passed,
        fine=fine,
    )


def _by_run(models: Sequence[DailyModel], at: Ints, state: int, run: Ints) -> list[Floats]:
    """What some models say, each asked once though it be in a mean as well."""
    said: dict[int, Floats] = {}

    def ask(model: DailyModel) -> Floats:
        if id(model) not in said:
            said[id(model)] = (
                model.mean(at, [ask(each) for each in model.models])
                if isinstance(model, ModelMean)
                else model.chance(at, state, run)
            )
        return said[id(model)]

    return [ask(model) for model in models]
