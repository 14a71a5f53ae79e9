"""What a method of forecasting looks like to the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from offwatch.diary.readers.cycles import PersonCycles
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin


@dataclass(frozen=True, slots=True)
class Training:
    """What a method may learn from: people other than those it will forecast.

    ``people`` are their records as they were; ``gaps`` what they logged, a row a person, and
    ``origins`` the forecasts that could have been made of them. Where logs are dropped they are
    dropped here too, so that a method can learn how often; only the lengths to forecast stay true.
    """

    people: tuple[PersonCycles, ...]
    gaps: tuple[tuple[int, ...], ...]
    origins: tuple[Origin, ...]


class Forecaster(Protocol):
    """A method that has learned what it can."""

    def predict(self, origins: Sequence[Origin]) -> Floats:
        """Forecast lengths: ``(n, 200)``, column ``i`` the chance of ``i + 1`` days."""


class Peer(Protocol):
    """A method, with its name; a ``point_only`` one puts all its weight on one day."""

    @property
    def name(self) -> str: ...
    @property
    def point_only(self) -> bool: ...
    @property
    def slow(self) -> bool: ...
    def fit(self, training: Training) -> Forecaster: ...
