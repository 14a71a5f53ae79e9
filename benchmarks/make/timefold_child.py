"""Timefold's process: ``python -m benchmarks.make.timefold_child``, JSON lines in and out.

It needs the package `timefold` and a JDK 17, and nothing of Offwatch. The solver is Timefold's own,
with its default construction and local search; the rules are those of its employee scheduling
quickstart, in our own writing. Hard: required skill, no overlapping shifts, ten hours between two
shifts, one shift a day, unavailable employee. Soft: undesired day, desired day, balanced numbers of
shifts. They know neither contracts nor runs of days, and a wish is for a day, not for a shift.

**Source**: github.com/TimefoldAI/timefold-quickstarts, employee-scheduling (its README and the list
of its constraints); Timefold Solver for Python 1.24.
"""

# mypy: disable-error-code="import-not-found, import-untyped, untyped-decorator, union-attr"

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    EnvironmentMode,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    SolverConfigOverride,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftDecimalScore,
    Joiners,
    constraint_provider,
)

DAY_MIN, REST_MIN, WARM_S = 1440, 600, 10


@dataclass
class Employee:
    id: Annotated[str, PlanningId]
    skills: list[str]
    unavailable: list[int]
    undesired: list[int]
    desired: list[int]

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.id


@planning_entity
@dataclass
class Shift:
    """One seat of a shift on a day."""

    id: Annotated[str, PlanningId]
    kind: str
    day: int
    start: int
    end: int
    skill: str
    employee: Annotated[
        Employee | None, PlanningVariable(value_range_provider_refs=["employees"])
    ] = field(default=None)


@planning_solution
@dataclass
class Schedule:
    employees: Annotated[
        list[Employee], ProblemFactCollectionProperty, ValueRangeProvider(id="employees")
    ]
    shifts: Annotated[list[Shift], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftDecimalScore | None, PlanningScore] = field(default=None)


def lacks_skill(shift: Shift) -> bool:
    return shift.skill != "" and shift.skill not in shift.employee.skills


def overlap_min(one: Shift, other: Shift) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def gap_min(one: Shift, other: Shift) -> int:
    return other.start - one.end


@constraint_provider
def rules(cf: ConstraintFactory) -> list[Constraint]:
    hard, soft = HardSoftDecimalScore.ONE_HARD, HardSoftDecimalScore.ONE_SOFT
    return [
        cf.for_each(Shift).filter(lacks_skill).penalize(hard).as_constraint("required skill"),
        cf.for_each_unique_pair(
            Shift,
            Joiners.equal(lambda s: s.employee.id),
            Joiners.overlapping(lambda s: s.start, lambda s: s.end),
        )
        .penalize(hard, overlap_min)
        .as_constraint("no overlapping shifts"),
        cf.for_each(Shift)
        .join(
            Shift,
            Joiners.equal(lambda s: s.employee.id),
            Joiners.less_than_or_equal(lambda s: s.end, lambda s: s.start),
        )
        .filter(lambda one, other: gap_min(one, other) < REST_MIN)
        .penalize(hard, lambda one, other: REST_MIN - gap_min(one, other))
        .as_constraint("ten hours between two shifts"),
        cf.for_each_unique_pair(
            Shift, Joiners.equal(lambda s: s.employee.id), Joiners.equal(lambda s: s.day)
        )
        .penalize(hard)
        .as_constraint("one shift a day"),
        cf.for_each(Shift)
        .filter(lambda s: s.day in s.employee.unavailable)
        .penalize(hard)
        .as_constraint("unavailable employee"),
        cf.for_each(Shift)
        .filter(lambda s: s.day in s.employee.undesired)
        .penalize(soft, lambda s: s.end - s.start)
        .as_constraint("undesired day"),
        cf.for_each(Shift)
        .filter(lambda s: s.day in s.employee.desired)
        .reward(soft, lambda s: s.end - s.start)
        .as_constraint("desired day"),
        cf.for_each(Shift)
        .group_by(ConstraintCollectors.load_balance(lambda s: s.employee))
        .penalize_decimal(soft, lambda balance: balance.unfairness())
        .as_constraint("balanced numbers of shifts"),
    ]


def read_schedule(question: Mapping[str, Any]) -> Schedule:
    """The seats of each shift: those that need a skill first, one skill a seat."""
    kinds = {s["id"]: s for s in question["shifts"]}
    employees = [
        Employee(p["id"], p["skills"], p["off"], p["wishes"], [int(d) for d in p["wants"]])
        for p in question["people"]
    ]
    shifts = []
    for cell in question["demand"]:
        kind, asked = kinds[cell["shift"]], cell["skills"]
        nurses = asked.get("nurse", 0)
        more = max(0, asked.get("medication", 0) - nurses)  # a nurse gives medication too
        skills = ["nurse"] * nurses + ["medication"] * more
        skills += [""] * (cell["need"] - len(skills))
        start = cell["day"] * DAY_MIN + kind["start_min"]
        for i, skill in enumerate(skills):
            name = f"{cell['day']:02d}{kind['id']}{i}"
            end = start + kind["minutes"]
            shifts.append(Shift(name, kind["id"], cell["day"], start, end, skill))
    return Schedule(employees, shifts)


class Answers:
    """One warm factory; a solver for each home."""

    def __init__(self) -> None:
        self.factory = SolverFactory.create(
            SolverConfig(
                solution_class=Schedule,
                entity_class_list=[Shift],
                score_director_factory_config=ScoreDirectorFactoryConfig(
                    constraint_provider_function=rules
                ),
                environment_mode=EnvironmentMode.NON_REPRODUCIBLE,
                random_seed=0,
            )
        )

    def answer(self, question: Mapping[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        left = max(0.05, float(question["seconds"]) - (time.monotonic() - began))
        limit = TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left)))
        solver = self.factory.build_solver(SolverConfigOverride(termination_config=limit))
        best = solver.solve(read_schedule(question))
        duties: dict[str, dict[str, str]] = {p["id"]: {} for p in question["people"]}
        twice = 0
        for shift in best.shifts:
            if shift.employee is not None:
                line = duties[shift.employee.id]
                twice += str(shift.day) in line
                line[str(shift.day)] = shift.kind
        return {
            "duties": duties,
            "seconds": time.monotonic() - began,
            "found": True,
            "twice": twice,
            "score": str(best.score),
        }


def main() -> None:
    out = sys.stdout
    sys.stdout = sys.stderr
    warm = Answers()
    warm.answer(SMALL | {"seconds": WARM_S})
    out.write(json.dumps({"ready": True}) + "\n")
    out.flush()
    for line in sys.stdin:
        out.write(json.dumps(warm.answer(json.loads(line))) + "\n")
        out.flush()


SMALL: dict[str, Any] = {
    "shifts": [{"id": "E", "start_min": 360, "minutes": 480}],
    "people": [
        {"id": f"p{i}", "skills": ["nurse"], "off": [0], "wishes": [1], "wants": {"2": "E"}}
        for i in range(20)
    ],
    "demand": [{"day": d, "shift": "E", "need": 6, "skills": {"nurse": 1}} for d in range(1, 28)],
}


if __name__ == "__main__":
    main()
