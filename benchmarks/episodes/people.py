"""People of known truth: seizures that keep to rhythms of several days."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.daily.record import DayRecord

PERIODS = (7.0, 14.0, 21.0, 28.0)  # days; Karoly et al. 2018: a week, and three weeks or more
DRIFT = 0.05  # a day: how far a body's clock strays from a watch's, in log-days


def keeps_a_rhythm(
    strength: float,
    rng: np.random.Generator,
    days: int = 730,
    a_day: tuple[float, float] = (0.1, 0.4),
) -> DayRecord:
    """A person whose seizures gather about one phase.

    ``strength`` is the concentration of their phases (von Mises); 1.0 is a mean resultant length
    of 0.45, 1.5 of 0.60.
    """
    period = rng.choice(PERIODS)
    turn = np.cumsum(2.0 * np.pi / (period * np.exp(rng.normal(0.0, DRIFT, days))))
    wave = np.exp(strength * np.cos(turn + rng.uniform(0.0, 2.0 * np.pi))) / np.i0(strength)
    chance = 1.0 - np.exp(-rng.uniform(*a_day) * wave)
    state = (rng.random(days) < chance).astype(np.int64)
    first, last = np.flatnonzero(state)[[0, -1]]
    return DayRecord("", np.arange(first, last + 1), state[first : last + 1])
