"""Simulated rhythms for the tracks of a pad: of the population, or like the leading track's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.forecast import Prior, draw_gap, posterior_sample
from offwatch.mask.records import Record, look_at
from offwatch.simulate import (
    Episode,
    Habits,
    Law,
    Life,
    Rhythm,
    Traits,
    begin_life,
    population_law,
)


@dataclass(frozen=True, slots=True)
class OwnerLaw:
    """The law of tracks drawn from the leading track's posterior."""

    traits: Traits
    prior: Prior

    @property
    def changes_per_year(self) -> float:
        return population_law().changes_per_year

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        return self.traits

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        log_median, log_spread = np.log(rhythm.median_days), np.log(rhythm.spread)
        return float(draw_gap(float(log_median), float(log_spread), self.prior, rng))


def phantom_traits(real: Record, prior: Prior, rng: np.random.Generator) -> Traits:
    """A rhythm drawn from the posterior of ``real``, with its habits.

    Lateness is learned from the record, shrunk to the population's; how much goes unlogged
    cannot be seen in a record and is drawn from the population's habits.
    """
    log_median, log_spread = posterior_sample(look_at([real], prior).gaps, prior, rng)
    drawn = population_law().draw_traits(rng)
    known = [days for days in real.durations if days > 0]
    episode_days = (drawn.rhythm.episode_days + sum(known)) / (1 + len(known))
    late = sum(delay > 0 for delay in real.delays)
    habits = drawn.habits
    weight = 5  # a habit of one's own begins to show after about five onsets
    late_share = (weight * habits.late_share + late) / (weight + len(real.delays))
    return Traits(
        Rhythm(
            median_days=float(np.exp(log_median[0])),
            spread=float(np.exp(log_spread[0])),
            episode_days=max(1.0, episode_days),
            episode_spread_days=drawn.rhythm.episode_spread_days,
        ),
        Habits(habits.missed_share, habits.mild_share, late_share, habits.late_days_mean),
    )


def begin_phantom(seed: int, today: int) -> Life:
    """A simulated life of the population that has kept a diary for a while."""
    law = population_law()
    history_days = law.draw_history_days(np.random.default_rng((seed, 2**32)))
    return begin_life(seed, law, today - history_days)


def begin_owner_phantom(seed: int, real: Record, prior: Prior, today: int) -> Life:
    """A simulated life like the one behind ``real``, with a record that goes back as far."""
    traits = phantom_traits(real, prior, np.random.default_rng((seed, 2**32)))
    return begin_life(seed, OwnerLaw(traits, prior), real.onsets[0] if real.onsets else today)


def carry_on(seed: int, traits: Traits, real: Record, law: Law, today: int) -> Life:
    past = tuple(
        Episode(onset, days or round(traits.rhythm.episode_days), onset + delay)
        for onset, days, delay in zip(real.onsets, real.durations, real.delays, strict=True)
    )
    rng = np.random.default_rng((seed, 0))
    next_day = real.onsets[-1] + round(law.draw_gap(traits.rhythm, rng))
    while next_day <= today:  # what the record would have shown has not come: it comes later
        next_day += max(1, round(rng.random() * law.draw_gap(traits.rhythm, rng)))
    return Life(seed, traits, next_day, 1, past)
