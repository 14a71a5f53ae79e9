"""Gradient boosting over everything that can be counted in a history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np

from offwatch.errors import BadInput
from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.models.trees import Boosted, boost
from offwatch.mask.attacks.observations.observations import Floats, Observations
from offwatch.mask.attacks.whether.features import count_features


@dataclass(frozen=True, slots=True)
class Boosting(Attack):
    """Sees days, passes and the roster; has known people with and without a condition for years.

    It is told nothing of rhythms and finds by itself what differs. The features are those of
    ``features.py``, the trees those of ``trees.py``.
    """

    name: ClassVar[str] = "boosting"
    trained: Boosted | None = field(default=None, repr=False)

    def fit(self, having: Observations, without: Observations, rng: np.random.Generator) -> Self:
        """See `Attack.fit`."""
        features = np.vstack([count_features(having), count_features(without)])
        label = np.repeat([1.0, 0.0], [having.people, without.people])
        return type(self)(boost(features, label, rng))

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        return must_be_trained(self.trained).predict(count_features(observed))


def must_be_trained(trained: Boosted | None) -> Boosted:
    """What was learned, or a refusal to guess without.

    Parameters
    ----------
    trained : Boosted or None

    Raises
    ------
    BadInput
        ``mask.attack-untrained`` where nothing was learned.
    """
    if trained is None:
        raise BadInput("mask.attack-untrained", "This attack has to be trained first: call fit.")
    return trained
