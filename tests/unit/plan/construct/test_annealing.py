"""Exchanges between people better a roster and break nothing."""

from __future__ import annotations

import random
import time
from dataclasses import fields, replace

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import Roster, check
from offwatch.plan.construct.annealing import Annealing
from offwatch.plan.construct.fair_shares import FairShare
from offwatch.plan.construct.filling import fill
from offwatch.plan.construct.line_cost import LineCost, Weights
from offwatch.plan.construct.seats import Seats
from offwatch.plan.objective import open_seats, score_made
from offwatch.plan.patterns import count_patterns
from offwatch.plan.roster.roster import History

NOTHING = Weights(**{f.name: 0 for f in fields(Weights)})
COUNTED = {
    "lone_night": "lone_nights",
    "single_day": "single_days",
    "single_day_off": "single_days_off",
    "split_weekend": "split_weekends",
    "backward": "backward",
    "change": "changes",
}


def _home(rng: random.Random) -> Roster:
    """Eight people, two weeks, some of them nurses, with wishes, leave and a duty given."""
    people = [f"p{i}" for i in range(8)]
    lines = dict.fromkeys(people, "." * 14)
    lines["p0"] = "nn" + "." * 12
    return roster(
        lines,
        need={"early": 2, "late": 1, "night": 1},
        rules={"rest_h": 11, "max_run": 5, "max_minutes": 480 * 9},
        skills={p: ["nurse"] for p in people[:4]},
        wanted={"early": {"nurse": 1}},
        off={"p1": [3, 4, 5]},
        wishes={p: [rng.randrange(14)] for p in people[2:]},
        wants={"p5": {6: "late"}, "p6": {7: None}},
        frozen=[("p7", 9)],
    )


@pytest.mark.parametrize("seed", range(3))
def test_it_breaks_no_rule_and_opens_no_seat(seed: int) -> None:
    """The given duties stay, frozen days too, and nothing that comes first is worse."""
    base = _home(random.Random(seed))
    first = fill(base, {"p2": frozenset({1})}, time.monotonic() + 60)
    search = Annealing(base, {"p2": frozenset({1})}, first, seed=seed)
    after = search.run(time.monotonic() + 60, steps=60)
    assert check(base, after, {}) == ()
    assert after.duties["p0"].items() >= {0: "night", 1: "night"}.items()
    assert 9 not in after.duties["p7"]
    avoid = {"p2": frozenset({1})}
    assert score_made(base, after, avoid) <= score_made(base, first, avoid)
    assert search.best_cost < search.first_cost
    assert count_patterns(after).night_spread < count_patterns(first).night_spread


@pytest.mark.parametrize(("weight", "counted"), COUNTED.items())
def test_bits_count_what_a_reader_counts(weight: str, counted: str) -> None:
    """Each pattern by itself, on lines drawn at random, with and without history."""
    rng = random.Random(weight)
    seen = 0
    for _ in range(60):
        line = "".join(rng.choice("..eeln") for _ in range(15))
        base = roster({"a": line})
        if rng.random() < 0.5:
            past = rng.choice((History({-1: "late"}, run_days=1), History(rest_days=2)))
            base = replace(base, people=(replace(base.people[0], history=past),))
        person = base.people[0]
        empty = base.with_duties({})
        weights = replace(NOTHING, **{weight: 1})
        cost = LineCost(empty, person, {}, FairShare(0.0, 0.0, 0.0), 99, weights)
        found = cost.cost(*cost.read(base.line("a")))
        assert found is None or found == getattr(count_patterns(base), counted), line
        seen += bool(found)
    assert seen > 10 or weight == "backward"


def test_seats_open_are_counted_as_they_pass() -> None:
    """After every exchange the count is that of the whole roster."""
    rng = random.Random(5)
    base = _home(rng)
    first = fill(base, {}, time.monotonic() + 60)
    search = Annealing(base, {}, first, seed=1)
    for _ in range(400):
        search._step(2000.0)
        search.best = list(search.shifts)
        after = search._roster()
        whole = sum(n for _, _, n in open_seats(base, after, whole=True))
        assert search.seats.open == whole
    assert isinstance(search.seats, Seats)


def test_what_is_wanted_to_end_ends() -> None:
    """It is asked before anything is tried."""
    base = _home(random.Random(1))
    first = fill(base, {}, time.monotonic() + 60)
    search = Annealing(base, {}, first, seed=1)
    assert search.run(time.monotonic() + 60, stop=lambda: True) == first


def test_the_same_seed_gives_the_same_roster() -> None:
    """Where time does not cut it short."""
    base = _home(random.Random(2))
    first = fill(base, {}, time.monotonic() + 60)
    one, other = (
        Annealing(base, {}, first, seed=3).run(time.monotonic() + 600, steps=10) for _ in range(2)
    )
    assert one == other
