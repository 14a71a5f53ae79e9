"""LightGBM: a gradient-boosted tree for each quantile, on features of the history.

Leaves and rounds are chosen within the training folds, people held out; the features include what
one would try by hand against skipped logs. The target is how far the true length is from the
person's own plain middle.

**Source** Ke et al., "LightGBM", NeurIPS 2017; pinball loss: Koenker & Bassett 1978.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import from_quantiles
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin

LEVELS = np.array([0.02, *np.arange(0.05, 0.96, 0.05), 0.98])
_TRIED_LEVELS = (0.1, 0.5, 0.9)
_FORMS = ({"num_leaves": 4}, {"num_leaves": 8}, {"num_leaves": 4, "feature_fraction": 0.5})
_BASE = {
    "objective": "quantile",
    "learning_rate": 0.04,
    "min_data_in_leaf": 15,
    "lambda_l2": 1.0,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.8,
    "num_threads": 1,
    "deterministic": True,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class GradientTrees:
    """``rounds`` is the most trees a quantile may have."""

    rounds: int = 200
    seed: int = 0
    name: str = "LightGBM quantile"
    point_only: bool = False
    slow: bool = True

    def fit(self, training: Training) -> _Fitted:
        typical = float(np.median([gap for row in training.gaps for gap in row]))
        features, middle = describe(training.origins, typical)
        target = np.array([o.cycle.length_days for o in training.origins]) - middle
        person = np.unique([o.person_at for o in training.origins], return_inverse=True)[1]
        form, rounds = self._choose(features, target, person % 3)
        models = [
            _boost(features, target, form | {"alpha": level, "seed": self.seed}, rounds)
            for level in LEVELS
        ]
        return _Fitted(models, typical)

    def _choose(self, features: Floats, target: Floats, fold: Any) -> tuple[dict[str, Any], int]:
        """The form and the number of trees with the least pinball loss on people held out."""
        best: tuple[float, dict[str, Any], int] = (np.inf, {}, 1)
        checked = np.arange(10, self.rounds + 1, 10)
        for form in _FORMS:
            loss = np.zeros(checked.size)
            for level in _TRIED_LEVELS:
                for held in range(3):
                    seen = fold != held
                    chosen = form | {"alpha": level, "seed": self.seed}
                    model = _boost(features[seen], target[seen], chosen, self.rounds)
                    for i, trees in enumerate(checked):
                        said = model.predict(features[~seen], num_iteration=int(trees))
                        loss[i] += _pinball(target[~seen] - said, level)
            at = int(loss.argmin())
            if loss[at] < best[0]:
                best = (float(loss[at]), dict(form), int(checked[at]))
        return best[1], best[2]


@dataclass(frozen=True, slots=True)
class _Fitted:
    models: list[Any]
    typical: float

    def predict(self, origins: Sequence[Origin]) -> Floats:
        features, middle = describe(origins, self.typical)
        said = np.stack([model.predict(features, num_threads=1) for model in self.models], axis=1)
        return from_quantiles(said + middle[:, None], LEVELS)


def _boost(features: Floats, target: Floats, form: dict[str, Any], rounds: int) -> Any:
    import lightgbm

    return lightgbm.train(
        _BASE | form, lightgbm.Dataset(features, target), num_boost_round=int(rounds)
    )


def _pinball(away: Floats, level: float) -> float:
    return float(np.maximum(level * away, (level - 1.0) * away).sum())


def describe(origins: Sequence[Origin], typical: float) -> tuple[Floats, Floats]:
    """Features of each history, and its plain middle: ``(n, f)`` and ``(n,)``."""
    rows = [_describe(np.asarray(o.gaps, dtype=np.float64), typical) for o in origins]
    features = np.array(rows)
    return features, features[:, 0].copy()


def _describe(gaps: Floats, typical: float) -> list[float]:
    """The plain middle takes a gap near two or three times the median for that many, and leans
    on everyone's by one gap."""
    median = float(np.median(gaps))
    own = median if 0.7 * typical < median < 1.5 * typical else typical
    plain = gaps / np.maximum(np.rint(gaps / own), 1.0)
    middle = float((plain.sum() + typical) / (plain.size + 1))
    late = plain[-3:]
    fading = 0.6 ** np.arange(plain.size)[::-1]
    return [
        middle,
        float(gaps.size),
        median,
        float(gaps.mean()),
        float(plain.mean()),
        float(np.median(plain)),
        float(plain.std()),
        float(np.median(np.abs(plain - np.median(plain)))),
        float(plain.min()),
        float(plain.max()),
        float(late.mean()),
        float(plain[-1]),
        float(plain[-2]) if plain.size > 1 else middle,
        float((fading * plain).sum() / fading.sum()),
        float(gaps.max()),
        float((gaps > 1.5 * own).mean()),
    ]
