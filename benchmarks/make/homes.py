"""Care homes drawn at random: people in three shifts, a December, demand, leave and wishes.

Sizes, skills, contracts and the demand of weekdays and quiet days differ. People's hours leave some
room over what is demanded; nothing else is known of whether a home can be filled.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from offwatch.plan import Roster, read_roster

FIRST, DAYS = date(2026, 12, 1), 31
SHIFTS = (("E", "Early", "06:00"), ("L", "Late", "14:00"), ("N", "Night", "22:00"))
MINUTES = 480


@dataclass(frozen=True)
class Home:
    seed: int
    roster: Roster
    wishes: int


def care_home(seed: int, people: int | None = None) -> Home:
    """Draw a home: its size, its mix of skills and contracts, demand by weekday, leave, wishes."""
    rng = random.Random(f"home {seed}")
    n = people if people is not None else rng.choice((24, 27, 30, 30, 33, 36))
    staff = [_person(rng, i, n) for i in range(n)]
    weekday, weekend = _demand(rng, staff)
    demand = []
    for d in range(DAYS):
        day = FIRST + timedelta(days=d)
        quiet = day.weekday() >= 5 or day in HOLIDAYS
        for (shift, _, _), need in zip(SHIFTS, weekend if quiet else weekday, strict=True):
            skills = {"nurse": 1} | ({"medication": 2} if shift != "N" else {})
            demand.append({"day": day.isoformat(), "shift": shift, "need": need, "skills": skills})
    form: dict[str, Any] = {
        "form": "offwatch-roster/1",
        "team": f"Home {seed}",
        "zone": "Europe/Berlin",
        "first_day": FIRST.isoformat(),
        "days": DAYS,
        "shifts": [
            {"id": s, "name": name, "start": start, "minutes": MINUTES} for s, name, start in SHIFTS
        ],
        "rules": {"rest_h": 11, "max_run": 6, "max_minutes": MINUTES * 22},
        "people": staff,
        "demand": demand,
        "roster": {},
    }
    wishes = _add_wishes(rng, staff)
    return Home(seed, read_roster(form), wishes)


HOLIDAYS = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 31)}


def _person(rng: random.Random, i: int, n: int) -> dict[str, Any]:
    skills = []
    if i < round(0.4 * n):
        skills = ["nurse", "medication"]
    elif i < round(0.6 * n):
        skills = ["medication"]
    part = rng.random()
    hours = 22 if part < 0.75 else 16 if part < 0.9 else 11
    rules: dict[str, Any] = {} if hours == 22 else {"max_minutes": MINUTES * hours}
    off: list[str] = []
    if rng.random() < 0.2:
        first = rng.randrange(DAYS - 7)
        off = [
            (FIRST + timedelta(days=first + k)).isoformat() for k in range(rng.choice((3, 5, 7)))
        ]
    return {"id": f"p{i:02d}", "name": f"P{i:02d}", "skills": skills, "rules": rules, "off": off}


def _demand(rng: random.Random, staff: list[dict[str, Any]]) -> tuple[list[int], list[int]]:
    """So many seats a weekday and a weekend day that people fill them with some room left."""
    room = sum(p["rules"].get("max_minutes", MINUTES * 22) // MINUTES for p in staff)
    room -= sum(len(p["off"]) // 3 for p in staff)
    seats = rng.uniform(0.8, 0.88) * room / DAYS
    night = max(2, round(0.22 * seats))
    early = round(0.43 * seats)
    late = max(2, int(seats) - night - early)
    return [early, late, night], [max(2, early - 1), max(2, late - 1), night]


def _add_wishes(rng: random.Random, staff: list[dict[str, Any]]) -> int:
    """A day or two off, and a duty wanted, for most of the people."""
    total = 0
    for person in staff:
        free = [
            d for d in range(DAYS) if (FIRST + timedelta(days=d)).isoformat() not in person["off"]
        ]
        days = rng.sample(free, rng.choice((0, 1, 2, 2, 3)) + 1)
        person["wishes"] = [_iso(d) for d in days[1:]]
        if rng.random() < 0.5:
            wanted = FIRST + timedelta(days=days[0])
            person["wants"] = {wanted.isoformat(): rng.choice(SHIFTS)[0]}
        total += len(days) - 1 + len(person.get("wants", {}))
    return total


def _iso(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()
