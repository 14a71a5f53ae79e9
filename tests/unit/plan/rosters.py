"""Small rosters for the planner's tests, built from the public form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from offwatch.plan import Roster, read_roster

FIRST = date(2026, 11, 16)  # a Monday


def day(index: int) -> str:
    return (FIRST + timedelta(days=index)).isoformat()


def form(
    lines: dict[str, str],
    *,
    rules: dict[str, Any] | None = None,
    own: dict[str, dict[str, Any]] | None = None,
    skills: dict[str, list[str]] | None = None,
    off: dict[str, list[int]] | None = None,
    need: dict[str, int] | None = None,
    missions: list[dict[str, Any]] | None = None,
    frozen: list[tuple[str, int]] | None = None,
    wanted: dict[str, dict[str, int]] | None = None,
    wishes: dict[str, list[int]] | None = None,
    credit: dict[str, int] | None = None,
    wants: dict[str, dict[int, str | None]] | None = None,
    zone: str = "UTC",
) -> dict[str, Any]:
    """A roster drawn as one string a person: ``e`` early, ``l`` late, ``n`` night, ``.`` off.

    A capital is a mission of that id. Demand is what is covered, unless ``need`` names a shift.
    """
    names = {"e": "early", "l": "late", "n": "night"}
    days = len(next(iter(lines.values())))
    roster = {
        p: {day(d): names.get(c, c) for d, c in enumerate(line) if c != "."}
        for p, line in lines.items()
    }
    demand = []
    for d in range(days):
        for c, shift in names.items():
            covered = sum(line[d] == c for line in lines.values())
            n = (need or {}).get(shift, covered)
            if n:
                demand.append(
                    {"day": day(d), "shift": shift, "need": n}
                    | ({"skills": wanted[shift]} if wanted and shift in wanted else {})
                )
    return {
        "form": "offwatch-roster/1",
        "team": "Crew",
        "zone": zone,
        "first_day": day(0),
        "days": days,
        "shifts": [
            {"id": "early", "name": "Early", "start": "06:00", "minutes": 480},
            {"id": "late", "name": "Late", "start": "14:00", "minutes": 480, "not_next": ["early"]},
            {"id": "night", "name": "Night", "start": "22:00", "minutes": 480},
        ],
        "rules": rules or {},
        "people": [
            {
                "id": p,
                "name": p.upper(),
                "skills": (skills or {}).get(p, []),
                "rules": (own or {}).get(p, {}),
                "off": [day(d) for d in (off or {}).get(p, [])],
                "wishes": [day(d) for d in (wishes or {}).get(p, [])],
                "wants": {day(d): s for d, s in (wants or {}).get(p, {}).items()},
                "credit": (credit or {}).get(p, 0),
            }
            for p in lines
        ],
        "demand": demand,
        "missions": missions or [],
        "frozen": [{"person": p, "day": day(d)} for p, d in frozen or []],
        "roster": roster,
    }


def mission(ident: str, owner: str, start: int, days: int, **more: Any) -> dict[str, Any]:
    """A mission in the form; its window given as day indexes ``earliest`` and ``latest``."""
    found = {
        "id": ident,
        "name": f"Mission {ident}",
        "owner": owner,
        "start": day(start),
        "days": days,
        "start_time": "08:00",
        "end_time": "18:00",
        "need": 1,
    } | more
    for key in ("earliest", "latest"):
        if key in found:
            found[key] = day(found[key])
    return found


def roster(lines: dict[str, str], **more: Any) -> Roster:
    return read_roster(form(lines, **more))


def redrawn(base: Roster, lines: dict[str, str], starts: dict[str, int] | None = None) -> Roster:
    """The same roster with some people's lines drawn anew."""
    names = {"e": "early", "l": "late", "n": "night"}
    duties = {p: dict(line) for p, line in base.duties.items()}
    for p, line in lines.items():
        duties[p] = {d: names.get(c, c) for d, c in enumerate(line) if c != "."}
    return base.with_duties(duties, starts)
