"""The scatter of a person's gaps as tables: one for a lone gap, one for what gets logged.

On the clock a gap is ``median · exp(spread · z)``. Two or three gaps in a row, taken for one when
onsets were not logged, are the same shape at every median, so one table a spread serves everybody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.prior import Noise, Stage

_Z_REACH, _Z_STEPS = 30.0, 1 << 14
_X_REACH, _X_STEP = 4.0, 1 / 256
_ROW_STEP = 0.08  # of log-spread, between rows of the logged table
_ROWS_BEYOND = 5.0  # standard deviations of the population
_OTHERS_BEYOND = 3.0  # the same of those unlike most


def noise_cdf(z: Floats, noise: Noise, late_weight: Floats | float) -> Floats:
    """Exact distribution function of the scatter ``(log gap - log median) / spread``.

    Parameters
    ----------
    z : array, any shape
        Where the function is wanted.
    noise : Noise
        The law: a Student core, and a log-normal delay above zero.
    late_weight : float or array that broadcasts against ``z``
        The share of gaps that are delayed.

    Returns
    -------
    array, the shape of ``z``
        Chance that the scatter lies below ``z``.
    """
    from scipy.special import ndtr, stdtr  # slow to import: only once it is needed

    late = np.zeros_like(z)
    after = z > 0
    late[after] = ndtr((np.log(z[after]) - noise.right_log_mean) / noise.right_log_sd)
    core = np.asarray(stdtr(noise.core_freedom, z), dtype=np.float64)
    return core + late_weight * (late - core)


@lru_cache(maxsize=16)
def noise_table(noise: Noise) -> tuple[Floats, Floats]:
    """The distribution function of the scatter at even steps from -30 to 30.

    Parameters
    ----------
    noise : Noise
        The law.

    Returns
    -------
    below, delay : arrays
        The function where the log-spread is ``right_at``; and what a delay adds to that of
        the core.
    """
    z = np.linspace(-_Z_REACH, _Z_REACH, _Z_STEPS + 1)
    core = noise_cdf(z, noise, 0.0)
    delay = noise_cdf(z, noise, 1.0) - core
    return core + noise.right_weight * delay, delay


def noise_below(z: Floats, noise: Noise, log_spread: Floats | None = None) -> Floats:
    """Chance that the scatter lies below ``z``, within 1e-6 of the exact law.

    Parameters
    ----------
    z : array, any shape
        Where it is wanted.
    noise : Noise
        The law.
    log_spread : array that broadcasts against ``z``, or None
        Needed where delays depend on it.

    Returns
    -------
    array, the shape of ``z``
        Chances.
    """
    table, delay = noise_table(noise)
    at = (z + _Z_REACH) * (_Z_STEPS / (2 * _Z_REACH))
    np.minimum(np.maximum(at, 0.0, out=at), _Z_STEPS - 1e-6, out=at)
    low = at.astype(np.int64)
    at -= low
    found = _between(table, low, at)
    if noise.right_lean != 0.0 and log_spread is not None:
        found += (noise.late_weight(log_spread) - noise.right_weight) * _between(delay, low, at)
    return found


def _between(table: Floats, low: Ints, part: Floats) -> Floats:
    found: Floats = np.take(table, low, mode="clip")
    more = np.take(table, low + 1, mode="clip")
    more -= found
    more *= part
    found += more
    return found


@dataclass(frozen=True)
class LoggedTable:
    """Chance that a logged gap lies below ``median · exp(x)``, one row a log-spread."""

    first: float
    below: Floats  # (rows, columns)

    def between(self, edges: Floats, log_spread: Floats) -> Floats:
        """Chance of lying between two edges, by bilinear interpolation.

        Parameters
        ----------
        edges : array, shape (n, 2 * m)
            Logs of gap over median, the lower edges first.
        log_spread : array, shape (n, m)
            Log-spreads.

        Returns
        -------
        array, shape (n, m)
            Chances.
        """
        rows, columns = self.below.shape
        row = np.minimum(np.maximum((log_spread - self.first) / _ROW_STEP, 0.0), rows - 1.001)
        top = row.astype(np.int64)
        row -= top
        top *= columns
        m, flat = log_spread.shape[1], self.below.ravel()
        across = np.minimum(np.maximum((edges + _X_REACH) / _X_STEP, 0.0), columns - 1.001)
        at = across.astype(np.int64)
        across -= at
        at[:, :m] += top
        at[:, m:] += top
        upper = _between(flat, at, across)
        lower = _between(flat, at + columns, across)
        found = upper[:, m:] - upper[:, :m]
        found += (lower[:, m:] - lower[:, :m] - found) * row
        return np.asarray(np.maximum(found, 0.0))


@lru_cache(maxsize=16)
def logged_table(stage: Stage, reach: float = 0.0) -> LoggedTable:
    """Tabulate what gets logged: one true gap, or two or three in a row (exact convolutions).

    Parameters
    ----------
    stage : Stage
        The law.
    reach : float
        Widens the rows by as many log-spreads as regimens may add.

    Returns
    -------
    LoggedTable
        One row a log-spread.
    """
    mean, sd = stage.log_spread
    wide = _ROWS_BEYOND * math.hypot(sd, stage.tilt, reach)
    lows = [
        mean - wide,
        *(o.log_spread[0] - _OTHERS_BEYOND * o.log_spread[1] for o in stage.others),
    ]
    tops = [
        mean + wide,
        *(o.log_spread[0] + _OTHERS_BEYOND * o.log_spread[1] for o in stage.others),
    ]
    first, last = max(min(lows), math.log(0.004)), min(max(tops), math.log(3.0))
    rows = max(math.ceil((last - first) / _ROW_STEP) + 1, 2)
    x = np.arange(-_X_REACH, _X_REACH + _X_STEP / 2, _X_STEP)
    below = [_logged_row(x, math.exp(first + _ROW_STEP * i), stage) for i in range(rows)]
    return LoggedTable(first, np.array(below))


def _logged_row(x: Floats, spread: float, stage: Stage) -> Floats:
    log_spread = np.array(math.log(spread))
    once = noise_below(x / spread, stage.noise, log_spread)
    step = min(spread / 8.0, 0.05)
    edges = np.arange(0.0, 9.0, step)  # medians; what is longer than nine is on the last
    under = noise_below(np.log(np.maximum(edges, 1e-9)) / spread, stage.noise, log_spread)
    pmf = np.diff(under)
    width = 1 << math.ceil(math.log2(3 * pmf.size))
    wave = np.fft.rfft(pmf, width)
    total = np.zeros_like(x)
    single, *several = (float(chance) for chance in stage.skip_at(log_spread))
    for times, chance in zip((2, 3), several, strict=True):
        sums = np.maximum(np.fft.irfft(wave**times, width), 0.0)
        middles = (np.arange(width) + times / 2) * step  # bins sum at their middles
        total += chance * np.interp(np.exp(x), middles + step / 2, np.cumsum(sums))
    return np.asarray(single * once + total)
