"""Markers: a pad whose forecast is surer than others has more on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.models.trees import Boosted, boost
from offwatch.mask.attacks.observations.nearness import NEAR_DAYS, count_runs, nearness
from offwatch.mask.attacks.observations.observations import Floats, Observations
from offwatch.mask.attacks.whether.boosting import must_be_trained


@dataclass(frozen=True, slots=True)
class Markers(Attack):
    """Sees days, passes and their hours; has known pads that use a marker and pads that do not.

    A marker makes the forecast sharp in the middle of a gap: days asked stand closer together,
    passes come earlier and lie nearer to them. If simulated records carry no markers, whoever
    looks sure has a true one.
    """

    name: ClassVar[str] = "markers"
    trained: Boosted | None = field(default=None, repr=False)

    def fit(self, having: Observations, without: Observations, rng: np.random.Generator) -> Self:
        """See `Attack.fit`."""
        features = np.vstack([_sureness(having), _sureness(without)])
        label = np.repeat([1.0, 0.0], [having.people, without.people])
        return type(self)(boost(features, label, rng, rounds=40))

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        return must_be_trained(self.trained).predict(_sureness(observed))


def _sureness(observed: Observations) -> Floats:
    near = nearness(observed)
    passes = np.maximum(observed.passed.sum(axis=1), 1)
    lead = np.zeros((observed.people, 1))
    if observed.lead_days is not None:
        lead = ((observed.passed * observed.lead_days).sum(axis=1) / passes)[:, None]
    beside = (observed.passed & (near <= NEAR_DAYS)).sum(axis=1) / passes
    apart = (observed.passed * near).sum(axis=1) / passes
    rate = observed.passed.mean(axis=1)
    return np.hstack([count_runs(observed), lead, np.stack([beside, apart, rate], axis=1)])
