"""The laws that simulated people are drawn from: rhythm, habits, and how often a life changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np

from offwatch.simulate.condition import Condition


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How one person's episodes come.

    Parameters
    ----------
    median_days : float, days
        From onset to onset.
    spread : float
        The standard deviation of the log gap.
    episode_days, episode_spread_days : float, days
    marker_days : float, days
        The median from a marker such as ovulation to the onset.
    marker_spread : float
        The standard deviation of its log.
    """

    median_days: float
    spread: float
    episode_days: float
    episode_spread_days: float
    marker_days: float = 0.0
    marker_spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How one person logs.

    Parameters
    ----------
    missed_share, mild_share, late_share : float
        Of episodes: forgotten, too mild to log, and logged late.
    late_days_mean : float, days
        How late, on average.
    marker_share : float
        How many gaps have their marker written down; 0 where markers are not used.
    """

    missed_share: float
    mild_share: float
    late_share: float
    late_days_mean: float
    marker_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Traits:
    """A person's rhythm and habits, constant until a life change."""

    rhythm: Rhythm
    habits: Habits


class Law(Protocol):
    """Where traits and gaps are drawn from; the same for true and for simulated records."""

    @property
    def changes_per_year(self) -> float:
        """How often a life changes so that its rhythm starts anew."""

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        """The traits of a new person, or of one after a life change.

        Parameters
        ----------
        rng : numpy.random.Generator
        """

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        """Days from one onset to the next.

        Parameters
        ----------
        rhythm : Rhythm
        rng : numpy.random.Generator
        """


@dataclass(frozen=True)
class PopulationLaw:
    """The published law in ``population.json``; its sources and assumptions stand in that file.

    >>> law = population_law()
    >>> 20 < law.draw_traits(np.random.default_rng(1)).rhythm.median_days < 45
    True
    """

    parameters: dict[str, Any]

    @property
    def changes_per_year(self) -> float:
        """How often a life changes so that its rhythm starts anew."""
        return float(self.parameters["changes_per_year"])

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        """See `Law.draw_traits`."""
        rhythm = self.parameters["rhythm"]
        length, episode = rhythm["median_days"], rhythm["episode_days"]
        spread = rhythm["spread"]
        aside = rng.spawn(1)[0]  # the other draws are what they were before there were markers
        traits = Traits(
            Rhythm(
                median_days=float(np.exp(rng.normal(length["log_mean"], length["log_sd"]))),
                spread=float(np.exp(rng.normal(spread["log_mean"], spread["log_sd"]))),
                episode_days=float(max(1.0, rng.normal(episode["mean"], episode["sd"]))),
                episode_spread_days=float(rhythm["episode_spread_days"]),
            ),
            self.draw_habits(rng),
        )
        return self.draw_marker(traits, aside)

    def draw_marker(self, traits: Traits, rng: np.random.Generator) -> Traits:
        """The same traits with a marker before each onset, used or not.

        Parameters
        ----------
        traits : Traits
        rng : numpy.random.Generator
        """
        law = self.parameters["markers"]
        rhythm = replace(
            traits.rhythm,
            marker_days=float(np.exp(rng.normal(law["days"]["log_mean"], law["days"]["log_sd"]))),
            marker_spread=float(
                np.exp(rng.normal(law["spread"]["log_mean"], law["spread"]["log_sd"]))
            ),
        )
        share = _draw_share(law["noted_share"], rng) if rng.random() < law["used_share"] else 0.0
        return Traits(rhythm, replace(traits.habits, marker_share=share))

    def draw_habits(self, rng: np.random.Generator) -> Habits:
        """Logging habits alone, for people whose rhythm has another law.

        Parameters
        ----------
        rng : numpy.random.Generator
        """
        habits = self.parameters["habits"]
        return Habits(
            missed_share=_draw_share(habits["missed_share"], rng),
            mild_share=_draw_share(habits["mild_share"], rng),
            late_share=_draw_share(habits["late_share"], rng),
            late_days_mean=float(habits["late_days_mean"]),
        )

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        """See `Law.draw_gap`."""
        law = self.parameters["rhythm"]
        gap = rhythm.median_days * float(np.exp(rng.normal(0.0, rhythm.spread)))
        delay = float(
            np.exp(rng.normal(law["delayed_days"]["log_mean"], law["delayed_days"]["log_sd"]))
        )
        return gap + (delay if rng.random() < law["delayed_share"] else 0.0)

    def draw_history_days(self, rng: np.random.Generator) -> int:
        """How many days a person has logged before the first day that is looked at.

        Parameters
        ----------
        rng : numpy.random.Generator
        """
        history = self.parameters["history_days"]
        return int(rng.integers(history["low"], history["high"] + 1))


@dataclass(frozen=True)
class FixedLaw:
    """One mean and one spread for everybody, Gaussian in days; habits as in the population."""

    mean_days: float
    sd_days: float
    episode_days: float | None
    population: PopulationLaw
    changes_per_year: float = 0.0

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        """See `Law.draw_traits`."""
        traits = self.population.draw_traits(rng)
        episode_days = self.episode_days or traits.rhythm.episode_days
        episode_spread = 0.0 if self.episode_days else traits.rhythm.episode_spread_days
        spread = self.sd_days / self.mean_days
        rhythm = replace(
            traits.rhythm,
            median_days=self.mean_days,
            spread=spread,
            episode_days=episode_days,
            episode_spread_days=episode_spread,
        )
        return Traits(rhythm, traits.habits)

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        """See `Law.draw_gap`."""
        return float(rng.normal(rhythm.median_days, rhythm.spread * rhythm.median_days))


TWICE_YEARLY_SD_DAYS = 12.0  # assumed: no series of suppressed cycles is openly held
TWICE_YEARLY_EPISODE_DAYS = 2.0  # "two days, once or twice a year"


@lru_cache(maxsize=1)
def population_law() -> PopulationLaw:
    """The population law shipped with Offwatch."""
    text = files("offwatch.simulate").joinpath("population.json").read_text(encoding="utf-8")
    return PopulationLaw(json.loads(text))


def law_of(condition: Condition) -> Law | None:
    """The law of a condition's true rhythm.

    Parameters
    ----------
    condition : Condition
        The condition.

    Returns
    -------
    Law or None
        None for people without one.
    """
    population = population_law()
    if condition.kind == "population":
        return population
    if condition.kind == "fixed":
        return FixedLaw(condition.mean_days, condition.sd_days, None, population)
    if condition.kind == "twice-yearly":
        days = TWICE_YEARLY_EPISODE_DAYS
        return FixedLaw(365.25 / 2, TWICE_YEARLY_SD_DAYS, days, population)
    return None


def _draw_share(beta: dict[str, float], rng: np.random.Generator) -> float:
    return float(rng.beta(beta["alpha"], beta["beta"]))
