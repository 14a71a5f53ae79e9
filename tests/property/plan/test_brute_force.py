"""On rosters small enough to try everything, the proof agrees with trying everything."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.property.plan.overlaps import draw
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Absences, Mission, Roster, Solvers, check, replan, without_absent
from offwatch.plan.objective import Cover, Objective, covers, score, told_people
from offwatch.plan.solvers.messages import Engine

CASES = 12
Tiny = Callable[[random.Random], tuple[Roster, Absences]]


def test_proved_plans_are_the_best_of_all(solver: Solvers) -> None:
    """For tiny rosters of every kind of rule, no roster that the checker passes does better."""
    _prove(range(CASES), solver)


def test_proved_plans_are_the_best_where_duties_run_past_midnight(solver: Solvers) -> None:
    """The same with nights, long duties, half days away, days off, history and clock changes."""
    _prove(range(8), solver, _overlapping)


@pytest.mark.slow
def test_many_proved_plans_are_the_best_where_duties_run_past_midnight(solver: Solvers) -> None:
    """The same for many of them."""
    _prove(range(8, 1000), solver, _overlapping)


@pytest.mark.slow
def test_thousands_of_proved_plans_are_the_best_of_all(solver: Solvers) -> None:
    """The same for thousands of them."""
    _prove(range(CASES, 3000), solver)


@pytest.mark.parametrize("engine", ["highs", "cp-sat"])
def test_each_solver_alone_breaks_ties_the_same_way(engine: Engine, solver: Solvers) -> None:
    """What is proved everywhere is one plan, whichever solver found it, or chains."""
    same = 0
    with Solvers(engines=[engine]) as alone:
        for seed in range(8):
            base, absent = _tiny(random.Random(seed))
            one = replan(base, absent, deadline_s=10, solver=alone, seed=seed)
            other = replan(base, absent, deadline_s=10, solver=solver, seed=seed)
            if any(r.done and r.scope.kind == "global" for r in one.results):
                assert one.roster == other.roster, seed
                same += 1
    assert same > 2


def _prove(seeds: range, solver: Solvers, tiny: Tiny | None = None) -> None:
    proved = 0
    for seed in seeds:
        base, absent = (tiny or _tiny)(random.Random(seed))
        plan = replan(base, absent, deadline_s=10, solver=solver, seed=seed)
        best = _best_of_all(base, absent)
        assert plan.proven, seed
        assert plan.objective[:2] == best[:2], seed
        if "nothing can be better" not in plan.solver:
            assert plan.scope.kind == "global", seed
            assert plan.objective == best == plan.bound, seed
            proved += 1
    assert proved > len(seeds) / 12  # the cases are not all trivial


def _overlapping(rng: random.Random) -> tuple[Roster, Absences]:
    """Three people and four days; nights, duties of two days and missions that end at six."""
    base, absent = draw(rng, ["a", "b", "c"], 4, "..enL")
    if rng.random() < 0.4:
        days, crew = rng.choice((1, 2)), rng.sample(["a", "b", "c"], rng.choice((1, 2)))
        start = rng.randrange(0, 4 - days)
        window = rng.randrange(0, start + 1), rng.randrange(start, 5 - days)
        night = Mission("A", "A", "a", start, days, 1200, 360, len(crew), *window)
        duties = {p: dict(line) for p, line in base.duties.items()}
        for p in crew:
            duties[p] |= dict.fromkeys(night.span(), "A")
        base = replace(base, missions=(night,), duties=duties)
    return base, absent


def _tiny(rng: random.Random) -> tuple[Roster, Absences]:
    """Three people, four to five days, rules drawn at random, one absence."""
    people, days = ["a", "b", "c"], rng.choice((4, 5))
    lines = {p: "".join(rng.choice("..el") for _ in range(days)) for p in people}
    missions = []
    if rng.random() < 0.5:
        length, start = rng.choice((1, 2)), rng.randrange(0, days - 1)
        length = min(length, days - start)
        crew = rng.sample(people, rng.choice((1, 2)))
        for p in crew:
            lines[p] = lines[p][:start] + "A" * length + lines[p][start + length :]
        missions = [
            mission(
                "A",
                "a",
                start,
                length,
                need=len(crew),
                earliest=rng.randrange(0, start + 1),
                latest=rng.randrange(start, days - length + 1),
                skills={"s": 1} if rng.random() < 0.4 else {},
            )
        ]
    rules: dict[str, object] = {}
    for name, values in (
        ("max_run", (2, 3)),
        ("min_run", (2,)),
        ("min_days_off", (2,)),
        ("rest_h", (11, 20)),
        ("max_minutes", (960, 1440)),
        ("min_minutes", (480, 960)),
        ("max_weekends", (0,)),
        ("max_shifts", ({"late": 1}, {"early": 2})),
    ):
        if rng.random() < 0.3:
            rules[name] = rng.choice(values)
    away = rng.choice(people)
    held = [d for d, c in enumerate(lines[away]) if c != "."] or [0]
    first = rng.choice(held)
    base = roster(
        lines,
        rules=rules,
        missions=missions,
        skills={p: ["s"] for p in ("a", rng.choice("bc"))},
        off={rng.choice(people): [rng.randrange(days)]},
        frozen=[(rng.choice(people), rng.randrange(days))] if rng.random() < 0.3 else [],
        wishes={rng.choice(people): [rng.randrange(days)]},
        wants={rng.choice(people): {rng.randrange(days): rng.choice(("early", "late", None))}},
        credit={p: rng.choice((-1, 0, 0, 2)) for p in people},
        wanted={"early": {"s": 1}} if rng.random() < 0.3 and _covered(lines, "e") else None,
    )
    return base, {away: frozenset(d for d in (first, first + 1) if d < days)}


def _covered(lines: dict[str, str], shift: str) -> bool:
    return any(shift in line for line in lines.values())


def _best_of_all(base: Roster, absent: Absences) -> Objective:
    """Try each line of each person by itself, then every combination of the sound ones.

    Seats open and people told are first counted roughly (without skills, so never too high), and
    only what could be better is scored in full.
    """
    best = score(base, without_absent(base, absent), absent)
    demanded = {(c.day, c.shift) for c in base.demand}
    held = covers(base)
    for chosen in itertools.product(*(m.starts for m in base.missions)):
        moved = {m.id: s for m, s in zip(base.missions, chosen, strict=True)}
        choices = []
        for person in base.people:
            mine = []
            for line in _lines(base, person.id, moved, demanded):
                trial = base.with_duties({**base.duties, person.id: line}, moved)
                if not any(b.person == person.id for b in check(base, trial, absent)):
                    told = person.id in told_people(base, trial, absent)
                    mine.append((line, _packed(held, line, moved), told))
            choices.append(mine)
        seats: dict[int, int] = {}
        for lines in itertools.product(*choices):
            packed = sum(p for _, p, _ in lines)
            if packed not in seats:
                left = (c.need - (packed >> 3 * i & 7) for i, c in enumerate(held))
                seats[packed] = sum(max(0, n) for n in left)
            if (seats[packed], sum(t for _, _, t in lines)) > best[:2]:
                continue
            duties = {p.id: line for p, (line, _, _) in zip(base.people, lines, strict=True)}
            after = base.with_duties(duties, moved)
            cost = score(base, after, absent)
            if cost < best and not check(base, after, absent):
                best = cost
    return best


def _packed(held: tuple[Cover, ...], line: dict[int, str], starts: dict[str, int]) -> int:
    """Which seats a line fills, three bits a cover, so that lines add up."""
    found = 0
    for i, cover in enumerate(held):
        key = cover.key
        day, what = (starts[key], key) if isinstance(key, str) else key
        found += (line.get(day) == what) << 3 * i
    return found


def _lines(
    base: Roster, person: str, starts: dict[str, int], demanded: set[tuple[int, str]]
) -> list[dict[int, str]]:
    held = base.duties[person]
    options = [
        [None, *(s for s in base.shift if (d, s) in demanded or held.get(d) == s)]
        for d in range(base.days)
    ]
    found = []
    for m in (None, *base.missions):
        span = m.span(starts[m.id]) if m else range(0)
        assert m is None or span.stop <= base.days
        days = [[m.id] if m and d in span else options[d] for d in range(base.days)]
        found += [
            {d: s for d, s in enumerate(line) if s is not None} for line in itertools.product(*days)
        ]
    return found
