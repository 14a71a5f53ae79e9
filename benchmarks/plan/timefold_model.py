"""Timefold's model of a crew: what it may choose, and what its rules add up.

Timefold turns the functions here into Java; they keep to the Python that it knows.
"""

# mypy: disable-error-code="import-not-found, import-untyped, untyped-decorator"

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

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
from timefold.solver.score import HardMediumSoftScore

DAY_MIN = 1440


@dataclass
class Limits:
    """The rules, the same for everybody; ``weekend`` is each day's weekend, or -1."""

    days: int
    rest_min: int
    max_run: int
    max_weekends: int
    max_minutes: int
    weekend: list[int]


@dataclass
class Member:
    """Somebody who can take seats; ``was`` is what each day held, ``due`` what may be kept."""

    id: Annotated[str, PlanningId]
    skills: list[str]
    away: list[int]
    was: list[str]
    due: int
    limits: Limits

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.id


@dataclass
class Cell:
    """A shift of a day, or a mission: seats that belong together."""

    id: str
    need: int
    skills: list[str]
    least: list[int]

    def __hash__(self) -> int:
        return hash(self.id)


@planning_entity
@dataclass
class ShiftSeat:
    """A seat on one shift of one day."""

    id: Annotated[str, PlanningId]
    cell: Cell
    held: str
    day: int
    start_min: int
    rested_min: int
    minutes: int
    person: Annotated[
        Member | None,
        PlanningVariable(allows_unassigned=True, value_range_provider_refs=["members"]),
    ] = field(default=None)


@planning_entity
@dataclass
class MissionStart:
    """When a mission starts; ``follow`` are those who must come along, by start."""

    id: Annotated[str, PlanningId]
    cell: Cell
    was: int
    days: int
    start_min: int
    minutes: int
    follow: dict[int, list[str]]
    starts: Annotated[list[int], ValueRangeProvider(id="starts")]
    start: Annotated[int, PlanningVariable(value_range_provider_refs=["starts"])] = field(default=0)


@planning_entity
@dataclass
class MissionSeat:
    """A seat on a mission, on all its days."""

    id: Annotated[str, PlanningId]
    cell: Cell
    mission: str
    person: Annotated[
        Member | None,
        PlanningVariable(allows_unassigned=True, value_range_provider_refs=["members"]),
    ] = field(default=None)


@planning_solution
@dataclass
class Crew:
    """The whole: people, seats and starts."""

    members: Annotated[
        list[Member], ProblemFactCollectionProperty, ValueRangeProvider(id="members")
    ]
    shift_seats: Annotated[list[ShiftSeat], PlanningEntityCollectionProperty]
    mission_seats: Annotated[list[MissionSeat], PlanningEntityCollectionProperty]
    missions: Annotated[list[MissionStart], PlanningEntityCollectionProperty]
    score: Annotated[HardMediumSoftScore | None, PlanningScore] = field(default=None)


def read_crew(question: Mapping[str, Any]) -> Crew:
    """The case as Timefold holds it, everybody where they stand now."""
    limits = Limits(
        question["days"],
        question["rest_min"],
        question["max_run"],
        question["max_weekends"],
        question["max_minutes"],
        question["weekends"],
    )
    members = [
        Member(
            p["id"],
            p["skills"],
            p["away"],
            [p["was"].get(str(d), "") for d in range(limits.days)],
            sum(int(d) not in p["away"] for d in p["was"]),
            limits,
        )
        for p in question["people"]
    ]
    on: dict[str, list[Member]] = {}
    for member, said in zip(members, question["people"], strict=True):
        for d, held in said["now"].items():
            on.setdefault(f"{held}@{d}", []).append(member)
    shift_seats, mission_seats, missions = [], [], []
    for s in question["shifts"]:
        key = f"{s['shift']}@{s['day']}"
        crew = on.get(key, [])
        cell = Cell(key, s["need"], list(s["skills"]), list(s["skills"].values()))
        for i in range(max(s["need"], len(crew))):
            person = crew[i] if i < len(crew) else None
            rested = s["start_min"] + s["minutes"] + limits.rest_min
            span = (s["day"], s["start_min"], rested, s["minutes"])
            shift_seats.append(ShiftSeat(f"{key}/{i}", cell, s["shift"], *span, person))
    for m in question["missions"]:
        crew = on.get(f"{m['id']}@{m['start']}", [])
        cell = Cell(m["id"], m["need"], list(m["skills"]), list(m["skills"].values()))
        follow = {int(s): people for s, people in m["follow"].items()}
        shape = (m["start"], m["days"], m["start_min"], m["minutes"])
        missions.append(MissionStart(m["id"], cell, *shape, follow, m["starts"], m["start"]))
        for i in range(max(m["need"], len(crew))):
            person = crew[i] if i < len(crew) else None
            mission_seats.append(MissionSeat(f"{m['id']}/{i}", cell, m["id"], person))
    return Crew(members, shift_seats, mission_seats, missions)


def seats_needed(crew: Crew) -> int:
    """All seats of all shifts and missions: what the medium score counts towards."""
    return sum({cell.id: cell.need for cell in _cells(crew)}.values())


def duties_of(crew: Crew) -> dict[str, Any]:
    """Who holds what, and the starts, as the other children say it."""
    starts = {m.id: m.start for m in crew.missions}
    days = {m.id: m.days for m in crew.missions}
    duties: dict[str, dict[int, str]] = {p.id: {} for p in crew.members}
    for seat in crew.shift_seats:
        if seat.person is not None:
            duties[seat.person.id][seat.day] = seat.held
    for place in crew.mission_seats:
        if place.person is not None:
            first = starts[place.mission]
            span = range(first, first + days[place.mission])
            duties[place.person.id] |= dict.fromkeys(span, place.mission)
    return {"duties": duties, "starts": starts}


def _cells(crew: Crew) -> list[Cell]:
    return [*(s.cell for s in crew.shift_seats), *(m.cell for m in crew.missions)]
