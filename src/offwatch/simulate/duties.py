"""Rostered duties at a density, kept clear of the days that were asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offwatch.errors import BadInput


def draw_duties(
    rng: np.random.Generator,
    clear: NDArray[np.bool_],
    density: float,
    *,
    keep_load: bool = False,
) -> NDArray[np.bool_]:
    """Put everyone on duty on a share of the days that are not kept clear.

    Parameters
    ----------
    rng : numpy.random.Generator
    clear : array of bool, shape (n, days)
        Days that were asked for.
    density : float
        The share of days on duty, 0 to 1.
    keep_load : bool
        Let the duties that clear days push away fall on the person's other days as far as there is
        room, so that the share holds over all days and not over the free ones.

    Returns
    -------
    array of bool, shape (n, days)

    Raises
    ------
    BadInput
        ``simulate.density`` for a share out of bounds.
    """
    if not 0.0 <= density <= 1.0:
        raise BadInput("simulate.density", "The density of duties lies between 0 and 1.")
    drawn = rng.random(clear.shape)
    if not keep_load:
        return np.asarray((drawn < density) & ~clear, dtype=np.bool_)
    n_days = clear.shape[1]
    wanted = rng.binomial(n_days, density, size=len(clear))
    rank = np.where(clear, np.inf, drawn).argsort(axis=1).argsort(axis=1)
    return np.asarray((rank < wanted[:, None]) & ~clear, dtype=np.bool_)
