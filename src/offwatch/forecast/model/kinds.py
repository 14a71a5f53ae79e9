"""The kinds of people a person may be, carried along so that odds over several days stay exact."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints

_NEVER = 1e-12
_DAMPED = 1e-9
_MORE = 8  # days a walk goes on for, since the same span is asked about a little longer
_MOST = 64  # kinds: more change no odds that anyone is shown


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of people that stand for a posterior, each with its next onset and its gaps.

    Attributes
    ----------
    upcoming : array, shape (g, days)
        Chance of being of the kind with the next onset on the day.
    gap_from : callable
        ``gap_from(day)``, shape (g, days - day): chances of the gaps that begin there, from none
        up.
    reach : array, shape (k,)
        Chance that an episode lasts more than ``k`` days.
    running : array, shape (days,)
        Chance that the episode last begun covers the day.
    steady : bool
        Whether gaps are the same from any day on.
    """

    upcoming: Floats
    gap_from: Callable[[int], Floats]
    reach: Floats
    running: Floats
    steady: bool = False
    _touched: dict[int, Floats] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )  # by the first day of a span

    def in_episode(self) -> Floats:
        """Chance of being in an episode on each day: ``(days,)``."""
        each = self._steady_onsets() if self.steady else self._walked_onsets()
        later = np.convolve(each, self.reach)[: each.size]
        return np.clip(1.0 - (1.0 - self.running) * (1.0 - np.minimum(later, 1.0)), 0.0, 1.0)

    def _walked_onsets(self) -> Floats:
        """Chance of any onset on each day, where gaps depend on when they begin: ``(days,)``."""
        onsets = self.upcoming.copy()
        for day in range(onsets.shape[1] - 1):
            if onsets[:, day].max() < _NEVER:
                continue
            onsets[:, day + 1 :] += onsets[:, day : day + 1] * self.gap_from(day)[:, 1:]
        return np.asarray(onsets.sum(axis=0))

    def _steady_onsets(self) -> Floats:
        """The same where they do not: the renewal equation, solved by its generating functions.

        Damped, so that what lies past the last day does not come round to the first.
        """
        days = self.upcoming.shape[1]
        width = 1 << math.ceil(math.log2(2 * days))
        damp = _DAMPED ** (np.arange(days) / width)
        gaps = np.fft.rfft(self.gap_from(0) * damp, width, axis=1)
        first = np.fft.rfft(self.upcoming * damp, width, axis=1)
        total = (first / (1.0 - gaps)).sum(axis=0)
        return np.asarray(np.maximum(np.fft.irfft(total, width)[:days] / damp, 0.0))

    def clash(self, start: int, end: int) -> float:
        """Chance of an episode on at least one day of a span.

        Parameters
        ----------
        start, end : int, days
            Days ``start … end - 1`` from today.

        Returns
        -------
        float
            Walks the onsets day by day; each either touches the span, which ends the walk, or is
            followed by a gap of its kind.
        """
        hit = self._touched.get(start)
        if hit is None or hit.size < end:
            hit = self._touched[start] = self._touch(start, min(end + _MORE, self.running.size))
        return float(np.clip(1.0 - (1.0 - self.running[start]) * (1.0 - hit[end - 1]), 0.0, 1.0))

    def _touch(self, start: int, end: int) -> Floats:
        """Chance that an onset up to each day touches a span from ``start``: ``(end,)``."""
        touches = np.ones(end)
        ahead = start - np.arange(start)
        touches[:start] = np.where(
            ahead < self.reach.size, self.reach[np.minimum(ahead, self.reach.size - 1)], 0.0
        )
        free = self.upcoming[:, :end].copy()  # an onset here, and none has touched
        hit = np.empty(end)
        for day in range(end):
            hit[day] = free[:, day].sum() * touches[day]
            if touches[day] == 1.0:
                continue
            free[:, day] *= 1.0 - touches[day]
            free[:, day + 1 :] += free[:, day : day + 1] * self.gap_from(day)[:, 1 : end - day]
        return np.asarray(np.cumsum(hit))


def thin(weight: Floats, most: int = _MOST) -> tuple[Ints, Floats]:
    """Choose a few possibilities that stand for all, by systematic resampling.

    Parameters
    ----------
    weight : array, shape (n,)
        Weights that sum to one.
    most : int
        How many at most.

    Returns
    -------
    index, weight : arrays
        Where they are, and what each counts for; the same weights give the same few.
    """
    total = float(weight.sum())
    if weight.size <= most or total <= 0:
        return np.arange(weight.size), weight
    marks = (np.arange(most) + 0.5) / most * total
    at = np.minimum(np.searchsorted(np.cumsum(weight), marks), weight.size - 1)
    kept, times = np.unique(at, return_counts=True)
    return kept, np.asarray(times * (total / most))
