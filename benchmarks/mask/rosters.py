"""Rosters of small teams, drawn up and changed by the planner itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from offwatch.plan import (
    Absences,
    Demand,
    Person,
    Plan,
    Roster,
    Rules,
    Shift,
    Solvers,
    make_roster,
    replan,
)
from offwatch.plan.roster.availability import whole_days
from offwatch.simulate import DAY_ZERO

Bools = NDArray[np.bool_]

DUTY = "day"
DUTY_MINUTES = 480
LONGEST_RUN = 6
SPARE_DUTIES = 1
"""How many more duties than a fair share somebody may have in a period: beyond that they swap."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for drawing a roster up and for each re-plan."""

    make_s: float
    replan_s: float


def demand_roster(wished: Bools) -> Roster:
    """A blank roster: every second seat of the team on every day, wished days off known.

    **Shapes**: ``wished: (people, days)``.
    """
    size, days = wished.shape
    rules = Rules(max_run=LONGEST_RUN, max_minutes=(-(-days // 2) + SPARE_DUTIES) * DUTY_MINUTES)
    people = tuple(
        Person(id=str(i), name=str(i), rules=rules, wishes=days_of(wished[i])) for i in range(size)
    )
    demand = tuple(Demand(day, DUTY, size // 2) for day in range(days))
    shift = Shift(DUTY, DUTY, DUTY_MINUTES, 480)
    return Roster("team", "UTC", DAY_ZERO, days, (shift,), people, demand)


def draw_up(
    wished: Bools, asked: Bools, solvers: Solvers, patience: Patience, seed: int
) -> tuple[Roster, int]:
    """A roster for one team that keeps the days asked for clear, and the seats it leaves open."""
    blank = demand_roster(wished)
    avoid = {str(i): days_of(row) for i, row in enumerate(asked)}
    made = make_roster(blank, avoid, deadline_s=patience.make_s, solver=solvers, seed=seed)
    return made.roster, sum(count for _, _, count in made.open)


def take_off(
    roster: Roster, away: Absences, today: int, solvers: Solvers, patience: Patience, seed: int
) -> tuple[Roster, Plan]:
    """The planner's answer to people who want days off, and the roster it leaves.

    What lies before ``today`` stays as it is, and a day once given off is not taken back.
    """
    past = frozenset((p.id, day) for p in roster.people for day in range(max(0, today)))
    plan = replan(
        replace(roster, frozen=past), away, deadline_s=patience.replan_s, solver=solvers, seed=seed
    )
    people = tuple(
        replace(p, off=p.off | whole_days(away.get(p.id, frozenset()))) for p in roster.people
    )
    return replace(plan.roster, people=people, frozen=frozenset()), plan


def duties_of(roster: Roster) -> Bools:
    """Who is on duty on which day: ``(people, days)``."""
    duty = np.zeros((len(roster.people), roster.days), dtype=np.bool_)
    for row, person in enumerate(roster.people):
        duty[row, list(roster.duties.get(person.id, {}))] = True
    return duty


def days_of(row: Bools | Sequence[bool]) -> frozenset[int]:
    """The days that are true."""
    return frozenset(int(day) for day in np.flatnonzero(row))


def moved_days(plan: Plan) -> Iterable[tuple[int, int, bool]]:
    """Who lost or got which day by a plan: person, day, and whether it was lost."""
    return ((int(one.person), one.day, one.was is not None) for one in plan.changes)
