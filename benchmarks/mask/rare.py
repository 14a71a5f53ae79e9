"""Rare episodes: the stated bound, the shipped draw, what it buys, and how visible it is."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import chi2

from benchmarks.mask.rotated import RotatedPeriods
from offwatch.crews.crew import SimulatedCrew, draw_lives, simulate_crew
from offwatch.forecast import batch_outlook, load_prior
from offwatch.mask.attacks import Observations, measure_auc
from offwatch.mask.attacks.observations.observations import Bools
from offwatch.mask.rare.exponential_mechanism import (
    AT_RISK,
    STRENGTH,
    PeriodForecast,
    rotate_days,
    rotation_chances,
)
from offwatch.mask.rare.privacy_accounting import bound_period, bound_years
from offwatch.mask.tracks.records import record_of_life, tabulate_records
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition, truth_by_day

STRENGTHS = (0.5, 1.0, 2.0, 4.0)
SMALL_TURNS = 6
AUDIT_DRAWS = 4000


def measure_rare(people: int, seed: int, periods: int) -> dict[str, Any]:
    """Everything that is claimed of rotated periods."""
    return {
        "people": people,
        "exact": round(enumerate_exact(STRENGTH), 6),
        "bound": round(bound_period(STRENGTH, SMALL_TURNS), 6),
        "audit_p": round(audit(AUDIT_DRAWS, seed), 4),
        "strengths": [_price(strength) for strength in STRENGTHS],
        **_live(people, seed, periods),
    }


def enumerate_exact(strength: float) -> float:
    """Largest difference of log-odds between any two forecasts of 0s and 1s, by going through all.

    Periods of six days, every shape of one and two days.
    """
    worst = 0.0
    forecasts = [np.array(bits, dtype=np.float64) for bits in product((0, 1), repeat=SMALL_TURNS)]
    for shape in ((0,), (0, 1), (0, 2), (0, 3)):
        log_chance = np.log([rotation_chances(f, np.array(shape), strength) for f in forecasts])
        worst = max(worst, float((log_chance.max(axis=0) - log_chance.min(axis=0)).max()))
    return worst


def audit(draws: int, seed: int) -> float:
    """χ² of the shipped draw over many pads against the chances stated: its p."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC")
    period, shape = norm.period(3), np.arange(6)
    forecast = np.zeros(28)
    forecast[9:13] = (0.2, 0.6, 0.6, 0.2)
    days = tuple(period.span.start_day + timedelta(days=int(i)) for i in shape)
    rotations = {frozenset(((shape + k) % 28).tolist()): k for k in range(28)}
    counts = np.zeros(28)
    for draw in range(draws):
        turned = rotate_days(days, PeriodForecast(1.0, forecast), period, seed=seed * 10**6 + draw)
        counts[rotations[frozenset((day - period.span.start_day).days for day in turned)]] += 1
    expected = draws * rotation_chances(forecast, shape)
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), 27))


def _price(strength: float) -> dict[str, float]:
    """The bound of a strength, and how often a two-day episode known to the day is covered."""
    forecast = np.zeros(28)
    forecast[13:15] = 1.0
    chances = rotation_chances(forecast, np.arange(6), strength)
    covers = [{13, 14} <= {(day + turn) % 28 for day in range(6)} for turn in range(28)]
    return {
        "strength": strength,
        "period": round(bound_period(strength), 2),
        "year": round(bound_years(strength), 2),
        "year_but_for_1_percent": round(bound_years(strength, delta=0.01), 2),
        "covers": round(float(chances[covers].sum()), 3),
    }


def _live(people: int, seed: int, periods: int) -> dict[str, Any]:
    """Pads with two episodes a year beside pads with none."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC", passes=0)
    crews = [
        SimulatedCrew(
            people=people,
            condition=parse_condition(name),
            policy="mask",
            seed=seed + i,
            periods=periods,
            norm=norm,
        )
        for i, name in enumerate(("twice-yearly", "none"))
    ]
    having, without = (simulate_crew(crew).asked for crew in crews)
    truth, _ = truth_by_day(draw_lives(crews[0]), crews[0].first_day, crews[0].days)
    turned, where = _turn(crews[0], having)
    attack = RotatedPeriods()
    sights = [Observations(asked=a, duty=~a, passed=np.zeros_like(a)) for a in (turned, without)]
    named = attack.name_period(sights[0])
    rows = np.flatnonzero(where.any(axis=1))
    right = where[rows, named[rows]]
    aucs = {
        str(look): measure_auc(*(attack.score(one.first(28 * look)) for one in sights)).as_dict()
        for look in sorted({13, periods})
    }
    return {
        "turned_a_year": round(float(where.sum() / people / (periods * 28 / 365.25)), 2),
        "episode_days_asked": round(float((turned & truth).sum() / truth.sum()), 3),
        "without_turning": round(float((having & truth).sum() / truth.sum()), 3),
        "turned_period_named": round(float(right.mean()), 3) if len(rows) else None,
        "by_chance": round(float(where[rows].mean()), 3) if len(rows) else None,
        "seen": aucs,
    }


def _turn(crew: SimulatedCrew, asked: Bools) -> tuple[Bools, Bools]:
    """What was asked, turned in periods at risk as a pad turns it, and which were."""
    norm, prior, lives = crew.norm, load_prior("suppressed"), draw_lives(crew)
    out, where = asked.copy(), np.zeros((crew.people, crew.periods), dtype=np.bool_)
    seeds, length = crew.seeds("books"), norm.period_days
    for number in range(crew.periods):
        period = norm.period(number)
        today = norm.ask_day(period).toordinal()
        records = [record_of_life(life, today) for life in lives if life is not None]
        sight = tabulate_records(records, prior)
        elapsed = np.where(sight.last_onset < 0, -1, today - sight.last_onset)
        found = batch_outlook(sight.gaps, elapsed, prior, norm.ask_ahead_days + length)
        span = slice(number * length, (number + 1) * length)
        start = period.span.start_day
        for person, seed in enumerate(seeds):
            onset = float(found.next_onset[person, -length:].sum())
            if onset < AT_RISK:
                continue
            where[person, number] = True
            days = [start + timedelta(days=int(i)) for i in np.flatnonzero(asked[person, span])]
            ahead = PeriodForecast(onset, found.in_episode[person, -length:])
            turned = rotate_days(days, ahead, period, seed=int(seed))
            out[person, span] = False
            out[person, [number * length + (day - start).days for day in turned]] = True
    return out, where
