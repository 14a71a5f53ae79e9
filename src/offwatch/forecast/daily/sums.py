"""Running sums over a record: of everything, of the last days, and with forgetting."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Floats

_RANGE = 300.0  # nats by which a weight may grow within a block without losing figures
_TABLED = (64, 512, 1500)  # numbers of places whose fading is kept


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
    block = max(1, min(int(_RANGE / -np.log(least)), _TABLED[-1]))
    out = np.empty(values.shape, dtype=np.float64)
    carried: Floats = np.zeros(values.shape[1:])
    for start in range(0, values.shape[0], block):
        part = values[start : start + block]
        fade, unfade = fades(kept, part.shape[0])
        if values.ndim > fade.ndim:
            fade, unfade = fade[:, None], unfade[:, None]
        sums = np.cumsum(part * unfade, axis=0)
        if start:
            sums += carried
        np.multiply(sums, fade, out=out[start : start + block])
        carried = out[min(start + block, values.shape[0]) - 1]
    return out


def fades(kept: float | Floats, count: int) -> tuple[Floats, Floats]:
    """What is left of a weight after 1 to ``count`` places, and the inverse of it.

    Parameters
    ----------
    kept : float or array, shape (n,)
        What is left of it one place later.
    count : int
        How many places.

    Returns
    -------
    fade, unfade : arrays, shape (count,) or (count, n)
        Not to be written to: they are kept.
    """
    most = 2.0 * _RANGE / -np.log(np.min(kept))
    size = next((size for size in _TABLED if count <= size <= most), count)
    found = _fades(kept if isinstance(kept, float) else tuple(kept), size)
    return found[0][:count], found[1][:count]


@lru_cache(maxsize=32)
def _fades(kept: float | tuple[float, ...], size: int) -> tuple[Floats, Floats]:
    place = np.arange(1, size + 1)
    fade: Floats = np.power(kept, place if isinstance(kept, float) else place[:, None])
    return fade, 1.0 / fade
