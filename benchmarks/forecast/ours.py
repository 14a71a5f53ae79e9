"""Offwatch's own forecast, as a method among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.peers.peer import Training
from offwatch.diary.readers.cycles import PersonCycles
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.fit_prior import fit_prior
from offwatch.forecast.model.prior import Prior, load_prior
from offwatch.forecast.predict.cycle_length import Origin, forecast_lengths

OURS = "Offwatch"


@dataclass(frozen=True, slots=True)
class Offwatch:
    """Its prior is fitted to the training people's whole records, logs dropped or not: what is
    assumed of skipped logs is fixed. ``shipped``: the shipped prior instead."""

    name: str = OURS
    marker: bool = False
    shipped: bool = False
    point_only: bool = False
    slow: bool = False

    def fit(self, training: Training) -> _Fitted:
        prior = load_prior("menstrual") if self.shipped else _fit(training.people)
        return _Fitted(prior, self.marker)


@dataclass(frozen=True, slots=True)
class _Fitted:
    prior: Prior
    marker: bool

    def predict(self, origins: Sequence[Origin]) -> Floats:
        return forecast_lengths(origins, self.prior, marker=self.marker)


@lru_cache(maxsize=32)
def _fit(people: tuple[PersonCycles, ...]) -> Prior:
    """Once for each fold: the same people come again with other logs dropped, or markers used."""
    return fit_prior(people)
