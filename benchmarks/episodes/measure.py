"""Scores of each method on the same days, with person-clustered intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.episodes.peers import lagged, law_of_gaps
from benchmarks.episodes.people import keeps_a_rhythm
from offwatch.forecast.daily.fit import fit_daily
from offwatch.forecast.daily.prior import DailyPrior, load_daily
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.evaluate.daily import (
    DailyForecasts,
    brier,
    cross_fitted_priors,
    forecast_days,
    log_loss,
    peer_forecasts,
)
from offwatch.forecast.model.arrays import Floats

DRAWS = 1000
BINS = 10


def prior_by_day(preset: str) -> DailyPrior:
    """A shipped prior that must be there."""
    prior = load_daily(preset)
    if prior is None:
        raise LookupError(preset)
    return prior


def headaches(records: Sequence[DayRecord], folds: int) -> dict[str, Any]:
    """Ours and every peer on the headache records, people held out of what forecasts them."""
    start = prior_by_day("migraine")
    priors = cross_fitted_priors(records, folds, lambda kept: fit_daily(kept, start))
    made = forecast_days(records, lambda at: priors[at % folds])
    chances = {
        "ours": made.tomorrow,
        **peer_forecasts(records, made),
        "logistic_lags": lagged(records, made, folds),
        "gaps_alone": law_of_gaps(records, made, "migraine"),
    }
    best = min(("rate", "markov"), key=lambda name: brier(chances[name], made.came))
    return {
        "n": int(made.came.size),
        "people": int(np.unique(made.person).size),
        "best_plain": best,
        "methods": {
            name: scores(chance, made.came) | against(chance, chances[best], made)
            for name, chance in chances.items()
        },
        "reliability": reliability(made.tomorrow, made.came),
        "within_7": week(made, chances["moving_90"]),
    }


def seizures(records: Mapping[str, DayRecord]) -> dict[str, Any]:
    """Each person's record beside its moving average of 90 days."""
    return {name: beside_moving([record], "seizure") for name, record in records.items()}


def rhythms(people: int, strengths: Sequence[float], seed: int) -> dict[str, Any]:
    """The same for people who keep to rhythms of several days, by strength."""
    rng = np.random.default_rng(seed)
    return {
        f"{strength:g}": beside_moving(
            [keeps_a_rhythm(strength, rng) for _ in range(people)], "seizure"
        )
        for strength in strengths
    }


def beside_moving(records: Sequence[DayRecord], preset: str) -> dict[str, Any]:
    """Skill for tomorrow and within seven days, and how reliable the chances are."""
    prior = prior_by_day(preset)
    made = forecast_days(records, lambda _: prior)
    moving = peer_forecasts(records, made)["moving_90"]
    return {
        "n": int(made.came.size),
        "skill": 1.0 - brier(made.tomorrow, made.came) / brier(moving, made.came),
        **week(made, moving),
        **scores(made.tomorrow, made.came),
        "reliability": reliability(made.tomorrow, made.came),
    }


def week(made: DailyForecasts, moving: Floats) -> dict[str, float]:
    """A new onset within seven days, beside seven days at the moving average's rate."""
    plain = 1.0 - (1.0 - moving) ** 7
    known = made.known
    ours = brier(made.within_7[known], made.began[known])
    return {
        "brier_within_7": ours,
        "skill_within_7": 1.0 - ours / brier(plain[known], made.began[known]),
    }


def scores(chance: Floats, came: Floats) -> dict[str, float]:
    """Brier score, log loss, calibration slope and what the mean is off."""
    return {
        "brier": brier(chance, came),
        "logloss": log_loss(chance, came),
        "slope": slope(chance, came),
        "mean_off": float(chance.mean() - came.mean()),
    }


def slope(chance: Floats, came: Floats) -> float:
    """Of a logistic regression of what came on the log-odds that were given (Cox 1958)."""
    inside = np.clip(chance, 1e-6, 1 - 1e-6)
    rows = np.column_stack([np.ones(came.size), np.log(inside / (1 - inside))])
    steps = np.array([0.0, 1.0])
    for _ in range(30):
        fitted = 1.0 / (1.0 + np.exp(-rows @ steps))
        held = (rows * (fitted * (1 - fitted))[:, None]).T @ rows + 1e-9 * np.eye(2)
        steps = steps + np.linalg.solve(held, rows.T @ (came - fitted))
    return float(steps[1])


def against(chance: Floats, plain: Floats, made: DailyForecasts) -> dict[str, Any]:
    """Ratios to the better plain method; intervals by drawing people with replacement."""
    came, people = made.came, np.unique(made.person, return_inverse=True)[1]
    given = [np.where(came == 1, p, 1 - p).clip(1e-9) for p in (chance, plain)]
    losses = [(chance - came) ** 2, (plain - came) ** 2, -np.log(given[0]), -np.log(given[1])]
    sums = np.column_stack([np.bincount(people, loss) for loss in losses])
    rng = np.random.default_rng(0)
    drawn = sums[rng.integers(0, sums.shape[0], (DRAWS, sums.shape[0]))].sum(axis=1)
    total = sums.sum(axis=0)
    found: dict[str, Any] = {}
    for name, a, b in (("brier_ratio", 0, 1), ("logloss_ratio", 2, 3)):
        found[name] = float(total[a] / total[b])
        found[f"{name}_95"] = np.quantile(drawn[:, a] / drawn[:, b], [0.025, 0.975]).tolist()
    return found


def reliability(chance: Floats, came: Floats) -> list[dict[str, float]]:
    """What was said and what came, in tenths of the forecasts."""
    order = np.argsort(chance, kind="stable")
    return [
        {"said": float(chance[part].mean()), "came": float(came[part].mean()), "n": part.size}
        for part in np.array_split(order, BINS)
        if part.size
    ]
