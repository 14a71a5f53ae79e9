"""From a person's logged gaps to what is believed of their rhythm, exactly, on the grid."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.gap_law import LawTable, tabulate
from offwatch.forecast.model.prior import Prior, Stage
from offwatch.forecast.model.weights import normalise


def posterior_weights(gaps: Floats, stage: Stage) -> Floats:
    """Weigh each kind of person of the grid by a person's logged gaps.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        Logged gaps, NaN where there is none. Gaps as long as ``stage.max_day`` are breaks in
        logging and teach nothing.
    stage : Stage
        The law of gaps, and its grid of ``g`` kinds.

    Returns
    -------
    array, shape (n, g)
        Weights; rows sum to one.
    """
    table = tabulate(stage)
    logged = count_days(gaps, stage.max_day) @ table.loglik.T + table.log_weight
    return normalise(logged)


def count_days(gaps: Floats, max_day: int) -> Floats:
    """Count how often each gap length occurs in each row.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        NaN where there is none.
    max_day : int
        The longest gap told apart.

    Returns
    -------
    array, shape (n, max_day + 1)
        Counts.
    """
    days = np.rint(np.nan_to_num(np.atleast_2d(gaps), nan=0.0, posinf=0.0, neginf=0.0))
    days = np.where((days < 1) | (days >= max_day), 0, days).astype(np.int64)
    n = days.shape[0]
    flat = np.arange(n)[:, None] * (max_day + 1) + days
    counts = np.bincount(flat.ravel(), minlength=n * (max_day + 1)).reshape(n, max_day + 1)
    counts[:, 0] = 0
    return counts.astype(np.float64)


def posterior_sample(gaps: Floats, prior: Prior, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw one rhythm for each person from their posterior.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        Logged gaps, NaN-padded.
    prior : Prior
        The population prior.
    rng : Generator
        The source of chance.

    Returns
    -------
    log_median, log_spread : arrays, shape (n,), log-days
        The rhythms drawn.
    """
    table = tabulate(prior.gap)
    weights = posterior_weights(gaps, prior.gap)
    return _draw(table, weights, rng)


def _draw(table: LawTable, weights: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    n = weights.shape[0]
    below = np.cumsum(weights, axis=1)
    mark: Floats = rng.random((n, 1))
    picked: Ints = (below < mark * below[:, -1:]).sum(axis=1)
    within = rng.random((2, n)) - 0.5  # anywhere in the picked cell
    return (
        table.log_median[picked] + table.steps[0] * within[0],
        table.log_spread[picked] + table.steps[1] * within[1],
    )
