"""The forecasts to make, and what a method may learn from before it makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.peer import Training
from offwatch.diary.readers.cycles import PersonCycles
from offwatch.forecast.evaluate.origins import rolling_origins
from offwatch.forecast.model.arrays import Ints
from offwatch.forecast.predict.cycle_length import Origin

MIN_HISTORY = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """People, the forecasts to make of them, and the gaps that each logged in the end."""

    people: tuple[PersonCycles, ...]
    origins: tuple[Origin, ...]
    gaps: tuple[tuple[int, ...], ...]

    @property
    def came(self) -> Ints:
        return np.array([o.cycle.length_days for o in self.origins], dtype=np.int64)

    @property
    def person_at(self) -> Ints:
        return np.array([o.person_at for o in self.origins], dtype=np.int64)

    def held_out(self, fold: int, folds: int) -> list[int]:
        """Which forecasts are of the people of this fold: the ``i``-th is in ``i % folds``."""
        return [i for i, o in enumerate(self.origins) if o.person_at % folds == fold]

    def training(self, fold: int, folds: int) -> Training:
        """Everything of the people of the other folds."""
        kept = [at for at in range(len(self.people)) if at % folds != fold]
        return Training(
            people=tuple(self.people[at] for at in kept),
            gaps=tuple(self.gaps[at] for at in kept),
            origins=tuple(o for o in self.origins if o.person_at % folds != fold),
        )


def draw_sample(
    people: Sequence[PersonCycles], *, marker: bool = False, drop_logs: float = 0.0, seed: int = 0
) -> Sample:
    """List the forecasts to make, as ``offwatch backtest`` does."""
    every = rolling_origins(people, min_history=0, drop_logs=drop_logs, seed=seed)
    last = {o.person_at: o for o in every}
    return Sample(
        people=tuple(people),
        origins=tuple(
            rolling_origins(
                people, min_history=MIN_HISTORY, marker=marker, drop_logs=drop_logs, seed=seed
            )
        ),
        gaps=tuple(_to_the_end(last[at], person) for at, person in enumerate(people)),
    )


def _to_the_end(last: Origin, person: PersonCycles) -> tuple[int, ...]:
    """The gaps before a person's last logged onset, and the one up to the end of the record."""
    open_days = 0
    for cycle in person.cycles:
        if cycle.number == last.cycle.number:
            open_days = cycle.length_days
        elif cycle.number > last.cycle.number:
            if cycle.follows_break:
                break
            open_days += cycle.length_days
    return (*last.gaps, open_days)
