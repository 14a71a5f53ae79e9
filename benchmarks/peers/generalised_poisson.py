"""Generalised Poisson lengths with skipped logs, in a hierarchy of people.

A logged gap of ``s`` skipped onsets is generalised Poisson with rate ``(s + 1) λ`` and dispersion
``ξ`` between -1 and 1, normalised where it would turn negative; ``s`` is geometric with the
person's own ``π``. λ is gamma over people, (ξ + 1) / 2 and π are beta; the six parameters of these
are the likeliest given the training folds. The paper sums over draws of (λ, ξ, π) weighted by the
person's likelihood; here the sum runs over a grid, which is the same sum without its noise. The
length forecast is one true gap (``s = 0``).

With ξ above -1 the least standard deviation at a mean of 28 days is 2.6: of regular rhythms it says
too little, and its intervals hold too often. A wider range was tried and did not hold under skips.

**Source** Urteaga, Li, Elhadad et al., "A Generative Modeling Approach to Calibrated Predictions: A
Use Case on Menstrual Cycle Length Prediction", MLHC 2021; its Poisson form: Li et al., JAMIA 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import betainc, gammainc, gammaln, logsumexp

from benchmarks.peers.peer import Training
from offwatch.forecast.model.arrays import Floats, count_days, pad
from offwatch.forecast.predict.cycle_length import LAST_DAY, Origin

_MEAN_EDGES = np.geomspace(17.0, 60.0, 61)  # of λ / (1 - ξ), in days
_DISPERSION_EDGES = -1.0 + 2.0 * np.linspace(0.0, 1.0, 21) ** 2  # finer where rhythms are regular
_SKIP_EDGES = np.linspace(0.0, 1.0, 9) ** 2 * 0.9
_MOST_SKIPPED = 5
_SUPPORT = 400  # days over which the law is normalised
# Logs of: a typical mean and the shape of λ; the two of ξ's beta law; the two of π's.
_START = np.log([28.0, 30.0, 1.0, 10.0, 1.0, 15.0])
_HELD = 3.0  # a standard deviation that only keeps the search from running away


class _Grid(NamedTuple):
    """Kinds of people: ``loglik (k, 201)`` of a logged gap, ``pmf (m, 200)`` of a true one.

    Kind ``i`` has the true law ``i // len(skips)``.
    """

    loglik: Floats
    pmf: Floats


class GeneralisedPoisson:
    name = "generalised Poisson"
    point_only = False
    slow = False

    def fit(self, training: Training) -> _Fitted:
        counts = count_days(pad(training.gaps), LAST_DAY)
        each = counts @ _lay_out().loglik.T
        top = each.max(axis=1, keepdims=True)
        likely = np.exp(each - top)

        def loss(steps: Floats) -> float:
            weight = _weigh(_START + _HELD * steps)
            return -float(np.log(likely @ weight + 1e-300).sum()) + 0.5 * float(steps @ steps)

        found = minimize(loss, np.zeros(_START.size), method="L-BFGS-B", bounds=[(-1.5, 1.5)] * 6)
        return _Fitted(_weigh(_START + _HELD * found.x))


@dataclass(frozen=True, slots=True)
class _Fitted:
    weight: Floats

    def predict(self, origins: Sequence[Origin]) -> Floats:
        grid = _lay_out()
        out = np.empty((len(origins), LAST_DAY))
        log_weight = np.log(self.weight + 1e-300)
        for start in range(0, len(origins), 256):
            rows = origins[start : start + 256]
            each = count_days(pad([o.gaps for o in rows]), LAST_DAY) @ grid.loglik.T + log_weight
            each = np.exp(each - each.max(axis=1, keepdims=True))
            each /= each.sum(axis=1, keepdims=True)
            by_law = each.reshape(len(rows), grid.pmf.shape[0], -1).sum(axis=2)
            out[start : start + len(rows)] = by_law @ grid.pmf
        return out


def _centres(edges: Floats) -> Floats:
    return np.asarray((edges[1:] + edges[:-1]) / 2, dtype=np.float64)


@lru_cache(maxsize=1)
def _lay_out() -> _Grid:
    means, dispersions, skips = map(_centres, (_MEAN_EDGES, _DISPERSION_EDGES, _SKIP_EDGES))
    mean, dispersion = (a.ravel() for a in np.meshgrid(means, dispersions, indexing="ij"))
    rate = mean * (1.0 - dispersion)
    laws = np.stack([law(rate * (s + 1), dispersion) for s in range(_MOST_SKIPPED + 1)], axis=1)
    share = skips[:, None] ** np.arange(_MOST_SKIPPED + 1)
    share /= share.sum(axis=1, keepdims=True)
    logged = np.einsum("ks,gsd->gkd", share, laws).reshape(-1, _SUPPORT + 1)
    pmf = laws[:, 0, 1 : LAST_DAY + 1].copy()
    pmf[:, -1] += 1.0 - pmf.sum(axis=1)
    return _Grid(np.log(logged[:, : LAST_DAY + 1] + 1e-12), pmf)


def law(rate: Floats, dispersion: Floats) -> Floats:
    """The generalised Poisson law of 1 … ``_SUPPORT`` days, by row: column ``i`` is ``i`` days."""
    days = np.arange(1, _SUPPORT + 1, dtype=np.float64)
    tilted = rate[:, None] + dispersion[:, None] * days
    allowed = tilted > 0
    safe = np.where(allowed, tilted, 1.0)
    log_law = np.log(rate)[:, None] + (days - 1) * np.log(safe) - safe - gammaln(days + 1)
    log_law[~allowed] = -np.inf
    out = np.zeros((rate.size, _SUPPORT + 1))
    out[:, 1:] = np.exp(log_law - logsumexp(log_law, axis=1, keepdims=True))
    return out


def _weigh(log_parameters: Floats) -> Floats:
    """The population's share of each kind of person."""
    days, shape, more, less, skipped, logged = np.exp(log_parameters)
    mean = days * 2.0 * less / (more + less)  # of λ: days (1 - mean of ξ)
    rates = _MEAN_EDGES[:, None] * (1.0 - _centres(_DISPERSION_EDGES))[None, :]
    by_mean = np.diff(gammainc(shape, rates * shape / mean), axis=0)
    by_dispersion = np.diff(betainc(more, less, (_DISPERSION_EDGES + 1.0) / 2.0))
    by_skip = np.diff(betainc(skipped, logged, _SKIP_EDGES))
    weight = ((by_mean * by_dispersion)[:, :, None] * by_skip).ravel() + 1e-30
    return np.asarray(weight / weight.sum(), dtype=np.float64)
