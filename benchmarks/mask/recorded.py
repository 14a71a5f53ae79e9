"""True rhythms as real people recorded them, whom the published law was not fitted to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from benchmarks.data import DATED
from offwatch.diary.readers.cycles import read_cycles
from offwatch.simulate import Traits, population_law
from offwatch.simulate.law import PopulationLaw, Rhythm

FEWEST_GAPS = 6


@dataclass(frozen=True)
class RecordedLaw:
    """Each person's gaps are drawn, with replacement, from those of one recorded person.

    Episodes and habits are the population's, which such records do not show. Whose gaps they are
    stands in the median, made unique by a little: it moves no gap.
    """

    gaps: dict[float, tuple[int, ...]]
    population: PopulationLaw
    changes_per_year: float = 0.0

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        traits = self.population.draw_traits(rng)
        median = list(self.gaps)[int(rng.integers(len(self.gaps)))]
        return replace(traits, rhythm=replace(traits.rhythm, median_days=median))

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        return float(rng.choice(self.gaps[rhythm.median_days]))


@lru_cache(maxsize=1)
def recorded_law() -> RecordedLaw:
    """The people of Najmabadi et al. 2020 (doi:10.1111/ppe.12644) with gaps enough."""
    gaps: dict[float, tuple[int, ...]] = {}
    for i, one in enumerate(read_cycles(DATED)):
        mine = tuple(cycle.length_days for cycle in one.cycles if not cycle.follows_break)
        if len(mine) >= FEWEST_GAPS:
            gaps[float(np.median(mine)) + 1e-6 * i] = mine
    return RecordedLaw(gaps, population_law())
