"""Whether and how somebody like the person behind a record notes markers."""

from __future__ import annotations

from dataclasses import replace
from math import lgamma

import numpy as np

from offwatch.mask.odds.markers import last_markers
from offwatch.mask.tracks.records import Floats, Record
from offwatch.simulate import Traits, population_law

NOISE_STEPS = 41


def draw_marker_use(traits: Traits, record: Record, rng: np.random.Generator) -> Traits:
    """The same traits, with markers used or not, how often, and how long before the onset.

    Drawn from the published law, given how many gaps of the record hold a marker and how far before
    the next onset.

    Parameters
    ----------
    traits : Traits
    record : Record
    rng : numpy.random.Generator

    Returns
    -------
    Traits

    References
    ----------
    Conjugate posteriors as Gelman et al., Bayesian Data Analysis, 2013, secs. 2.4-2.5; the spread
    on a grid.
    """
    law = population_law().parameters["markers"]
    alpha, beta = law["noted_share"]["alpha"], law["noted_share"]["beta"]
    markers = last_markers(record.onsets, record.markers)[:-1]
    noted, gaps = sum(day is not None for day in markers), len(markers)
    none_though_used = np.exp(_log_beta(alpha, beta + gaps) - _log_beta(alpha, beta))
    used = law["used_share"] * none_though_used
    used = 1.0 if record.markers else used / (used + 1.0 - law["used_share"])
    share = float(rng.beta(alpha + noted, beta + gaps - noted)) if rng.random() < used else 0.0
    pairs = zip(record.onsets[1:], markers, strict=True)
    stretches = np.array([onset - day for onset, day in pairs if day is not None], dtype=np.float64)
    days, spread = _draw_stretch(np.log(stretches), rng)
    return Traits(
        replace(traits.rhythm, marker_days=days, marker_spread=spread),
        replace(traits.habits, marker_share=share),
    )


def _draw_stretch(logs: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """Median and spread of the time from marker to onset, given logs of past ones."""
    law = population_law().parameters["markers"]
    (mean, sd), (log_spread, width) = (
        (law[name]["log_mean"], law[name]["log_sd"]) for name in ("days", "spread")
    )
    grid = log_spread + width * np.linspace(-3.0, 3.0, NOISE_STEPS)
    noise = np.exp(2 * grid) + 1 / (12 * np.exp(2 * mean))  # whole days
    fit = -0.5 * ((grid - log_spread) / width) ** 2
    if logs.size:
        middle = noise / logs.size + sd**2
        fit += -0.5 * ((logs.size - 1) * np.log(noise) + logs.var() * logs.size / noise)
        fit += -0.5 * (np.log(middle) + (logs.mean() - mean) ** 2 / middle)
    chance = np.exp(fit - fit.max())
    place = int(rng.choice(NOISE_STEPS, p=chance / chance.sum()))
    precision = 1 / sd**2 + logs.size / noise[place]
    centre = (mean / sd**2 + logs.sum() / noise[place]) / precision
    return float(np.exp(rng.normal(centre, precision**-0.5))), float(np.exp(grid[place]))


def _log_beta(alpha: float, beta: float) -> float:
    return lgamma(alpha) + lgamma(beta) - lgamma(alpha + beta)
