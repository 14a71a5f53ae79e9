"""From log-weights to weights, row by row, without overflow."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.model.arrays import Floats


def normalise(log_weight: Floats) -> Floats:
    """Turn log-weights into weights that sum to one along the last axis.

    Parameters
    ----------
    log_weight : array, any shape
        Log-weights.

    Returns
    -------
    array, the same shape
        Weights.
    """
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True), dtype=np.float64)


def log_sum(log_weight: Floats) -> Floats:
    """The log of what each row's weights sum to.

    Parameters
    ----------
    log_weight : array, shape (n, g)
        Log-weights.

    Returns
    -------
    array, shape (n,)
        Logs of sums.
    """
    top = log_weight.max(axis=1)
    return np.asarray(top + np.log(np.exp(log_weight - top[:, None]).sum(axis=1)))
