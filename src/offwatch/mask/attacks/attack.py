"""The one interface of all attackers, and the trial that each is put to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np

from offwatch.mask.attacks.auc import Auc, measure_auc, pool
from offwatch.mask.attacks.observations.observations import Bools, Floats, Observations


class Attack(ABC):
    """Somebody who looks at histories and says who has something to hide.

    ``score`` never changes the attacker. ``fit`` returns an attacker that has learned from people
    whose truth is known; one that has nothing to learn returns itself.
    """

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    """Sights beyond days, duties and passes, by their names in ``Observations``."""

    def fit(self, having: Observations, without: Observations, rng: np.random.Generator) -> Self:
        """Learn from people whose truth is known.

        Parameters
        ----------
        having, without : Observations
            Of people with a condition, and of people without.
        rng : numpy.random.Generator

        Returns
        -------
        Attack
            The attacker that has learned.
        """
        return self

    @abstractmethod
    def score(self, observed: Observations) -> Floats:
        """How suspicious each row is.

        Parameters
        ----------
        observed : Observations
            Of n people.

        Returns
        -------
        array, shape (n,)
            Finite; greater for a greater suspicion.
        """


def try_attack(
    attack: Attack, having: Observations, without: Observations, rng: np.random.Generator
) -> Auc:
    """AUC of an attack on people that it has not seen: trained on one half, tried on the other.

    Parameters
    ----------
    attack : Attack
    having, without : Observations
        Of people with a condition, and of people without.
    rng : numpy.random.Generator
        Draws the halves.

    Returns
    -------
    Auc
        Pooled over both halves.
    """
    sides = [_halve(having.people, rng), _halve(without.people, rng)]
    parts = []
    for half in (True, False):
        learned = attack.fit(having.take(sides[0] == half), without.take(sides[1] == half), rng)
        tried = (having.take(sides[0] != half), without.take(sides[1] != half))
        parts.append(measure_auc(learned.score(tried[0]), learned.score(tried[1])))
    return pool(parts)


def _halve(people: int, rng: np.random.Generator) -> Bools:
    return np.asarray(rng.permutation(people) % 2 == 0, dtype=np.bool_)
