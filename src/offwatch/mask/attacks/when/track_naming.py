"""Track naming: handed a pad's tracks one by one, say which of them is real."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np

from offwatch.errors import BadInput
from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.models.trees import Boosted, boost
from offwatch.mask.attacks.observations.observations import Bools, Floats, Ints, Observations
from offwatch.mask.attacks.whether.boosting import must_be_trained
from offwatch.mask.attacks.whether.features import count_features

KNOWN_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class TrackNaming(Attack):
    """Is handed the separated tracks (more than anybody sees); has known real and simulated ones.

    Rows are tracks: those of one person follow each other. ``fit`` takes real tracks and simulated
    ones. Where ``absent`` is seen (true episodes known from outside), a track that had asked for
    those days is the likelier one.
    """

    name: ClassVar[str] = "track-naming"
    trained: Boosted | None = field(default=None, repr=False)

    def fit(self, having: Observations, without: Observations, rng: np.random.Generator) -> Self:
        """See `Attack.fit`; ``having`` are real tracks, ``without`` simulated ones."""
        features = np.vstack([count_features(having), count_features(without)])
        label = np.repeat([1.0, 0.0], [having.people, without.people])
        return type(self)(boost(features, label, rng))

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        suspicion = must_be_trained(self.trained).predict(count_features(observed))
        if observed.absent is None:
            return suspicion
        spoken = observed.look("spoken")
        usual = spoken.mean(axis=1)
        known = ((spoken - usual[:, None]) * observed.absent).sum(axis=1)
        return np.asarray(suspicion + KNOWN_WEIGHT * known)


def name_tracks(scores: Floats, tracks: int) -> Ints:
    """The track of each person that is suspected most.

    Parameters
    ----------
    scores : array, shape (n * tracks,)
        Those of one person follow each other.
    tracks : int
        As many for each person.

    Returns
    -------
    array of int, shape (n,)

    Raises
    ------
    BadInput
        ``mask.attack-tracks`` where the rows are no multiple of the tracks.
    """
    if tracks < 1 or len(scores) % tracks:
        raise BadInput("mask.attack-tracks", "Every person takes the same number of tracks.")
    return np.asarray(scores.reshape(-1, tracks).argmax(axis=1), dtype=np.int64)


def named_right(named: Ints, real: Ints) -> Bools:
    """Whether each person's real track was named; its mean is the attack's success.

    Parameters
    ----------
    named, real : arrays of int, shape (n,)

    Returns
    -------
    array of bool, shape (n,)
    """
    return np.asarray(named == real, dtype=np.bool_)
