"""The average over the models of one person, each weighted by how well it has foretold so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from offwatch.forecast.daily.calendar_effects import CalendarEffect, learn_rhythms, learn_weekdays
from offwatch.forecast.daily.models import (
    DailyModel,
    day_pairs,
    logistic,
    markov,
    moving_rate,
    personal_rate,
)
from offwatch.forecast.daily.prior import DailyPrior
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.daily.renewal import renewal
from offwatch.forecast.daily.sums import forgetful_sums
from offwatch.forecast.model.arrays import Floats, Ints

_MEMORY = 120.0  # days after which what a model foretold counts half
_CALENDAR_MEMORY = 400.0
_CALENDAR = (0.7, 0.05, 0.25)  # trust in no calendar effect, weekdays, rhythms of days
_SELDOM = 0.5  # share of episode days up to which a rhythm of several days is looked for
_MONTH_KEPT = 0.5 ** (1.0 / 30.0)
_RENEWALS = {
    "renewal": {"width": 0.15, "lean": 4.0, "kept": 0.98},
    "renewal-sharp": {"width": 0.03, "lean": 0.3, "kept": 0.97},
}
_FROM_THE_START = ("rate", "markov")  # lean on populations; the others say little of a few days
_YOUNG = 10.0  # recorded days until all models are trusted alike
_ODD = 1e-6  # a chance that no model may go below or, from one, above


@dataclass(frozen=True)
class Part:
    """One model of the average.

    Attributes
    ----------
    name : str
        What it is.
    model : DailyModel
        The chance of an episode on the next day.
    weight : array, shape (m,)
        Its share of the average at the end of each recorded day.
    effect : CalendarEffect or None
        What the calendar adds to it.
    """

    name: str
    model: DailyModel
    weight: Floats
    effect: CalendarEffect | None = None

    def tilts(self, at: Ints, days: int) -> Floats | None:
        """What the calendar adds to the days after some places, in log-odds: ``(n, days)``."""
        return None if self.effect is None else self.effect.tilts(at, days)


@dataclass(frozen=True)
class DailyAverage:
    """The models of one person and what they say of tomorrow together.

    Attributes
    ----------
    parts : tuple of Part
        The models; their weights sum to one on every day.
    tomorrow : array, shape (m,)
        The chance of an episode on the day after each recorded day.
    """

    parts: tuple[Part, ...]
    tomorrow: Floats


def tilted(chance: Floats, tilt: Floats | float | None) -> Floats:
    """A chance with what the calendar adds to it, kept off 0 and 1.

    Parameters
    ----------
    chance : array
        What a model says.
    tilt : array, broadcast with ``chance``, or None
        Log-odds to add.

    Returns
    -------
    array
        Chances.
    """
    chance = np.clip(chance, _ODD, 1.0 - _ODD)
    if tilt is None:
        return chance
    more = chance * np.exp(tilt)
    return np.asarray(more / (1.0 - chance + more))


@dataclass(frozen=True)
class ModelMean(DailyModel):
    """Some models under weights: what a calendar effect is added to.

    Attributes
    ----------
    models : tuple of DailyModel, k
        The models.
    weights : array, shape (m, k)
        Their weights at the end of each recorded day.
    """

    models: tuple[DailyModel, ...]
    weights: Floats

    def chance(self, at: Ints, state: int, run: Ints) -> Floats:
        """The mean of what the models say."""
        return self.mean(at, [model.chance(at, state, run) for model in self.models])

    def mean(self, at: Ints, chances: Sequence[Floats]) -> Floats:
        """The mean of what each of the models says."""
        return np.asarray(sum(self.weights[at, k] * each for k, each in enumerate(chances)))


def average(
    record: DayRecord, prior: DailyPrior, *, attacks: bool = True, last_only: bool = False
) -> DailyAverage:
    """Fit every model to a record and weight them by what they foretold.

    Parameters
    ----------
    record : DayRecord
        The record, ``m`` days.
    prior : DailyPrior
        The population prior.
    attacks : bool
        Whether days in a row are one attack with a length of its own to be learned.
    last_only : bool
        Whether it is walked ahead from the last day alone.

    Returns
    -------
    DailyAverage
        The models with their weights.

    References
    ----------
    Dawid, JRSS A 1984 (prequential evidence); Raftery et al., Technometrics 2010 (forgetting).
    """
    found = _models(record, prior, attacks)
    models = tuple(model for model, _ in found.values())
    trust = np.array([trust for _, trust in found.values()])
    given = np.column_stack([tomorrow(model, record) for model in models])
    np.clip(given, _ODD, 1.0 - _ODD, out=given)
    ramp = np.minimum(np.arange(1, record.day.size + 1) / _YOUNG, 1.0)[:, None]
    trusts = trust * np.where([name in _FROM_THE_START for name, _ in found], 1.0, ramp)
    weights = _weights(given, trusts, record, _MEMORY)
    mean = (weights * given).sum(axis=1)
    foretold = np.append(prior.rate, mean[:-1])  # of each day, the day before
    effects = (
        learn_weekdays(record, foretold),
        learn_rhythms(record, foretold, last_only=last_only),
    )
    both = np.column_stack([mean, *(tilted(mean, effect.tomorrow()) for effect in effects)])
    seldom = np.cumsum(record.state) <= _SELDOM * np.arange(1, record.day.size + 1)
    calendar = np.array(_CALENDAR) * np.column_stack([seldom | True, seldom | True, seldom])
    shares = _weights(both, calendar, record, _CALENDAR_MEMORY)
    every = ModelMean(models, weights)
    parts = (
        *(
            Part(name, model, shares[:, 0] * weights[:, k])
            for k, ((name, _), (model, _)) in enumerate(found.items())
        ),
        Part("weekday", every, shares[:, 1], effects[0]),
        Part("rhythm", every, shares[:, 2], effects[1]),
    )
    return DailyAverage(parts, (shares * both).sum(axis=1))


def tomorrow(model: DailyModel, record: DayRecord) -> Floats:
    """What a model says of the day after each recorded day.

    Parameters
    ----------
    model : DailyModel
        The model.
    record : DayRecord
        The record, ``m`` days.

    Returns
    -------
    array, shape (m,)
        Chances of an episode.
    """
    at = np.arange(record.day.size)
    either = [model.chance(at, state, record.run) for state in (0, 1)]
    return np.where(record.state == 1, either[1], either[0])


def _models(
    record: DayRecord, prior: DailyPrior, attacks: bool
) -> dict[tuple[str, str], tuple[DailyModel, float]]:
    """Each model that is trusted, by its name and its population's, with the trust."""
    found: dict[tuple[str, str], tuple[DailyModel, float]] = {}

    def add(name: str, population: str, share: float, make: Callable[[], DailyModel]) -> None:
        trust = prior.trust.get(name, 0.0) * share
        if trust > 0.0:
            found[name, population] = make(), trust

    changes, lately = day_pairs(record), day_pairs(record, _MONTH_KEPT)
    for one in prior.populations:
        lean, strength = (one.after_free, one.after_episode), prior.strength
        chain = markov(changes, lean, strength)
        add("rate", one.name, one.share, partial(personal_rate, record, one.rate, strength))
        add("markov", one.name, one.share, partial(_same, chain))
        add("markov-30", one.name, one.share, partial(markov, lately, lean, strength))
        if one is prior.populations[0]:
            for name, how in _RENEWALS.items():
                add(name, one.name, 1.0, partial(renewal, record, chain, **how, attacks=attacks))
    add("moving-30", "", 1.0, partial(moving_rate, record, 30))
    add("moving-90", "", 1.0, partial(moving_rate, record, 90))
    add("logistic", "", 1.0, partial(logistic, record, prior))
    return found


def _same(model: DailyModel) -> DailyModel:
    return model


def _weights(given: Floats, trust: Floats, record: DayRecord, memory: float) -> Floats:
    """The weight of each model at the end of each day: ``(m, n)``."""
    came = np.where(record.state[1:, None] == 1, given[:-1], 1.0 - given[:-1])
    scored = np.zeros(given.shape)
    scored[1:] = np.where(record.follows[1:, None], np.log(came), 0.0)
    evidence = forgetful_sums(scored, 0.5 ** (1.0 / memory))
    weights = trust * np.exp(evidence - evidence.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
