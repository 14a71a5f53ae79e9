"""Running sums over a record: of everything, of the last days, and with forgetting."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.model.arrays import Floats

_RANGE = 300.0  # nats by which a weight may grow within a block without losing figures


def last_sums(values: Floats, width: int) -> Floats:
    """Sums over the last ``width`` entries up to each.

    Parameters
    ----------
    values : array, shape (m, …)
        The entries.
    width : int
        How many are looked back on.

    Returns
    -------
    array, shape (m, …)
        The sums; over fewer at the beginning.
    """
    total = np.cumsum(values, axis=0)
    total[width:] = total[width:] - total[:-width].copy()
    return np.asarray(total)


def forgetful_sums(values: Floats, kept: float | Floats) -> Floats:
    """Sums in which an entry counts ``kept`` times less with each one after it.

    Parameters
    ----------
    values : array, shape (m,) or (m, n)
        The entries.
    kept : float or array, shape (n,), above 0 up to 1
        What is left of an entry's weight one place later.

    Returns
    -------
    array, the shape of ``values``
        ``out[i] = values[i] + kept * out[i - 1]``.
    """
    least = float(np.min(kept))
    if least >= 1.0:
        return np.asarray(np.cumsum(values, axis=0))
    block = max(1, int(_RANGE / -np.log(least)))
    out = np.empty(values.shape, dtype=np.float64)
    carried: Floats = np.zeros(values.shape[1:])
    for start in range(0, values.shape[0], block):
        part = values[start : start + block]
        place = np.arange(1, part.shape[0] + 1).reshape(-1, *[1] * (values.ndim - 1))
        fade = np.asarray(kept) ** place
        out[start : start + block] = fade * (np.cumsum(part / fade, axis=0) + carried)
        carried = out[min(start + block, values.shape[0]) - 1]
    return out
