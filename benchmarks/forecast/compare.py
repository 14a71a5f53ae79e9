"""Scores of forecasts, and how one method's compare with another's, people resampled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.forecast.run import Forecasts
from offwatch.forecast.evaluate.score import covered, crps, point, score
from offwatch.forecast.model.arrays import Floats, Ints

REPEATS = 2000
_POINT_SCORES = ("n", "mae", "rmse", "in2")


@dataclass(frozen=True, slots=True)
class Measured:
    """An estimate with its 95 % interval over people."""

    value: float
    low: float
    high: float


def tell_scores(said: Forecasts) -> dict[str, float]:
    """The scores of one method, and its times; of a method without odds only those of a day."""
    scores = asdict(score(said.pmf, said.came))
    if said.point_only:
        scores = {name: scores[name] for name in _POINT_SCORES}
    times = {"batch_ms": said.batch_ms, "alone_ms": said.alone_ms, "fit_s": said.fit_s}
    return {name: _round(value) for name, value in (scores | times).items()}


def compare(ours: Forecasts, peer: Forecasts, seed: int = 0) -> dict[str, Measured]:
    """Ours over the peer's and ours less the peer's, on the same forecasts.

    Where the peer was run on fewer samples, ours are cut to those. **Source** the cluster
    bootstrap: Davison & Hinkley 1997, section 3.8.
    """
    n = peer.came.size
    assert np.array_equal(ours.came[:n], peer.came)
    parts = {"mae": (_off(ours)[:n], _off(peer))}
    if not peer.point_only:
        parts["crps"] = (crps(ours.pmf[:n], peer.came), crps(peer.pmf, peer.came))
    out = {}
    for name, (mine, theirs) in parts.items():
        out[f"{name}_ratio"] = ratio(mine, theirs, peer.person_at, seed)
        out[f"{name}_difference"] = mean(mine - theirs, peer.person_at, seed)
    return out


def ratio(above: Floats, below: Floats, person_at: Ints, seed: int = 0) -> Measured:
    """The ratio of two means over the same rows."""
    top, bottom = _by_person(above, person_at), _by_person(below, person_at)
    times = _resample(top.size, seed)
    return _measure(top.sum() / bottom.sum(), (times @ top) / (times @ bottom))


def ratio_apart(above: Floats, above_at: Ints, below: Floats, below_at: Ints) -> Measured:
    """The ratio of means over different rows of the same people."""
    people = int(max(above_at.max(), below_at.max())) + 1
    times = _resample(people, 0)

    def means(values: Floats, at: Ints) -> tuple[float, Floats]:
        total = np.bincount(at, values, people)
        count = np.bincount(at, minlength=people)
        return float(total.sum() / count.sum()), (times @ total) / (times @ count)

    (top, top_draws), (bottom, bottom_draws) = means(above, above_at), means(below, below_at)
    return _measure(top / bottom, top_draws / bottom_draws)


def mean(values: Floats, person_at: Ints, seed: int = 0) -> Measured:
    """The mean over rows."""
    return ratio(values, np.ones(values.size), person_at, seed)


def coverage(said: Forecasts) -> Measured:
    """How often the 80 % interval held, in per cent."""
    return mean(100 * covered(said.pmf, said.came), said.person_at)


def _off(said: Forecasts) -> Floats:
    return np.asarray(np.abs(point(said.pmf) - said.came), dtype=np.float64)


def _by_person(values: Floats, person_at: Ints) -> Floats:
    totals = np.bincount(person_at, values)
    return np.asarray(totals[np.bincount(person_at) > 0], dtype=np.float64)


def _resample(people: int, seed: int) -> Floats:
    """How often each person is drawn in each repeat: ``(repeats, people)``."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(people, np.full(people, 1 / people), REPEATS).astype(np.float64)


def _measure(value: float, draws: Floats) -> Measured:
    low, high = np.quantile(draws, [0.025, 0.975])
    return Measured(_round(value), _round(low), _round(high))


def _round(value: Any) -> Any:
    return value if isinstance(value, int) else round(float(value), 4)
