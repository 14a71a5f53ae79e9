"""People like the one behind a record: the published law, given what the record shows.

An attacker who has known both tells a track drawn by any other law from the leading one.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from offwatch.mask.odds.under_reporting import usual_logging
from offwatch.mask.tracks.posterior_markers import draw_marker_use
from offwatch.mask.tracks.records import GAPS_KEPT, Floats, Ints, Record
from offwatch.simulate import Habits, Traits, population_law

REACH_SDS = (4.0, 3.5)
POINTS = (65, 15)
"""Log-medians and log-spreads: how far the grid reaches around the population's, and how fine."""
LONGEST_GAP_DAYS = 140
MOST_SKIPPED = 2
DELAY_MARKS = (-1.282, -0.524, 0.0, 0.524, 1.282)  # the 10th, 30th, 50th, 70th and 90th percent
FLOOR = 1e-6  # of the chance of a gap that nothing explains, as after a life change
CANDIDATES = 64


def draw_like(record: Record, rng: np.random.Generator) -> Traits:
    """Traits of the published population law, given a record.

    How gaps are spread, how often an episode goes unlogged, how long episodes last and how late
    they are logged are each learned from it. What it does not show is as in the population.

    Parameters
    ----------
    record : Record
    rng : numpy.random.Generator

    Returns
    -------
    Traits

    References
    ----------
    Bayes' rule on a grid; conjugate posteriors as Gelman et al., Bayesian Data Analysis, 2013,
    secs. 2.4-2.5.
    """
    drawn = population_law().draw_traits(rng)
    gaps = np.minimum(np.diff(record.onsets[-GAPS_KEPT - 1 :]), LONGEST_GAP_DAYS).astype(np.int64)
    log_median, log_spread, place = _draw_rhythm(gaps, rng)
    habits = _draw_skipping(drawn.habits, gaps, place, rng)
    median, spread = float(np.exp(log_median)), float(np.exp(log_spread))
    rhythm = replace(drawn.rhythm, median_days=median, spread=spread)
    traits = learn_habits(replace(drawn, rhythm=rhythm, habits=habits), record, rng)
    return draw_marker_use(traits, record, rng)


def learn_habits(traits: Traits, record: Record, rng: np.random.Generator) -> Traits:
    """The same traits with lengths of episodes and lateness as a record shows them.

    Parameters
    ----------
    traits : Traits
    record : Record
    rng : numpy.random.Generator

    Returns
    -------
    Traits
    """
    rhythm = replace(traits.rhythm, episode_days=_draw_episode_days(record, rng))
    return replace(traits, rhythm=rhythm, habits=_draw_lateness(traits.habits, record, rng))


def skipped_share(habits: Habits) -> float:
    """The share of episodes that leave no trace in a record.

    Parameters
    ----------
    habits : Habits
    """
    return 1 - (1 - habits.missed_share) * (1 - habits.mild_share)


def _draw_rhythm(gaps: Ints, rng: np.random.Generator) -> tuple[float, float, int]:
    table, prior = _tabulate()
    weight = usual_logging().never ** np.arange(MOST_SKIPPED + 1)
    seen = np.log(np.tensordot(weight, table[:, :, gaps], axes=1) + FLOOR)
    log_odds = prior + seen.sum(axis=1)
    chance = np.exp(log_odds - log_odds.max())
    place = int(rng.choice(len(chance), p=chance / chance.sum()))
    points, steps = _grid()
    within = (rng.random(2) - 0.5) * steps  # anywhere in the picked cell
    return float(points[place, 0] + within[0]), float(points[place, 1] + within[1]), place


def _draw_skipping(drawn: Habits, gaps: Ints, place: int, rng: np.random.Generator) -> Habits:
    """One of many habits drawn from the population, by how well it explains double gaps."""
    if not len(gaps):
        return drawn
    some = [population_law().draw_habits(rng) for _ in range(CANDIDATES)]
    skipped = np.array([skipped_share(habits) for habits in some])[:, None]
    weight = (1 - skipped) * skipped ** np.arange(MOST_SKIPPED + 1)
    seen = np.log(weight @ _tabulate()[0][:, place, gaps] + FLOOR).sum(axis=1)
    chance = np.exp(seen - seen.max())
    return some[int(rng.choice(CANDIDATES, p=chance / chance.sum()))]


def _draw_episode_days(record: Record, rng: np.random.Generator) -> float:
    law = population_law().parameters["rhythm"]
    known = [days for days in record.durations if days > 0]
    noise = float(law["episode_spread_days"]) ** 2 + 1 / 12  # lasting is counted in whole days
    mean, variance = float(law["episode_days"]["mean"]), float(law["episode_days"]["sd"]) ** 2
    precision = 1 / variance + len(known) / noise
    middle = (mean / variance + sum(known) / noise) / precision
    return max(1.0, float(rng.normal(middle, precision**-0.5)))


def _draw_lateness(habits: Habits, record: Record, rng: np.random.Generator) -> Habits:
    law = population_law().parameters["habits"]["late_share"]
    late = sum(delay > 0 for delay in record.delays)
    share = rng.beta(law["alpha"] + late, law["beta"] + len(record.delays) - late)
    return replace(habits, late_share=float(share))


@lru_cache(maxsize=1)
def _grid() -> tuple[Floats, Floats]:
    """Log-median and log-spread of every point, ``(g, 2)``, and the steps between them."""
    law = population_law().parameters["rhythm"]
    lines = [
        float(law[name]["log_mean"])
        + float(law[name]["log_sd"]) * np.linspace(-reach, reach, count)
        for name, reach, count in zip(("median_days", "spread"), REACH_SDS, POINTS, strict=True)
    ]
    points = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1).reshape(-1, 2)
    return points, np.array([line[1] - line[0] for line in lines])


@lru_cache(maxsize=1)
def _tabulate() -> tuple[Floats, Floats]:
    """Chance of each logged gap with so many episodes unlogged within it, and the grid's log-prior.

    Shapes ``(skipped, g, gap)`` and ``(g,)``. The sum of several gaps is taken as lognormal,
    and at most one of them as delayed.
    """
    law = population_law().parameters["rhythm"]
    points, _ = _grid()
    delays = np.exp(
        law["delayed_days"]["log_mean"] + law["delayed_days"]["log_sd"] * np.array(DELAY_MARKS)
    )
    table = np.zeros((MOST_SKIPPED + 1, len(points), LONGEST_GAP_DAYS + 1))
    for skipped in range(MOST_SKIPPED + 1):
        share = float(law["delayed_share"]) * (skipped + 1)
        middle = np.log(skipped + 1) + points[:, :1]
        spread = np.exp(points[:, 1:]) / np.sqrt(skipped + 1)
        late = np.mean([_density(middle, spread, float(days)) for days in delays], axis=0)
        table[skipped] = (1 - share) * _density(middle, spread, 0.0) + share * late
    centre = [float(law[name]["log_mean"]) for name in ("median_days", "spread")]
    scale = [float(law[name]["log_sd"]) for name in ("median_days", "spread")]
    return table, np.asarray(-0.5 * (((points - centre) / scale) ** 2).sum(axis=1))


def _density(middle: Floats, spread: Floats, after_days: float) -> Floats:
    """Lognormal density of whole days, ``after_days`` later: ``(g, gap)``."""
    days = np.maximum(np.arange(LONGEST_GAP_DAYS + 1) - after_days, 0.5)
    z = (np.log(days) - middle) / spread
    return np.asarray(np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * spread * days))
