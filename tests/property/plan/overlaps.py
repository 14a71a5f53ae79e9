"""Rosters drawn at random in which duties run past midnight and past whole days."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from tests.unit.plan.rosters import roster

from offwatch.plan import Absences, Roster
from offwatch.plan.roster.roster import DAY_MIN, History, MinuteSpan, Shift

NAMES = {"e": "early", "n": "night", "L": "long"}
LONG = Shift("long", "Long", 2880, 600)  # 10:00 to 10:00 two days later
FIRST_DAYS = (date(2026, 11, 16), date(2026, 3, 26), date(2026, 10, 22))  # the clock changes
RULES: dict[str, tuple[Any, ...]] = {
    "max_run": (1, 2, 3),
    "min_run": (2, 3),
    "min_days_off": (2, 3),
    "rest_h": (8, 11, 16, 36),
    "max_minutes": (960, 1440, 3360),
    "min_minutes": (480, 960, 1440),
    "max_weekends": (0, 1),
    "max_shifts": ({"night": 1}, {"early": 2}),
    "off_counts": ("start",),
    "weekend_counts": ("overlap", "overlap"),
    "weekly_rest_h": (35, 48, 72),
    "max_average_h": (8, 16, 24),
    "average_weeks": (1, 2, 3),
    "notice_days": (1, 2),
}


def draw(rng: random.Random, people: list[str], days: int, letters: str) -> tuple[Roster, Absences]:
    """A roster with nights, long duties, days off, history and a zone, and who is away when."""
    rules = {name: rng.choice(values) for name, values in RULES.items() if rng.random() < 0.35}
    lines = {p: "".join(rng.choice(letters) for _ in range(days)) for p in people}
    plain = {p: line.replace("L", "e") for p, line in lines.items()}
    off = {p: [rng.randrange(days)] for p in people if rng.random() < 0.4}
    frozen = [(rng.choice(people), rng.randrange(days))] if rng.random() < 0.2 else []
    base = roster(
        plain, rules=rules, off=off, frozen=frozen, zone=rng.choice(("UTC", "Europe/Zurich"))
    )
    duties = {p: {d: NAMES[c] for d, c in enumerate(line) if c != "."} for p, line in lines.items()}
    shifts = (*base.shifts, LONG)
    everybody = tuple(replace(p, history=_history(rng)) for p in base.people)
    first = rng.choice(FIRST_DAYS)
    cells = {(d, held) for line in duties.values() for d, held in line.items()}
    demand = [c for c in base.demand if (c.day, c.shift) in cells]
    demand += (
        [replace(base.demand[0], day=d, shift=h) for d, h in sorted(cells) if h == "long"]
        if base.demand
        else []
    )
    base = replace(
        base,
        shifts=shifts,
        people=everybody,
        first_day=first,
        demand=tuple(demand),
        as_of=rng.choice((None, -1, 0, 1)),
    ).with_duties(duties)
    return base, _absent(rng, people, days)


def _history(rng: random.Random) -> History:
    if rng.random() < 0.5:
        return History()
    last, run = rng.choice(["early", "night", "long", None]), rng.randrange(1, 4)
    weeks = rng.choice(((), (960,), (1920, 480)))
    if last is None:
        return History(rest_days=run, minutes=rng.choice((0, 480)), weeks=weeks)
    before = {-1: last, **{d: "early" for d in range(-6, -1) if rng.random() < 0.6}}
    return History(before, run_days=run, minutes=rng.choice((0, 480)), weeks=weeks)


def _absent(rng: random.Random, people: list[str], days: int) -> Absences:
    away, first = rng.choice(people), rng.randrange(days)
    if rng.random() < 0.4:
        return {away: frozenset({first, min(days - 1, first + 1)})}
    start = first * DAY_MIN + rng.choice((0, 360, 720, 1320))
    span = MinuteSpan(start, start + rng.choice((60, 480, 1440)))
    return {away: frozenset({span})}
