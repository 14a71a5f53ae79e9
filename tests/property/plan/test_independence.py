"""The searches' rules, the models' rows and the checker agree, though they share no code."""

from __future__ import annotations

import itertools
import random
from functools import partial

import pytest
from tests.examples import seeds
from tests.property.plan.mip.test_model import fits, inside, known
from tests.property.plan.overlaps import draw

from offwatch.plan import check, standing, without_absent
from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.model import Model, build
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.rules import Runs
from offwatch.plan.objective import score, score_arranged
from offwatch.plan.roster.availability import Availability, whole_days
from offwatch.plan.roster.line_rules import breaks_rules, must_follow, new_faults
from offwatch.plan.scope import GLOBAL, Scope

DAYS = 5
HELD = (None, "early", "night", "long")


@pytest.mark.parametrize("seed", seeds(6, 16))
def test_the_searches_and_the_checker_judge_every_line_alike(seed: int) -> None:
    """Nights, long duties, half days away, days off, history, clock changes: line by line."""
    rng = random.Random(seed)
    base, absent = draw(rng, ["a"], DAYS, "..enL")
    free = Availability(base, absent)
    assert breaks_rules(base, base.people[0], base.line("a")) == bool(standing(base))
    for line in itertools.product(HELD, repeat=DAYS):
        duties = {"a": {d: held for d, held in enumerate(line) if held is not None}}
        breaches = check(base, base.with_duties(duties), absent)
        faults = new_faults(free, base.people[0], line)
        assert bool(faults) == bool(breaches), (seed, line, faults, breaches)


@pytest.mark.parametrize("runs", ["clauses", "flow"])
@pytest.mark.parametrize("seed", seeds(5, 10))
def test_a_line_fits_the_rows_if_and_only_if_it_passes_the_checker(seed: int, runs: Runs) -> None:
    """The same for the model, in both ways to put runs, with what it costs."""
    rng = random.Random(seed)
    base, absent = draw(rng, ["a"], DAYS, "..enL")
    now = without_absent(base, absent)
    first = rng.choice((0, 0, 1))
    away = whole_days(absent.get("a", frozenset()))
    days = frozenset(range(first, rng.choice((4, DAYS, DAYS)))) | away
    model = build(
        base,
        absent,
        Window(Scope("days", 1), days),
        goal="replan",
        allow_moves=True,
        now=now,
        follow=partial(must_follow, base, absent),
        runs=runs,
    )
    demanded = {(c.day, c.shift) for c in base.demand} | {*base.duties["a"].items()}
    for line in itertools.product(HELD, repeat=DAYS):
        duties = {"a": {d: held for d, held in enumerate(line) if held is not None}}
        if not inside(model.variables, line) or not {*duties["a"].items()} <= demanded:
            continue
        after = base.with_duties(duties)
        sound = check(base, after, absent) == ()
        held = known(model.variables, line)
        values = model.variables.start(Assignment(duties, {})) if held else []
        assert (held and fits(model.program, values)) == sound, (seed, line)
        if sound:
            cost = score(base, after, absent)
            parts = model.objective
            assert sum(c * values[v] for c, v in parts.second) == cost.told, (seed, line)
            assert sum(c * values[v] for c, v in parts.changed) == cost.changed, (seed, line)


@pytest.mark.parametrize("seed", seeds(5, 10))
def test_the_model_counts_what_is_to_be_avoided_as_the_objective_does(seed: int) -> None:
    """A night that lasts into a day to avoid is on duty on it."""
    rng = random.Random(seed)
    base, avoid = draw(rng, ["a", "b"], DAYS, "..enL")
    model = build(
        base,
        avoid,
        Window(GLOBAL, frozenset(range(DAYS))),
        goal="arrange",
        allow_moves=True,
        now=base,
        follow=partial(must_follow, base, {}),
        runs="clauses",
    )
    for _ in range(200):
        duties = {
            p: {d: h for d, by_id in _days(model, p) for h in [rng.choice([None, *by_id])] if h}
            for p in ("a", "b")
        }
        after = base.with_duties(duties)
        if all(known(model.variables, after.line(p), p) for p in ("a", "b")):
            values = model.variables.start(Assignment(duties, {}))
            hit = sum(c * values[v] for c, v in model.objective.second)
            assert hit == score_arranged(base, after, avoid).told, (seed, duties)


def _days(model: Model, person: str) -> list[tuple[int, list[str]]]:
    return [(d, model.variables.may_hold(person, d)) for d in range(DAYS)]
