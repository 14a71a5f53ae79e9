"""Rostered duties at a density, kept clear of the days that were asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from offwatch.errors import BadInput


def draw_duties(
    rng: np.random.Generator, clear: NDArray[np.bool_], density: float
) -> NDArray[np.bool_]:
    """Put everyone on duty on a share ``density`` of all days, off the ``clear`` ones.

    **Shapes**: ``clear``, result ``(n_people, n_days)``.
    The duties that a clear day pushes away fall on the person's other days, as far as there is
    room: a duty moves, it is not dropped.
    **Raises**: ``BadInput`` ``simulate.density``.
    """
    if not 0.0 <= density <= 1.0:
        raise BadInput("simulate.density", "The density of duties lies between 0 and 1.")
    n_people, n_days = clear.shape
    wanted = rng.binomial(n_days, density, size=n_people)
    order = np.where(clear, np.inf, rng.random(clear.shape)).argsort(axis=1).argsort(axis=1)
    free = n_days - clear.sum(axis=1)
    return np.asarray(order < np.minimum(wanted, free)[:, None], dtype=np.bool_)
