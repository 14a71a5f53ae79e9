"""From a person's logged gaps to what is believed of their rhythm, exactly, on the grid."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints, count_days
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
