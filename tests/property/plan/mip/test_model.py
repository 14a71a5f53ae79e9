"""The exact model allows just what the checker passes, line by line, in both ways to put runs."""

from __future__ import annotations

import itertools
import random
from functools import partial

import pytest
from tests.examples import seeds
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Roster, check, without_absent
from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.model import build
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.program import YES, Program
from offwatch.plan.mip.rules import Runs
from offwatch.plan.mip.variables import Variables
from offwatch.plan.roster.line_rules import must_follow
from offwatch.plan.scope import PIECE, Scope

DAYS = 7
OPTIONS: dict[str, tuple[object, ...]] = {
    "max_run": (1, 2, 3, 4),
    "min_run": (2, 3),
    "min_days_off": (2, 3),
    "rest_h": (11, 20, 36),
    "max_minutes": (960, 1440),
    "min_minutes": (480, 960, 1440),
    "max_weekends": (0,),
    "max_shifts": ({"late": 1}, {"early": 2}),
}


@pytest.mark.parametrize("runs", ["clauses", "flow"])
@pytest.mark.parametrize("seed", seeds(12, 32))
def test_a_line_fits_the_rows_if_and_only_if_it_passes_the_checker(seed: int, runs: Runs) -> None:
    """Every line of a week is tried, under rules, breaches of the base and absences at random."""
    rng = random.Random(seed)
    base, absent = _one(rng)
    now = without_absent(base, absent)
    first = rng.choice((0, 0, 1, 3))
    days = frozenset(range(first, rng.choice((5, DAYS, DAYS)))) | absent.get("a", frozenset())
    model = build(
        base,
        absent,
        Window(PIECE, days),
        goal="replan",
        allow_moves=True,
        now=now,
        follow=partial(must_follow, base, absent),
        runs=runs,
    )
    for line in itertools.product((None, "early", "late"), repeat=DAYS):
        duties = {"a": {d: held for d, held in enumerate(line) if held is not None}}
        if any(d in absent.get("a", ()) for d in duties["a"]) or not inside(model.variables, line):
            continue
        sound = check(base, base.with_duties(duties), absent) == ()
        fit = known(model.variables, line) and fits(
            model.program, model.variables.start(Assignment(duties, {}))
        )
        assert fit == sound, (seed, line)


def test_nobody_joins_a_mission_over_days_that_stay_as_they_are() -> None:
    """B is on another mission that reaches out of the window, so cannot be on two at once."""
    base = roster(
        {"a": ".AA......", "b": "....BBBB.", "c": "........."},
        missions=[mission("A", "a", 1, 2, latest=4), mission("B", "b", 4, 4)],
    )
    absent = {"a": frozenset({1})}
    model = build(
        base,
        absent,
        Window(Scope("days", 1), frozenset(range(6))),
        goal="replan",
        allow_moves=True,
        now=without_absent(base, absent),
        follow=partial(must_follow, base, absent),
        runs="clauses",
    )
    assert {s for p, m, s in model.variables.on if (p, m) == ("b", "A")} == {1, 2}


def _one(rng: random.Random) -> tuple[Roster, dict[str, frozenset[int]]]:
    """One person on a week that may already break some of the rules drawn."""
    rules = {name: rng.choice(v) for name, v in OPTIONS.items() if rng.random() < 0.4}
    line = "".join(rng.choice("..eel") for _ in range(DAYS))
    base = roster(
        {"a": line},
        rules=rules,
        need={"early": 1, "late": 1},
        off={"a": [rng.randrange(DAYS)]} if rng.random() < 0.3 else {},
        frozen=[("a", rng.randrange(DAYS))] if rng.random() < 0.3 else [],
    )
    first = rng.randrange(DAYS)
    absent = {"a": frozenset({first, min(DAYS - 1, first + 1)})} if rng.random() < 0.5 else {}
    return base, absent


def inside(variables: Variables, line: tuple[str | None, ...]) -> bool:
    """Whether a line differs from the one of now within the window alone."""
    now = variables.now.line("a")
    return all(d in variables.window.days or held == now[d] for d, held in enumerate(line))


def known(variables: Variables, line: tuple[str | None, ...], person: str = "a") -> bool:
    """Whether the model has a variable for what is held each day, or it stays as it is now."""
    return all(
        (variables.work[person, d] != YES if held is None else held in variables.held[person, d])
        if (person, d) in variables.held
        else held == variables.now.duties[person].get(d)
        for d, held in enumerate(line)
    )


def fits(program: Program, values: list[int]) -> bool:
    for row in program.rows:
        held = sum(c * values[v] for c, v in zip(row.coefs, row.vars, strict=True))
        if row.low is not None and held < row.low:
            return False
        if row.high is not None and held > row.high:
            return False
    return True
