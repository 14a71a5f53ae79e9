"""Rolling-origin forecasts by day, and their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from offwatch.diary.readers.days import PersonDays
from offwatch.errors import BadInput
from offwatch.forecast.daily.ahead import WEEK, mean_new_onset
from offwatch.forecast.daily.average import average
from offwatch.forecast.daily.prior import DailyPrior
from offwatch.forecast.daily.record import DayRecord, new_onset_within
from offwatch.forecast.evaluate import daily_peers
from offwatch.forecast.model.arrays import Bools, Floats, Ints

_LEAST = 1e-9  # a peer may be certain; its log loss stays finite


@dataclass(frozen=True, slots=True)
class DailyForecasts:
    """Forecasts made at the end of days, and what came.

    Attributes
    ----------
    person : array of int, shape (n,)
        The place of the person among the records.
    place : array of int, shape (n,)
        The place of the day in their record.
    tomorrow, within_7 : arrays, shape (n,)
        Chance of an episode on the next day, and of a new onset within seven.
    came, began : arrays, shape (n,)
        1 where it was so.
    known : array of bool, shape (n,)
        Whether all seven days are recorded.
    """

    person: Ints
    place: Ints
    tomorrow: Floats
    within_7: Floats
    came: Floats
    began: Floats
    known: Bools


@dataclass(frozen=True, slots=True)
class DailyScores:
    """Scores of forecasts by day beside the plain methods on the same days.

    Attributes
    ----------
    n, people : int
        Forecasts, and people with any.
    brier, logloss : float
        Of an episode on the next day.
    brier_within_7 : float or None
        Of a new onset within seven days, where all seven are recorded; None where they never are.
    brier_rate, brier_markov, brier_moving_90 : float
        Of the personal rate, the Markov chain and the moving average of 90 days.
    skill : float or None
        One less the ratio of Brier scores, ours to the moving average's; None where the moving
        average was never wrong.

    References
    ----------
    Brier, Monthly Weather Review 1950.
    """

    n: int
    people: int
    brier: float
    logloss: float
    brier_within_7: float | None
    brier_rate: float
    brier_markov: float
    brier_moving_90: float
    skill: float | None


def records_of(people: Sequence[PersonDays]) -> list[DayRecord]:
    """The records of people as they were read.

    Parameters
    ----------
    people : sequence of PersonDays
        Everyone's days.

    Returns
    -------
    list of DayRecord
        In the same order.
    """
    return [
        DayRecord(p.person, np.array(p.days, dtype=np.int64), np.array(p.states, dtype=np.int64))
        for p in people
    ]


def origins(record: DayRecord, burn_in: int) -> Ints:
    """The days at whose end a forecast is made.

    Parameters
    ----------
    record : DayRecord
        The record.
    burn_in : int
        From which recorded day on, counted from 1.

    Returns
    -------
    array of int, shape (n,)
        Places of days whose next day is recorded and by which an episode day is known.
    """
    count = np.arange(1, record.day.size + 1)
    return np.flatnonzero(record.foretells & (count >= burn_in) & (np.cumsum(record.state) > 0))


def forecast_days(
    records: Sequence[DayRecord], prior_of: Callable[[int], DailyPrior], burn_in: int = 10
) -> DailyForecasts:
    """Make every forecast that could have been made, with what was known then.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days.
    prior_of : callable
        The prior of the person at a place.
    burn_in : int
        From which recorded day on.

    Returns
    -------
    DailyForecasts
        People in order, their days in order.
    """
    rows: list[tuple[Ints, Ints, Floats, Floats, Floats, Floats, Bools]] = []
    for person, record in enumerate(records):
        at = origins(record, burn_in)
        if not at.size:
            continue
        found = average(record, prior_of(person))
        began, known = new_onset_within(record, WEEK)
        rows.append(
            (
                np.full(at.size, person),
                at,
                found.tomorrow[at],
                mean_new_onset(found.parts, record, at, WEEK),
                record.tomorrow[at],
                began[at].astype(np.float64),
                known[at],
            )
        )
    if not rows:
        raise BadInput(
            "backtest.no-days",
            "No day can be forecast: it takes an episode day and days in a row after --burn-in.",
        )
    columns = [np.concatenate(column) for column in zip(*rows, strict=True)]
    return DailyForecasts(*columns)


def cross_fitted_priors(
    records: Sequence[DayRecord], folds: int, fit: Callable[[Sequence[DayRecord]], DailyPrior]
) -> list[DailyPrior]:
    """A prior for each fold, fitted without its people.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days; the ``i``-th person is in fold ``i`` modulo ``folds``.
    folds : int
        Number of folds, at least 2.
    fit : callable
        Fits a prior to some of the people.

    Returns
    -------
    list of DailyPrior
        One a fold.

    Raises
    ------
    BadInput
        There are fewer than two folds, or more than people.
    """
    if not 2 <= folds <= len(records):
        raise BadInput("forecast.folds", "Ask for at least 2 folds, and no more than people.")
    return [
        fit([record for at, record in enumerate(records) if at % folds != fold])
        for fold in range(folds)
    ]


def peer_forecasts(records: Sequence[DayRecord], made: DailyForecasts) -> dict[str, Floats]:
    """What the plain methods say of the same days.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days.
    made : DailyForecasts
        The forecasts to set them beside.

    Returns
    -------
    dict of str to array, shape (n,)
        By name.
    """
    found: dict[str, list[Floats]] = {"rate": [], "markov": [], "moving_90": [], "moving_30": []}
    for person, lean in enumerate(daily_peers.lean_on(records)):
        record, at = records[person], made.place[made.person == person]
        if at.size:
            found["rate"].append(daily_peers.rate(record, lean)[at])
            found["markov"].append(daily_peers.markov(record, lean)[at])
            found["moving_90"].append(daily_peers.moving(record, 90)[at])
            found["moving_30"].append(daily_peers.moving(record, 30)[at])
    return {name: np.concatenate(rows) for name, rows in found.items()}


def brier(chance: Floats, came: Floats) -> float:
    """The mean squared difference between a chance and what came."""
    return float(np.mean((chance - came) ** 2))


def log_loss(chance: Floats, came: Floats) -> float:
    """Minus the mean logarithm of the chance given to what came, nats."""
    given = np.clip(np.where(came == 1.0, chance, 1.0 - chance), _LEAST, 1.0)
    return float(-np.mean(np.log(given)))


def score_days(records: Sequence[DayRecord], made: DailyForecasts) -> DailyScores:
    """Score forecasts by day beside the plain methods.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days.
    made : DailyForecasts
        The forecasts.

    Returns
    -------
    DailyScores
        The scores.
    """
    peers = {
        name: brier(chance, made.came) for name, chance in peer_forecasts(records, made).items()
    }
    ours, bar = brier(made.tomorrow, made.came), peers["moving_90"]
    known = made.known
    return DailyScores(
        n=int(made.came.size),
        people=int(np.unique(made.person).size),
        brier=ours,
        logloss=log_loss(made.tomorrow, made.came),
        brier_within_7=brier(made.within_7[known], made.began[known]) if known.any() else None,
        brier_rate=peers["rate"],
        brier_markov=peers["markov"],
        brier_moving_90=bar,
        skill=1.0 - ours / bar if bar > 0.0 else None,
    )
