"""A team of any size with its roster: early, late and night in turn, and missions of three."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

PATTERN = ("early", "early", "late", "late", "night", "night", None, None, None, None)
SHIFTS = (("early", "06:00"), ("late", "14:00"), ("night", "22:00"))
SKILLS = ("nurse", "carer", "medication")
CREW = 3
SLACK = 2  # on each shift as many are on duty as are needed, and two more


def roster_form(people: int, weeks: int, missions: int, first: date) -> dict[str, Any]:
    """A roster that keeps its rules and fills every seat.

    Parameters
    ----------
    people, weeks, missions : int
        How many there are; each mission takes two free days of three people.
    first : date
        Its first day.
    """
    days = 7 * weeks
    names = [f"p{n:04}" for n in range(people)]
    lines: dict[str, dict[str, str]] = {}
    count: dict[tuple[int, str], int] = {}
    for n, key in enumerate(names):
        line = {}
        for day in range(days):
            what = PATTERN[(day + 3 * n) % len(PATTERN)]
            if what is not None:
                line[_on(first, day)] = what
                count[day, what] = count.get((day, what), 0) + 1
        lines[key] = line
    return {
        "form": "offwatch-roster/1",
        "team": f"Clinic of {people}",
        "zone": "Europe/Berlin",
        "first_day": _on(first, 0),
        "days": days,
        "shifts": [
            {"id": key, "name": key.capitalize(), "start": start, "minutes": 480}
            for key, start in SHIFTS
        ],
        "rules": {"rest_h": 11, "max_run": 6},
        "people": [
            {"id": key, "name": f"Person {n:04} of the clinic", "skills": [SKILLS[n % 3]]}
            for n, key in enumerate(names)
        ],
        "demand": [
            {"day": _on(first, day), "shift": key, "need": max(1, count[day, key] - SLACK)}
            for day in range(days)
            for key, _ in SHIFTS
            if count.get((day, key))
        ],
        "missions": _missions(names, lines, missions, days, first),
        "roster": {key: dict(sorted(line.items())) for key, line in lines.items()},
    }


def team_form(people: int) -> dict[str, Any]:
    """Everybody has an account; the first plans."""
    return {
        "name": f"Clinic of {people}",
        "people": {
            f"p{n:04}": {"roles": ["member", "planner"] if n == 0 else ["member"]}
            for n in range(people)
        },
    }


def _missions(
    names: list[str], lines: dict[str, dict[str, str]], missions: int, days: int, first: date
) -> list[dict[str, Any]]:
    found = []
    for number in range(missions):
        start = (number * days) // max(1, missions)
        both = [_on(first, start), _on(first, start + 1)]
        # the second and third of four days off, so that nobody comes off a night
        free = [
            key
            for n, key in enumerate(names)
            if (start + 3 * n) % len(PATTERN) == len(PATTERN) - 3
            and not any(day in lines[key] for day in both)
        ]
        crew = free[:CREW]
        if len(crew) < CREW or start + 1 >= days:
            continue
        for key in crew:
            lines[key] |= dict.fromkeys(both, f"mission-{number}")
        found.append(
            {
                "id": f"mission-{number}",
                "name": f"Mission {number}",
                "owner": names[0],
                "start": both[0],
                "days": 2,
                "start_time": "08:00",
                "end_time": "18:00",
                "need": CREW,
            }
        )
    return found


def _on(first: date, day: int) -> str:
    return (first + timedelta(days=day)).isoformat()
