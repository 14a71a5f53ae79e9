"""What a norm costs a team: passes, how often nobody is free for one, seats left open."""

from __future__ import annotations

from typing import Any

import numpy as np

from offwatch.crews.crew import SimulatedCrew, simulate_crew
from offwatch.crews.rosters import draw_team_duties
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition

TEAMS = (5, 12, 30, 100)
BUDGETS = ((4, 1), (6, 1), (8, 2))
PERIODS = 6


def measure_costs(people: int, seed: int, teams: tuple[int, ...]) -> list[dict[str, Any]]:
    """Teams in which nobody has a condition, as the cost is the same whoever has one."""
    return [
        _measure(size, days, passes, max(2, people // size) * size, seed)
        for size in teams
        for days, passes in BUDGETS
    ]


def _measure(size: int, days: int, passes: int, people: int, seed: int) -> dict[str, Any]:
    norm = Norm(first_day=DAY_ZERO, zone="UTC", days=days, passes=passes)
    crew = SimulatedCrew(
        people=people,
        condition=parse_condition("none"),
        policy="mask",
        seed=seed,
        periods=PERIODS,
        team_size=size,
        norm=norm,
    )
    history = simulate_crew(crew)
    teams, total = people // size, crew.days
    duty, passed, asked = (
        layer.reshape(teams, size, total) for layer in (history.duty, history.passed, history.asked)
    )
    wanted = passed.sum(axis=1)
    free = (~duty & ~asked).sum(axis=1)
    _, left_open = draw_team_duties(np.random.default_rng(seed), history.asked, crew.density, size)
    each = 1.0 / (teams * PERIODS)
    return {
        "team": size,
        "days": days,
        "passes": passes,
        "passes_a_period": round(float(wanted.sum() * each), 2),
        "nobody_free_a_period": round(float(np.maximum(wanted - free, 0).sum() * each), 3),
        "seats_open_a_period": round(float(left_open.sum() * each), 3),
        "seats_a_period": round(size * crew.density * norm.period_days, 1),
    }
