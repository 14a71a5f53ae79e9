"""Made-up crews: day duties with skills, missions of several days with windows, rules on rest.

The same people, weeks and seed give the same roster. It keeps every rule it sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

import numpy as np

from benchmarks.plan.lines import Lines
from offwatch.plan import Absences, Demand, Mission, Person, Roster, Rules, Shift
from offwatch.plan.roster.line_rules import breaks_rules

MONDAY = date(2026, 1, 5)
SHARE = {"early": 0.10, "day": 0.14, "late": 0.10, "night": 0.06}  # of the people, on each day
ABLE = {"lead": 0.20, "medic": 0.15, "pilot": 0.15}
ON_MISSIONS = 0.13  # of all person-days
AWAY_DAYS = 3
RARE = "rare"
MOST_TRIED = 60  # missions looked at for one that can move

Lost = Literal["skill", "both"]


def make_crew(people: int, weeks: int, seed: int) -> Roster:
    """A crew with its duties, by handing each seat to whoever has worked least and may take it."""
    rng = np.random.default_rng(seed)
    days = 7 * weeks
    empty = Roster(
        team=f"crew of {people}",
        zone="UTC",
        first_day=MONDAY,
        days=days,
        shifts=tuple(
            Shift(name, name.title(), 480, start)
            for name, start in (("early", 360), ("day", 540), ("late", 840), ("night", 1320))
        ),
        people=tuple(_people(people, weeks, rng)),
        demand=tuple(_demand(people, days)),
        missions=tuple(_missions(people, days, rng)),
    )
    return _man(empty, rng)


def draw_absences(roster: Roster, away: int, rng: np.random.Generator) -> Absences:
    """Some people away for three days in a row, each with a duty among them."""
    found: dict[str, frozenset[int]] = {}
    for i in rng.permutation(len(roster.people)):
        person = roster.people[int(i)].id
        first = int(rng.integers(0, roster.days - AWAY_DAYS + 1))
        span = range(first, first + AWAY_DAYS)
        if any(d in roster.duties[person] for d in span):
            found[person] = frozenset(span)
        if len(found) == away:
            break
    return found


def force_move(roster: Roster, lost: Lost, rng: np.random.Generator) -> tuple[Roster, Absences]:
    """Take one member, or two, off a mission that nobody else can fill where it stands.

    Their skill is made theirs alone. There is another start to which the whole crew can come along;
    of the missions with one, that is taken for which they give up the fewest shifts.

    **Raises**: `LookupError` where the crew has no such mission.
    """
    n = 1 if lost == "skill" else 2
    found: list[tuple[int, int]] = []
    for i in (int(i) for i in rng.permutation(len(roster.missions))[:MOST_TRIED]):
        mission = roster.missions[i]
        crew = roster.members(mission.id)
        given = [_given_up(roster, mission, crew, s) for s in mission.starts[1:]]
        ways = [g for g in given if g is not None]
        if len(crew) >= max(n, mission.need) and ways:
            found.append((min(ways), i))
    if not found:
        message = "no mission of this crew can move with everybody; make a larger one"
        raise LookupError(message)
    mission = roster.missions[min(found, key=lambda one: one[0])[1]]
    gone = roster.members(mission.id)[:n]
    people = tuple(
        replace(p, skills=p.skills | {RARE}) if p.id in gone else p for p in roster.people
    )
    missions = tuple(
        replace(m, skills={**m.skills, RARE: n}) if m is mission else m for m in roster.missions
    )
    harder = replace(roster, people=people, missions=missions)
    return harder, dict.fromkeys(gone, frozenset(mission.span()))


def _given_up(roster: Roster, mission: Mission, crew: Sequence[str], start: int) -> int | None:
    """How many single shifts a crew gives up to come along to another start, if it can."""
    if set(mission.span()) & set(mission.span(start)):
        return None
    moved = roster.with_duties(roster.duties, {mission.id: start})
    given = 0
    for person in crew:
        held = {d: h for d, h in roster.duties[person].items() if h != mission.id}
        there = [held[d] for d in mission.span(start) if d in held]
        line = {**held, **dict.fromkeys(mission.span(start), mission.id)}
        days = tuple(line.get(d) for d in range(roster.days))
        broken = breaks_rules(moved, roster.person[person], days)
        if broken or any(h in roster.mission for h in there):
            return None
        given += len(there)
    return given


def _people(n: int, weeks: int, rng: np.random.Generator) -> Iterator[Person]:
    rules = Rules(
        max_run=6,
        max_weekends=max(1, 3 * weeks // 4),
        max_minutes=weeks * 44 * 60,
        rest_h=11.0,
    )
    for i in range(n):
        skills = frozenset(s for s, share in ABLE.items() if rng.random() < share or i < 3)
        yield Person(f"p{i:04d}", f"Person {i}", skills, rules)


def _demand(people: int, days: int) -> Iterator[Demand]:
    for d in range(days):
        for shift, share in SHARE.items():
            need = max(1, round(share * people))
            yield Demand(d, shift, need, {"medic" if shift == "night" else "lead": 1})


def _missions(people: int, days: int, rng: np.random.Generator) -> Iterator[Mission]:
    left, i = ON_MISSIONS * people * days, 0
    while left > 0:
        length, need = int(rng.integers(2, 6)), int(rng.integers(3, 7))
        start = int(rng.integers(0, days - length + 1))
        earliest = max(0, start - int(rng.integers(0, 8)))
        latest = min(days - length, start + int(rng.integers(0, 15)))
        skill = ("lead", "pilot")[int(rng.integers(0, 2))]
        name, owner = f"m{i:03d}", f"p{int(rng.integers(0, people)):04d}"
        span = (start, length, 480, 1080)
        yield Mission(name, f"Mission {i}", owner, *span, need, earliest, latest, 1, {skill: 1})
        left -= length * need
        i += 1


def _man(empty: Roster, rng: np.random.Generator) -> Roster:
    """Everybody's duties: missions first, then every day's shifts, the skilled seats first."""
    lines = Lines(empty)
    for m in sorted(empty.missions, key=lambda m: (m.start, m.id)):
        lines.fill(m.id, m.span(), m.need, m.skills, rng)
    for cell in empty.demand:
        lines.fill(cell.shift, range(cell.day, cell.day + 1), cell.need, cell.skills, rng)
    return empty.with_duties(lines.duties())
