"""The outlooks of every rhythm of a diary, and the chance of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import exp

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.inference.dependence import (
    Together,
    days_in_episode,
    either,
    shared_days,
)
from offwatch.forecast.inference.rhythm import each_rhythm, one_rhythm
from offwatch.forecast.model.arrays import Bools, Floats
from offwatch.forecast.model.choose_preset import choose_prior
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.outlook import Outlook, outlook
from offwatch.spans import DaySpan, InstantSpan

MOST_RHYTHMS = 6  # the ones written most often; more are no help to anyone


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Odds of each rhythm, and of any of them.

    Attributes
    ----------
    each : tuple of Outlook
        The one that leads first: the one asked for, or else the one written most often.
    in_episode : array, shape (days,)
        Chance of being in an episode of any rhythm on the day.
    left_out : tuple of str
        Rhythms past the handful that are forecast, by name.
    """

    each: tuple[Outlook, ...]
    in_episode: Floats
    left_out: tuple[str, ...]
    _records: tuple[Bools, ...] = field(repr=False)
    _ratios: dict[int, list[float]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )  # by the length of a span

    @property
    def first(self) -> Outlook:
        """The outlook of the rhythm that leads."""
        return self.each[0]

    @property
    def first_day(self) -> date:
        """Today."""
        return self.first.first_day

    @property
    def days(self) -> int:
        """How many days it covers."""
        return self.first.days

    def going_on(self) -> Outlooks:
        """Give the same without the rhythms that a life event suspends.

        Returns
        -------
        Outlooks
            All of them where none goes on: there has to be one that leads.
        """
        kept = [place for place, one in enumerate(self.each) if not one.is_suspended]
        if not kept or len(kept) == len(self.each):
            return self
        return replace(
            self,
            each=tuple(self.each[place] for place in kept),
            _records=tuple(self._records[place] for place in kept),
        )

    @property
    def is_silent(self) -> bool:
        """Whether a life event suspends every rhythm, so that there are no odds."""
        return all(one.is_suspended for one in self.each)

    def clash(self, span: DaySpan) -> float:
        """Chance of being in an episode of any rhythm on at least one day of a span.

        Parameters
        ----------
        span : DaySpan
            The days.

        Returns
        -------
        float
            At least the largest chance of one rhythm and of one day, at most the sum over rhythms.

        Raises
        ------
        BadInput
            The span is over, or ends past the outlook.
        """
        chances = [np.array(one.clash(span)) for one in self.each]
        if len(chances) == 1:
            return float(chances[0])
        start = max((span.start_day - self.first_day).days, 0)
        end = (span.end_day - self.first_day).days
        joint = float(any_of(chances, self._ratios_over(end - start)))
        worst_day = float(self.in_episode[start:end].max())
        return float(min(max(joint, worst_day), 1.0, sum(chances)))

    def clash_within(self, span: InstantSpan) -> float:
        """Chance of being in an episode of any rhythm at some time of a span.

        Parameters
        ----------
        span : InstantSpan
            From one moment to another; what is over of it does not count.

        Returns
        -------
        float
            That of its days where no onset of the diary has a time; else at most that.

        Raises
        ------
        BadInput
            The span is over, or ends past the outlook.
        """
        touched = span.days_in(self.first.zone)
        whole = self.clash(touched)
        if not any(one.knows_hours for one in self.each):
            return whole
        chances = [np.array(one.clash_within(span)) for one in self.each]
        if len(chances) == 1:
            return float(chances[0])
        first = max(touched.start_day, self.first_day)
        joint = float(any_of(chances, self._ratios_over((touched.end_day - first).days)))
        return float(min(joint, whole, sum(chances)))

    def _ratios_over(self, days: int) -> list[float]:
        if days not in self._ratios:
            self._ratios[days] = come_together(self._records, days)
        return self._ratios[days]

    def come_together(self, days: int = 3) -> list[tuple[str, str]]:
        """Give the pairs of rhythms that come together more often than by chance.

        Parameters
        ----------
        days : int
            Within so many days.

        Returns
        -------
        list of (str, str)
            Their names.
        """
        names = [one.rhythm for one in self.each]
        return [
            (names[i], names[j])
            for j in range(len(names))
            for i in range(j)
            if Together(self._records[i], self._records[j]).odds_ratio(days) > 1.0
        ]


def come_together(records: Sequence[Bools], days: int) -> list[float]:
    """How far each of several things comes together with those before it.

    Parameters
    ----------
    records : sequence of array of bool, shape (n,)
        The days of each that lay in an episode, the same days for all.
    days : int
        The length of the spans in which they may.

    Returns
    -------
    list of float
        Odds ratios, one fewer than records: those before are taken for one record.
    """
    found, record = [], records[0]
    for of_one in records[1:]:
        found.append(Together(record, of_one).odds_ratio(days))
        record = record | of_one
    return found


def any_of(chances: Sequence[Floats], ratios: Sequence[float]) -> Floats:
    """The chance of at least one of several things, as far as their records come together.

    Parameters
    ----------
    chances : sequence of array, all of one shape
        The chance of each.
    ratios : sequence of float
        As of `come_together`.

    Returns
    -------
    array
        One after another.
    """
    total = chances[0]
    for chance, ratio in zip(chances[1:], ratios, strict=True):
        total = either(total, chance, ratio)
    return total


def outlooks(
    diary: Diary,
    *,
    now: datetime,
    days: int = 90,
    preset: str = "",
    without: str | None = None,
    with_exposures: Sequence[tuple[str, datetime]] = (),
    rhythm: str | None = None,
) -> Outlooks:
    """Forecast each rhythm of a diary, from what it says up to ``now``.

    Parameters
    ----------
    diary : Diary
        The diary.
    now : datetime
        The moment of the forecast, with a zone.
    days : int
        How far to look, 1 to 1000.
    preset : str
        The preset of the rhythm that leads; "" for the one that fits its name and gaps. The
        others are chosen by their own names.
    without : str or None
        What if this regimen were stopped now.
    with_exposures : sequence of (str, datetime)
        What if these were met at these times.
    rhythm : str or None
        The rhythm that leads; by default the one written most often.

    Returns
    -------
    Outlooks
        Odds by day and by hour.

    Raises
    ------
    BadInput
        As `outlook`; or no such preset is shipped.
    """
    lead, _ = one_rhythm(diary, rhythm)
    leader = next(iter(lead.rhythms()), "")
    parts = [(leader, lead), *((n, d) for n, d in each_rhythm(diary) if n != leader)]
    names = [name for name, _ in parts]
    parts, beyond = parts[:MOST_RHYTHMS], names[MOST_RHYTHMS:]
    priors = [choose_prior(d.until(now), "" if at else preset) for at, (_, d) in enumerate(parts)]
    each = []
    for (name, of_one), prior in zip(parts, priors, strict=True):
        found = outlook(
            of_one, now=now, days=days, prior=prior, without=without, with_exposures=with_exposures
        )
        others = tuple(sorted((n for n in names if n != name), key=str.casefold))
        each.append(replace(found, other_rhythms=others))
    if len(each) == 1:
        return Outlooks((each[0],), each[0].in_episode, tuple(beyond), (np.zeros(0, bool),))
    records = _records([d for _, d in parts], priors, each[0].first_day)
    chances = [one.in_episode for one in each]
    return Outlooks(tuple(each), any_of(chances, come_together(records, 1)), tuple(beyond), records)


def _records(diaries: Sequence[Diary], priors: Sequence[Prior], today: date) -> tuple[Bools, ...]:
    """The days of each rhythm in the time that all of them were written in."""
    first = shared_days(diaries, today)
    today = max(today, first + timedelta(days=1))
    return tuple(
        days_in_episode(diary, first, today, max(1, round(exp(prior.durations.log_median[0]))))
        for diary, prior in zip(diaries, priors, strict=True)
    )
