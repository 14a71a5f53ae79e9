"""How far two rhythms of one person come together: learned from their days, shrunk to chance.

For a span of some days the record is cut into every window of as many days, and counted in how
many the one, the other, both or neither has an episode. So a headache that comes on the days
before a period counts for a span that holds both, though the two share no day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.model.arrays import Bools, Floats

MOST_DAYS = 1_096  # older ones say little of how things are now
LEAST_EPISODES = 4  # of each; with fewer, nothing is said of how they come together
_MEMORY_DAYS = 14  # what repeats itself later than this, such as a month, is taken for news
_SURE = 2.0  # a log-odds ratio within so many standard errors of none counts as none


def days_in_episode(diary: Diary, first: date, today: date, usual_days: int) -> Bools:
    """Mark the days of a record that lie in an episode.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    first, today : date
        The days from ``first`` on, ``today`` left out.
    usual_days : int, days
        How long an episode counts whose end is not known.

    Returns
    -------
    array of bool, shape (days,)
        True on days with an episode.
    """
    size = max((today - first).days, 0)
    marked = np.zeros(size, dtype=np.bool_)
    for one in diary.episodes():
        start = (one.onset_day - first).days
        days = usual_days if one.duration_days is None else one.duration_days
        if start + days > 0:
            marked[max(start, 0) : start + days] = True
    return marked


@dataclass(frozen=True)
class Together:
    """How far two records come together.

    Attributes
    ----------
    one, other : arrays of bool, shape (n,)
        The days of each that lie in an episode, the same days for both.
    """

    one: Bools
    other: Bools

    def odds_ratio(self, days: int) -> float:
        """How much likelier the one makes the other within a span of so many days.

        Parameters
        ----------
        days : int
            The length of the span, at least 1.

        Returns
        -------
        float
            The ratio of the odds; 1 where the record does not show that they depend on each other.

        References
        ----------
        Bartlett, JRSS 1946, for how little a record says that repeats itself from day to day;
        Haldane, Annals of Human Genetics 1956, for the half in each count; James & Stein, Berkeley
        Symposium 1961, for how far the ratio is shrunk.
        """
        if min(_episodes(self.one), _episodes(self.other)) < LEAST_EPISODES:
            return 1.0
        one, other = _touched(self.one, days), _touched(self.other, days)
        n = one.size
        if n < 2 or one.all() or other.all():
            return 1.0
        both = float(np.count_nonzero(one & other))
        counts = np.array([both, one.sum() - both, other.sum() - both, 0.0])
        counts[3] = n - counts.sum()
        counts = counts / _repeats(one, other, days + _MEMORY_DAYS) + 0.5
        log_ratio = float(np.log(counts[0] * counts[3] / (counts[1] * counts[2])))
        error = float(np.sqrt((1.0 / counts).sum()))
        if abs(log_ratio) <= _SURE * error:
            return 1.0
        return float(np.exp(log_ratio * (1.0 - (_SURE * error / log_ratio) ** 2)))


def _episodes(days: Bools) -> int:
    """How many stretches of days."""
    return int(np.count_nonzero(days[1:] & ~days[:-1]) + (days.size > 0 and days[0]))


def _touched(days: Bools, length: int) -> Bools:
    """Whether any day of each window of ``length`` days is marked."""
    below = np.concatenate([[0], np.cumsum(days)])
    return np.asarray(below[length:] > below[:-length]) if length < below.size else days[:0]


def _repeats(one: Bools, other: Bools, lags: int) -> float:
    """Of how many windows one is new, for the rest repeat what others say: at least 1."""
    lags = max(min(lags, one.size // 3), 1)
    product = _autocorrelation(one, lags) * _autocorrelation(other, lags)
    return max(1.0, 1.0 + 2.0 * float(product.sum()))


def _autocorrelation(days: Bools, lags: int) -> Floats:
    """Correlations of a record with itself, 1 to ``lags`` days later."""
    centred = days - days.mean()
    width = 1 << int(np.ceil(np.log2(2 * days.size)))
    power = np.abs(np.fft.rfft(centred, width)) ** 2
    found = np.fft.irfft(power, width)[: lags + 1]
    return np.asarray(found[1:] / max(found[0], 1e-12))


def either(p: Floats, q: Floats, odds_ratio: float) -> Floats:
    """The chance of at least one of two things.

    Parameters
    ----------
    p, q : arrays of one shape
        The chance of each.
    odds_ratio : float
        How far they come together: 1 where not at all.

    Returns
    -------
    array
        At least the larger of the two chances, at most their sum and 1.

    References
    ----------
    Plackett, A class of bivariate distributions, JASA 1965.
    """
    p, q = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    both = p * q
    if abs(odds_ratio - 1.0) > 1e-9:
        s = 1.0 + (p + q) * (odds_ratio - 1.0)
        root = np.sqrt(np.maximum(s * s - 4.0 * odds_ratio * (odds_ratio - 1.0) * p * q, 0.0))
        # The form with the root beneath the line loses no digits where the ratio is near 1.
        both = 2.0 * odds_ratio * p * q / np.maximum(s + root, 1e-300)
    both = np.clip(both, np.maximum(0.0, p + q - 1.0), np.minimum(p, q))
    return np.asarray(np.clip(p + q - both, np.maximum(p, q), np.minimum(1.0, p + q)))


def shared_days(diaries: Sequence[Diary], today: date) -> date:
    """The first day of the record that several rhythms share, as far back as it counts.

    Parameters
    ----------
    diaries : sequence of Diary
        Each with one rhythm.
    today : date
        The day of the forecast.

    Returns
    -------
    date
        On or before ``today``.
    """
    begun = [days[0] for days in (diary.onset_days() for diary in diaries) if days]
    if len(begun) < len(diaries):
        return today
    return min(today, max(*begun, date.fromordinal(max(today.toordinal() - MOST_DAYS, 1))))
