"""Simulated rhythms for the tracks of a pad: of the population, or like the leading track."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from offwatch.forecast import Prior, draw_gap, posterior_sample
from offwatch.mask.tracks.posterior_draws import draw_like, learn_habits, skipped_share
from offwatch.mask.tracks.records import Record, tabulate_records
from offwatch.simulate import (
    Law,
    Life,
    Rhythm,
    Traits,
    TrueEpisode,
    begin_life,
    population_law,
)

POPULATION_PRESET = "menstrual"


@dataclass(frozen=True, slots=True)
class OwnerLaw:
    """The law of tracks drawn from the leading track's posterior."""

    traits: Traits
    prior: Prior

    @property
    def changes_per_year(self) -> float:
        """How often a life changes: as in the population."""
        return population_law().changes_per_year

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        """The traits drawn at the start, again.

        Parameters
        ----------
        rng : numpy.random.Generator
            Not used.
        """
        return self.traits

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        """Days from one onset to the next.

        Parameters
        ----------
        rhythm : Rhythm
        rng : numpy.random.Generator
        """
        if self.prior.name == POPULATION_PRESET:
            return population_law().draw_gap(rhythm, rng)
        log_median, log_spread = np.log(rhythm.median_days), np.log(rhythm.spread)
        return float(draw_gap(float(log_median), float(log_spread), self.prior, rng))


def phantom_traits(real: Record, prior: Prior, rng: np.random.Generator) -> Traits:
    """A rhythm and habits drawn from what a record shows.

    Where the published law is the record's law, both are drawn from it given the record. For other
    presets the rhythm comes from the forecast's posterior.

    Parameters
    ----------
    real : Record
    prior : Prior
    rng : numpy.random.Generator

    Returns
    -------
    Traits
    """
    if prior.name == POPULATION_PRESET:
        return draw_like(real, rng)
    log_median, log_spread = posterior_sample(tabulate_records([real], prior).gaps, prior, rng)
    traits = learn_habits(population_law().draw_traits(rng), real, rng)
    median, spread = float(np.exp(log_median[0])), float(np.exp(log_spread[0]))
    return replace(traits, rhythm=replace(traits.rhythm, median_days=median, spread=spread))


def begin_phantom(seed: int, today: int) -> Life:
    """A simulated life of the population that has kept a diary for a while.

    Parameters
    ----------
    seed : int
    today : int
        As ``date.toordinal``.

    Returns
    -------
    Life
    """
    law = population_law()
    history_days = law.draw_history_days(np.random.default_rng((seed, 2**32)))
    return begin_life(seed, law, today - history_days)


def begin_owner_phantom(seed: int, real: Record, prior: Prior, today: int) -> Life:
    """A simulated life like the one behind a record, with a record that goes back as far.

    The diary was opened some time before its first onset; how long before is drawn.

    Parameters
    ----------
    seed : int
    real : Record
    prior : Prior
    today : int
        As ``date.toordinal``.

    Returns
    -------
    Life
    """
    rng = np.random.default_rng((seed, 2**32))
    law = OwnerLaw(phantom_traits(real, prior, rng), prior)
    opened = (real.onsets[0] if real.onsets else today) - draw_wait(law, rng)
    return begin_life(seed, law, opened)


def draw_wait(law: OwnerLaw, rng: np.random.Generator) -> int:
    """Days from the opening of a diary to the first onset in it, some having gone unlogged.

    Parameters
    ----------
    law : OwnerLaw
    rng : numpy.random.Generator
    """
    wait = rng.random() * law.draw_gap(law.traits.rhythm, rng)
    while rng.random() < skipped_share(law.traits.habits):
        wait += law.draw_gap(law.traits.rhythm, rng)
    return int(wait)


def carry_on(seed: int, traits: Traits, real: Record, law: Law, today: int) -> Life:
    """A life that goes on from where a record stopped.

    Parameters
    ----------
    seed : int
    traits : Traits
        Drawn from what the record shows.
    real : Record
        The record so far; it becomes the life's past.
    law : Law
        What later gaps are drawn from.
    today : int
        As ``date.toordinal``; the next onset lies after it.

    Returns
    -------
    Life
    """
    gaps = pairwise((*real.onsets, today))
    marked = [max((m for m in real.markers if a <= m < b), default=None) for a, b in gaps]
    past = tuple(
        TrueEpisode(
            onset, days or round(traits.rhythm.episode_days), onset + delay, marker_day=marker
        )
        for onset, days, delay, marker in zip(
            real.onsets, real.durations, real.delays, marked, strict=True
        )
    )
    rng = np.random.default_rng((seed, 0))
    next_day = real.onsets[-1] + round(law.draw_gap(traits.rhythm, rng))
    while next_day <= today:  # what the record would have shown has not come: it comes later
        next_day += max(1, round(rng.random() * law.draw_gap(traits.rhythm, rng)))
    return Life(seed, traits, next_day, 1, past)
