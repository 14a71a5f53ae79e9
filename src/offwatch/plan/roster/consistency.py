"""Where a roster contradicts itself: unknown names, double bookings, missions out of bounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

from offwatch.names import name_key
from offwatch.plan.roster.roster import DAY_MIN, Mission, Person, Roster

T = TypeVar("T")
HISTORY_DAYS = 31  # before the first day, of which duties can be given


def find_clashes(roster: Roster) -> list[str]:
    """Every contradiction in a parsed roster, one sentence each, in a fixed order."""
    return [
        *_zone(roster),
        *_duplicates(roster),
        *_shifts(roster),
        *_people(roster),
        *_demand(roster),
        *_missions(roster),
        *_frozen(roster),
        *_held(roster),
        *_members(roster),
    ]


def _zone(roster: Roster) -> Iterator[str]:
    try:
        ZoneInfo(roster.zone)
    except (KeyError, ValueError, OSError):
        yield "zone: no time zone of that name; write e.g. Europe/Zurich"


def _duplicates(roster: Roster) -> Iterator[str]:
    both = [s.id for s in roster.shifts] + [m.id for m in roster.missions]
    yield from (f"{i:.40} names two shifts or missions" for i in _twice_named(both))
    yield from (f"{i:.40} names two people" for i in _twice_named(p.id for p in roster.people))
    cells = _twice((c.day, c.shift) for c in roster.demand)
    yield from (f"demand for {s} on {roster.day_at(d)} is given twice" for d, s in cells)


def _shifts(roster: Roster) -> Iterator[str]:
    for shift in roster.shifts:
        if shift.minutes > DAY_MIN and shift.start_min is None:
            yield f"shift {shift.id}: a duty of more than 24 hours needs its start"
        if shift.break_min >= shift.minutes:
            yield f"shift {shift.id}: its break is as long as it is"
        for other in sorted(shift.not_next - roster.shift.keys()):
            yield f"shift {shift.id}: not_next names {other}, which is no shift"


def _people(roster: Roster) -> Iterator[str]:
    for where, rules in [
        ("rules", roster.rules),
        *((f"person {p.id}", p.rules) for p in roster.people),
    ]:
        for shift in sorted(rules.max_shifts.keys() - roster.shift.keys()):
            yield f"{where}: max_shifts names {shift}, which is no shift"
        hours = {
            "rest_h": rules.rest_h,
            "weekly_rest_h": rules.weekly_rest_h,
            "max_average_h": rules.max_average_h,
        }
        for name, value in hours.items():
            if value is not None and not math.isfinite(value):
                yield f"{where}: {name} must be a number of hours"
    for person in roster.people:
        yield from (f"person {person.id}: off on {d}" for d in _outside(roster, person.off))
        most = (roster.days + 1) * DAY_MIN
        for span in person.away:
            if not 0 <= span.start_min < span.end_min <= most:
                yield f"person {person.id}: a time away ends before it begins, or lies outside"
        yield from (f"person {person.id}: wishes {d}" for d in _outside(roster, person.wishes))
        yield from (f"person {person.id}: wants {d}" for d in _outside(roster, person.wants))
        for shift in sorted({s for s in person.wants.values() if s} - roster.shift.keys()):
            yield f"person {person.id}: wants {shift:.40}, which is no shift"
        yield from _history(roster, person)


def _history(roster: Roster, person: Person) -> Iterator[str]:
    past, where = person.history, f"person {person.id}: history"
    for day, held in past.duties.items():
        if not -HISTORY_DAYS <= day < 0:
            yield f"{where}: {roster.day_at(day)} is not in the {HISTORY_DAYS} days before"
        if held not in roster.shift:
            yield f"{where}: {held:.40} is no shift"
    if past.run_days and past.rest_days:
        yield f"{where}: give run_days or rest_days, not both"
    last = max(past.duties, default=None)
    if last is not None and ((last == -1) != bool(past.run_days) or past.rest_days > -last - 1):
        yield f"{where}: run_days or rest_days contradict its duties"


def _demand(roster: Roster) -> Iterator[str]:
    for cell in roster.demand:
        if cell.shift not in roster.shift:
            yield f"demand names {cell.shift}, which is no shift"
        yield from (f"demand for {cell.shift} on {d}" for d in _outside(roster, [cell.day]))
        yield from _skills(roster, f"demand for {cell.shift}", cell.skills, cell.need)


def _missions(roster: Roster) -> Iterator[str]:
    for m in roster.missions:
        if m.owner not in roster.person:
            yield f"mission {m.id}: its owner {m.owner} is not among the people"
        if not m.earliest <= m.start <= m.latest:
            yield f"mission {m.id}: its start must lie between earliest and latest"
        if m.earliest < 0 or m.latest + m.days > roster.days:
            yield f"mission {m.id}: its window reaches beyond the roster's {roster.days} days"
        yield from _skills(roster, f"mission {m.id}", m.skills, m.need)


def _skills(roster: Roster, where: str, skills: Mapping[str, int], need: int) -> Iterator[str]:
    known = roster.once(_known_skills)
    for skill, n in skills.items():
        if skill not in known:
            yield f"{where}: nobody has the skill {skill}"
        if n > need:
            yield f"{where}: {n} with {skill} cannot be among {need}"


def _known_skills(roster: Roster) -> set[str]:
    return {s for p in roster.people for s in p.skills}


def _frozen(roster: Roster) -> Iterator[str]:
    for person, day in sorted(roster.frozen):
        if person not in roster.person:
            yield f"frozen: {person} is not among the people"
        yield from (f"frozen: {person} on {d}" for d in _outside(roster, [day]))


def _held(roster: Roster) -> Iterator[str]:
    for person, line in roster.duties.items():
        yield from (f"roster of {person}: {d}" for d in _outside(roster, line))
        for held in sorted(set(line.values()) - roster.shift.keys() - roster.mission.keys()):
            yield f"roster of {person}: {held} is neither a shift nor a mission"


def _members(roster: Roster) -> Iterator[str]:
    on: dict[str, dict[str, set[int]]] = {}
    for person, line in roster.duties.items():
        for day, held in line.items():
            if held in roster.mission:
                on.setdefault(held, {}).setdefault(person, set()).add(day)
    for m in roster.missions:
        for person, days in on.get(m.id, {}).items():
            if days != set(m.span()):
                yield f"{person} holds {m.id} on {_days(roster, days, m)}, not on its days"


def _days(roster: Roster, days: set[int], mission: Mission) -> str:
    missing = set(mission.span()) - days
    extra = days - set(mission.span())
    one = min(extra or missing)
    return f"{roster.day_at(one)} also" if extra else f"all but {roster.day_at(one)}"


def _outside(roster: Roster, days: Iterable[int]) -> Iterator[str]:
    for day in sorted(days):
        if not 0 <= day < roster.days:
            yield f"{roster.day_at(day)} is outside the roster's {roster.days} days"


def _twice_named(names: Iterable[str]) -> list[str]:
    """Names of which an equal one has come before, as spelled the second time."""
    seen: set[str] = set()
    found = []
    for name in names:
        key = name_key(name)
        if key in seen:
            found.append(name)
        seen.add(key)
    return found


def _twice(items: Iterable[T]) -> list[T]:
    return [i for i, n in Counter(items).items() if n > 1]
