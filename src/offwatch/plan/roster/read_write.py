"""The desk's roster form (JSON, ``offwatch-roster/1``): read, checked whole, and written back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from offwatch.errors import BadInput
from offwatch.plan.roster.consistency import find_clashes
from offwatch.plan.roster.roster import Demand, Mission, Person, Roster, Rules, Shift
from offwatch.plan.roster.schema import Form, day_faults, doubles, schema_faults, schema_text, told

FORM = "offwatch-roster/1"


def roster_schema() -> Form:
    """The JSON Schema (2020-12) of the roster form, as a fresh value."""
    schema: Form = json.loads(schema_text())
    return schema


def read_roster(data: object) -> Roster:
    """Read a roster from its form; every fault found is named in one refusal.

    **Raises**: `BadInput` ``plan.roster-form`` (against the schema, or a day that does not exist),
    ``plan.roster-clash`` (it contradicts itself).
    """
    faults = schema_faults(data)
    if faults:
        raise BadInput("plan.roster-form", told("The roster cannot be read", faults))
    assert isinstance(data, dict)
    faults = day_faults(data)
    if faults:
        raise BadInput("plan.roster-form", told("The roster cannot be read", faults))
    roster = parse_roster(data)
    faults = [*doubles(data), *find_clashes(roster)]
    if faults:
        raise BadInput("plan.roster-clash", told("The roster contradicts itself", faults))
    return roster


def read_absences(data: object, roster: Roster) -> dict[str, frozenset[int]]:
    """Read ``{person: [day, …]}`` (ISO days) into day indexes of ``roster``.

    **Raises**: `BadInput` ``plan.absent-form``: unknown people, days that do not exist or lie
    outside the horizon.
    """
    if not isinstance(data, Mapping):
        raise BadInput("plan.absent-form", "Absences are an object {person: [day, …]}.")
    faults: list[str] = []
    absent: dict[str, frozenset[int]] = {}
    for person, days in data.items():
        if person not in roster.person:
            faults.append(f"{person!s:.60}: nobody of that id in the roster")
            continue
        if isinstance(days, str) or not isinstance(days, list | tuple | set | frozenset):
            faults.append(f'{person}: a list of days is needed, e.g. ["2026-11-23"]')
            continue
        found: set[int] = set()
        for day in days:
            index = _absent_index(day, roster)
            if isinstance(index, str):
                faults.append(f"{person}: {index}")
            else:
                found.add(index)
        if found:
            absent[person] = frozenset(found)
    if faults:
        raise BadInput("plan.absent-form", told("The absences cannot be read", faults))
    return absent


def parse_roster(form: Mapping[str, Any]) -> Roster:
    """Build a roster from a form known to be sound (`read_roster` is for all others)."""
    first = date.fromisoformat(form["first_day"])

    def index(day: str) -> int:
        return (date.fromisoformat(day) - first).days

    team_rules = _rules(form.get("rules", {}), Rules())
    return Roster(
        team=form["team"],
        zone=form["zone"],
        first_day=first,
        days=int(form["days"]),
        shifts=tuple(
            Shift(
                s["id"],
                s["name"],
                int(s["minutes"]),
                _minute(s["start"]) if "start" in s else None,
                frozenset(s.get("not_next", ())),
            )
            for s in form["shifts"]
        ),
        people=tuple(
            Person(
                p["id"],
                p["name"],
                frozenset(p.get("skills", ())),
                _rules(p.get("rules", {}), team_rules),
                frozenset(map(index, p.get("off", ()))),
                frozenset(map(index, p.get("wishes", ()))),
                int(p.get("credit", 0)),
            )
            for p in form["people"]
        ),
        demand=tuple(
            Demand(
                index(c["day"]),
                c["shift"],
                int(c["need"]),
                dict(c.get("skills", {})),
                bool(c.get("guarded", False)),
            )
            for c in form["demand"]
        ),
        missions=tuple(
            Mission(
                m["id"],
                m["name"],
                m["owner"],
                index(m["start"]),
                int(m["days"]),
                _minute(m["start_time"]),
                _minute(m["end_time"]),
                int(m["need"]),
                index(m.get("earliest", m["start"])),
                index(m.get("latest", m["start"])),
                int(m.get("step_days", 1)),
                dict(m.get("skills", {})),
            )
            for m in form.get("missions", ())
        ),
        frozen=frozenset((f["person"], index(f["day"])) for f in form.get("frozen", ())),
        duties={
            p["id"]: {
                index(day): held for day, held in sorted(form["roster"].get(p["id"], {}).items())
            }
            for p in form["people"]
        },
        rules=team_rules,
    )


def dump_roster(roster: Roster) -> Form:
    """Write a roster as its form; `read_roster` of it gives the same roster back."""

    def day(index: int) -> str:
        return roster.day_at(index).isoformat()

    return {
        "form": FORM,
        "team": roster.team,
        "zone": roster.zone,
        "first_day": roster.first_day.isoformat(),
        "days": roster.days,
        "shifts": [
            {"id": s.id, "name": s.name, "minutes": s.minutes}
            | ({} if s.start_min is None else {"start": _time(s.start_min)})
            | ({"not_next": sorted(s.not_next)} if s.not_next else {})
            for s in roster.shifts
        ],
        "rules": _overrides(roster.rules, Rules()),
        "people": [
            {"id": p.id, "name": p.name}
            | ({"skills": sorted(p.skills)} if p.skills else {})
            | ({"rules": own} if (own := _overrides(p.rules, roster.rules)) else {})
            | ({"off": [day(d) for d in sorted(p.off)]} if p.off else {})
            | ({"wishes": [day(d) for d in sorted(p.wishes)]} if p.wishes else {})
            | ({"credit": p.credit} if p.credit else {})
            for p in roster.people
        ],
        "demand": [
            {"day": day(c.day), "shift": c.shift, "need": c.need}
            | ({"skills": dict(c.skills)} if c.skills else {})
            | ({"guarded": True} if c.guarded else {})
            for c in roster.demand
        ],
        "missions": [
            {
                "id": m.id,
                "name": m.name,
                "owner": m.owner,
                "start": day(m.start),
                "days": m.days,
                "start_time": _time(m.start_min),
                "end_time": _time(m.end_min),
                "earliest": day(m.earliest),
                "latest": day(m.latest),
                "step_days": m.step_days,
                "need": m.need,
            }
            | ({"skills": dict(m.skills)} if m.skills else {})
            for m in roster.missions
        ],
        "frozen": [{"person": p, "day": day(d)} for p, d in sorted(roster.frozen)],
        "roster": dump_duties(roster),
    }


def dump_duties(roster: Roster) -> dict[str, dict[str, str]]:
    """Who is on what, days ISO, in the order of the people and of the days."""
    return {
        p.id: {
            roster.day_at(d).isoformat(): held
            for d, held in sorted(roster.duties.get(p.id, {}).items())
        }
        for p in roster.people
    }


def _absent_index(day: object, roster: Roster) -> int | str:
    try:
        on = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        return f"{day!s:.30} is not a day; write e.g. {roster.first_day.isoformat()}"
    index = roster.index_of(on)
    if not 0 <= index < roster.days:
        return f"{on} is outside the roster's {roster.days} days"
    return index


def _rules(own: Mapping[str, Any], default: Rules) -> Rules:
    values = {f.name: own.get(f.name, getattr(default, f.name)) for f in fields(Rules)}
    values["max_shifts"] = {**default.max_shifts, **own.get("max_shifts", {})}
    return Rules(**values)


def _overrides(own: Rules, default: Rules) -> Form:
    found: Form = {}
    for f in fields(Rules):
        value = getattr(own, f.name)
        if f.name == "max_shifts":
            value = {s: n for s, n in value.items() if default.max_shifts.get(s) != n}
            if value:
                found[f.name] = value
        elif value is not None and value != getattr(default, f.name):
            found[f.name] = value
    return found


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
