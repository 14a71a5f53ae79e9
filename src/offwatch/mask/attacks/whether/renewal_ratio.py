"""The likelihood ratio of somebody who knows the mechanism, the norm and both groups' rhythms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.models.renewal import filter_histories, make_grid, mix
from offwatch.mask.attacks.observations.observations import Floats, Observations

ROUNDS = 60


@dataclass(frozen=True, slots=True)
class RenewalRatio(Attack):
    """Sees days, passes and the roster; knows the norm and how rhythms are spread in either group.

    Under the norm everybody asks around some rhythm, so the ratio against no rhythm says nothing.
    This observer learns how lengths, spreads and lifts are spread among people with a condition and
    among those without (whose pads run simulated rhythms), and compares the two. Untrained it
    compares with no rhythm at all.

    References
    ----------
    Laird, Nonparametric maximum likelihood estimation of a mixing distribution, 1978 (mixing
    weights by EM); the model in ``renewal.py``.
    """

    name: ClassVar[str] = "renewal"
    log_weights: tuple[Floats, Floats] | None = field(default=None, repr=False)

    def fit(self, having: Observations, without: Observations, rng: np.random.Generator) -> Self:
        """See `Attack.fit`."""
        learned = (_mixing_weights(_ratios(having)), _mixing_weights(_ratios(without)))
        return type(self)(learned)

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        ratios = _ratios(observed)
        none = np.zeros((observed.people, 1))
        if self.log_weights is None:
            return mix(ratios, np.zeros(make_grid().size))
        both = np.hstack([ratios, none])
        return mix(both, self.log_weights[0]) - mix(both, self.log_weights[1])


def _ratios(observed: Observations) -> Floats:
    return filter_histories(observed, [observed.days]).log_ratio[:, 0]


def _mixing_weights(ratios: Floats) -> Floats:
    """Log weights of the grid's points and of no rhythm (last) that fit these people best."""
    both = np.hstack([ratios, np.zeros((len(ratios), 1))])
    size = both.shape[1]
    weight = np.full(size, 0.5 / (size - 1))
    weight[-1] = 0.5
    for _ in range(ROUNDS):
        share = np.exp(both - both.max(axis=1, keepdims=True)) * weight
        share /= share.sum(axis=1, keepdims=True)
        weight = (share.sum(axis=0) + 1.0 / size) / (len(both) + 1.0)  # one person's worth of doubt
    return np.log(weight)
