"""A stored plan put on a roster: the one it was made for, or a later one it still fits.

Values in, values out. A plan is stored as what it changes: who has what on which day, and where
missions start. It fits a later roster if nobody changed in between what it changes, nor the seats
it takes from or gives to, and if it breaks no rule there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from offwatch.desk.rosters.duties import changed_duties
from offwatch.plan import Absences, Roster, check

Form = dict[str, Any]
Seat = tuple[int | None, str]


def planned_form(form: Form, plan: Mapping[str, Any]) -> Form:
    """The form with the plan's changes; it must be the form the plan was made for, or fit it."""
    lines = {person: dict(line) for person, line in form["roster"].items()}
    for change in plan["changes"]:
        line = lines.setdefault(change["person"], {})
        if change["now"] is None:
            line.pop(change["day"], None)
        else:
            line[change["day"]] = change["now"]
    new = {**form, "roster": {person: dict(sorted(line.items())) for person, line in lines.items()}}
    if "missions" not in form:
        return new
    starts = {move["mission"]: move["to"] for move in plan.get("moves", ())}
    missions = [{**m, "start": starts.get(m["id"], m["start"])} for m in form["missions"]]
    return {**new, "missions": missions}


def fits(plan: Mapping[str, Any], base: Roster, current: Roster, absent: Absences) -> bool:
    """Whether a plan made for ``base`` can be put on ``current`` as it stands.

    Parameters
    ----------
    plan : mapping
        A plan as stored, with its ``changes`` and ``moves``.
    base : Roster
        The roster it was made for.
    current : Roster
        The roster in force now.
    absent : mapping of person to days, indexes of ``current``
        The days that the plan had to keep free.
    """
    starts = {mission.id: mission.start for mission in base.missions}
    if current.with_duties(base.duties, starts) != replace(base, duties=_sorted(base)):
        return False  # people, demand, rules or the horizon are others
    cells = {(c["person"], current.index_of(_day(c["day"]))) for c in plan["changes"]}
    changed = {
        (p.id, day)
        for p in base.people
        for day in base.duties.get(p.id, {}).keys() | current.duties.get(p.id, {}).keys()
        if base.duties.get(p.id, {}).get(day) != current.duties.get(p.id, {}).get(day)
    }
    after = after_plan(plan, current)
    seats = _seats(cells, base, after)
    if cells & changed or seats & _seats(changed, base, current):
        return False
    moved = {move["mission"] for move in plan.get("moves", ())}
    if any(base.mission[m].start != current.mission[m].start for m in moved):
        return False
    return not check(current, after, absent)


def after_plan(plan: Mapping[str, Any], roster: Roster) -> Roster:
    """The roster with the plan's changes."""
    duties = {person: dict(line) for person, line in roster.duties.items()}
    for change in plan["changes"]:
        day = roster.index_of(_day(change["day"]))
        line = duties.setdefault(change["person"], {})
        if change["now"] is None:
            line.pop(day, None)
        else:
            line[day] = change["now"]
    starts = {move["mission"]: roster.index_of(_day(move["to"])) for move in plan.get("moves", ())}
    return roster.with_duties(duties, starts)


def takes(before: Roster, after: Roster) -> set[tuple[str, str]]:
    """The duties that people no longer have at the same time: person and duty."""
    was, now = changed_duties(before, after)
    held = {(h.person, h.duty_id, h.starts_at) for line in now.values() for h in line}
    return {
        (h.person, h.duty_id)
        for line in was.values()
        for h in line
        if (h.person, h.duty_id, h.starts_at) not in held
    }


def _seats(cells: Iterable[tuple[str, int]], *rosters: Roster) -> set[Seat]:
    """The seats these people have on these days: a day of a shift, or a whole mission."""
    held = {
        (day, what)
        for person, day in cells
        for roster in rosters
        if (what := roster.duties.get(person, {}).get(day)) is not None
    }
    return {(None if what in rosters[0].mission else day, what) for day, what in held}


def _sorted(roster: Roster) -> dict[str, dict[int, str]]:
    return {p.id: dict(sorted(roster.duties.get(p.id, {}).items())) for p in roster.people}


def _day(text: str) -> date:
    return date.fromisoformat(text)
