"""The generating law again, for people held down by a suppressant: written without the forecast's.

Clock, noise, skips and signs are those that ``offwatch.simulate`` lives out; here are their
likelihoods, for many possible people at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import fft, special

from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.effects import Effects
from offwatch.forecast.model.prior import Noise, Prior

LONGEST_NOTICE_DAYS = 10.0
SIGN_NOISE = Noise(8.0, 0.0, 0.0, 1.0)
_REACH, _STEP = 60.0, 1 / 256


@dataclass(frozen=True)
class Kinds:
    """Possible people: ``(n,)`` each. Days for ``advance``; ``false`` signs a day."""

    log_median: Floats
    spread: Floats
    rate: Floats  # of the clock under the suppressant
    spread_under: Floats
    advance: Floats
    sign_median: Floats
    sign_spread: Floats
    given: Floats
    false: Floats

    def noise_at(self, clock: Floats, shifted: Floats | float) -> Floats:
        """The noise that a gap of so much clock has, under the regimen for a share of it."""
        with np.errstate(divide="ignore"):
            z = np.log(np.maximum(clock, 1e-9)) - self.log_median[:, None]
        log_spread = np.log(self.spread)[:, None]
        shift = np.log(self.spread_under)[:, None] - log_spread
        return np.asarray(z / np.exp(log_spread + shift * shifted))


def unpack(points: Floats, prior: Prior, effects: Effects, sign: str) -> Kinds:
    """People from standard normal points: ``(n, 9)``."""
    stage, held = prior.gap, effects.regimen("suppressant")
    law, exposure = effects.sign(sign), effects.exposure.log_advance
    u = np.clip(points, -7.0, 7.0).T
    log_spread = stage.log_spread[0] + stage.log_spread[1] * u[1] + stage.tilt * u[0]
    return Kinds(
        log_median=stage.log_median[0] + stage.log_median[1] * u[0],
        spread=np.exp(log_spread),
        rate=np.exp(-held.log_stretch[0] - held.log_stretch[1] * u[2]),
        spread_under=np.exp(log_spread + held.log_spread[0] + held.log_spread[1] * u[3]),
        advance=np.exp(exposure[0] + exposure[1] * u[4]),
        sign_median=law.log_median[0] + law.log_median[1] * u[5],
        sign_spread=np.exp(law.log_spread[0] + law.log_spread[1] * u[6]),
        given=special.betaincinv(*law.given, special.ndtr(u[7])),
        false=special.gammaincinv(law.false[0], special.ndtr(u[8])) / law.false[1],
    )


@lru_cache(maxsize=4)
def _table(noise: Noise) -> Floats:
    z = np.arange(-_REACH, _REACH + _STEP, _STEP)
    core = special.stdtr(noise.core_freedom, z)
    with np.errstate(divide="ignore"):
        log = np.log(np.maximum(z, 0.0))
    late = special.ndtr((log - noise.right_log_mean) / noise.right_log_sd)
    return np.asarray((1 - noise.right_weight) * core + noise.right_weight * late)


def below(z: Floats, noise: Noise) -> Floats:
    """Chance of less noise than this; linear between points of a fine table of the exact law."""
    table = _table(noise)
    place = np.clip((z + _REACH) / _STEP, 0.0, table.size - 1.001)
    at = place.astype(np.int64)
    return np.asarray(table[at] + (table[at + 1] - table[at]) * (place - at))


def even_gaps(kinds: Kinds, noise: Noise, days: int, *, under: bool) -> Floats:
    """Chance of a true gap of 0 … ``days - 1`` days, wholly without or under: ``(n, days)``."""
    rate = kinds.rate[:, None] if under else 1.0
    edges: Floats = np.asarray((np.arange(1, days) + 0.5)[None, :] * rate)
    found = np.zeros((kinds.rate.size, days))
    found[:, 1:] = np.diff(below(kinds.noise_at(edges, float(under)), noise), prepend=0.0, axis=1)
    return found


def gap_between(kinds: Kinds, noise: Noise, first: int, lasts: Ints, start: int) -> Floats:
    """Chance of a true gap from ``first`` to each of ``lasts``, the regimen begun at ``start``.

    ``(n, len(lasts))``; half a day and less counts as a gap of one day.
    """
    high = _below_at(kinds, noise, first, np.asarray(lasts + 1.0), start)
    low = np.where(lasts == first + 1, 0.0, _below_at(kinds, noise, first, lasts, start))
    return np.where(lasts > first, np.maximum(high - low, 0.0), 0.0)


def _below_at(kinds: Kinds, noise: Noise, first: int, at: Floats | Ints, start: int) -> Floats:
    begins = first + 0.5
    under = np.maximum(at - max(float(start), begins), 0.0)
    free = np.maximum(at - begins, 1e-9) - under
    clock = free[None, :] + under[None, :] * kinds.rate[:, None]
    return below(kinds.noise_at(clock, (under / np.maximum(at - begins, 1e-9))[None, :]), noise)


def in_a_row(once: Floats) -> tuple[Floats, Floats]:
    """Two and three gaps of one kind in a row, by day: ``(n, days)`` each."""
    days = once.shape[1]
    width = fft.next_fast_len(3 * days, real=True)
    wave = fft.rfft(once, width, axis=1)
    twice, thrice = (fft.irfft(wave**k, width, axis=1)[:, :days] for k in (2, 3))
    return np.maximum(twice, 0.0), np.maximum(thrice, 0.0)


def announced_below(kinds: Kinds, days: Floats | float) -> Floats:
    """Chance that a sign comes less than so many days before its onset: ``(n, …)``."""
    log = np.log(np.maximum(np.atleast_1d(np.asarray(days, dtype=np.float64)), 1e-9))
    return below(
        (log[None, :] - kinds.sign_median[:, None]) / kinds.sign_spread[:, None], SIGN_NOISE
    )
