"""A policy to compare with: every period so many passes, drawn by the exponential mechanism."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from offwatch.crews.crew import CrewHistory, SimulatedCrew, draw_lives
from offwatch.forecast import load_prior
from offwatch.mask.tracks.records import odds_ahead, record_of_life, tabulate_records

STRENGTH = 4.0


def pass_by_exponential(crew: SimulatedCrew, history: CrewHistory) -> CrewHistory:
    """Exactly ``norm.passes`` passes a person and period, weighted by ``exp(4 · odds)``.

    Those without a condition draw from all their duties alike.
    **Source** McSherry & Talwar 2007, eq. 2; drawn without replacement by Gumbel's trick.
    """
    norm, prior, rng = crew.norm, load_prior("menstrual"), crew.rng("exponential")
    lives, first_day = draw_lives(crew), crew.norm.first_day.toordinal()
    passed = history.passed.copy()
    rows = [row for row, life in enumerate(lives) if life is not None]
    for first in range(0, crew.days, norm.period_days):
        span = slice(first, first + norm.period_days)
        odds = np.zeros((crew.people, norm.period_days))
        if rows:
            records = [
                record_of_life(life, first_day + first) for life in lives if life is not None
            ]
            sight = tabulate_records(records, prior)
            odds[rows] = odds_ahead(sight, first_day + first, prior, norm.period_days)
        noise = -np.log(-np.log(rng.random(odds.shape)))
        rank = np.where(history.duty[:, span], STRENGTH * odds + noise, -np.inf)
        best = np.argsort(-rank, axis=1)[:, : norm.passes]
        chosen = np.zeros_like(history.duty[:, span])
        np.put_along_axis(chosen, best, True, axis=1)
        passed[:, span] |= chosen & history.duty[:, span]
    return replace(history, passed=passed)
