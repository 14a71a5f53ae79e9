"""How much more often than by chance something happened."""

from __future__ import annotations

import numpy as np

from offwatch.mask.attacks.observations.observations import Floats, Ints


def excess(hits: Ints, tries: Ints, share: Floats) -> Floats:
    """Standard errors by which hits exceed what a share of the tries would give.

    Parameters
    ----------
    hits, tries : arrays of int, shape (n,)
    share : array, shape (n,)

    Returns
    -------
    array, shape (n,)

    Examples
    --------
    >>> excess(np.array([4]), np.array([4]), np.array([0.5])).tolist()
    [2.0]
    """
    spread = np.sqrt(np.maximum(tries * share * (1 - share), 0.25))
    return np.asarray((hits - tries * share) / spread, dtype=np.float64)
