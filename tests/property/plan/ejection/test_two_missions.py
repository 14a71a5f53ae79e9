"""Chains and their proofs where two missions may have to move, held to trying everything."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence

import pytest
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Absences, Roster, check
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.objective import lost_seats, open_seats, told_people

FOREVER = math.inf
# The second block holds a case in which two missions must move, and one alone fills nothing.
SEEDS = (*range(24), *range(1119, 1126))
LONG = (1, 3, 11, 23)  # in which there is much to try


@pytest.mark.parametrize(
    "seeds",
    [sorted({*SEEDS} - {*LONG}), pytest.param(SEEDS, marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_no_plan_tells_fewer_than_the_chains_say(seeds: Sequence[int]) -> None:
    """What holds everywhere holds against every roster of three people with two missions."""
    proved = 0
    for seed in seeds:
        base, absent = _drawn(random.Random(seed))
        if not lost_seats(base, absent):
            continue
        found = ChainSearch(base, absent, Deadline(FOREVER), seed=0, allow_moves=True).run()
        if found is None or found[0].scope.kind != "global":
            continue
        least = _least_told(base, absent)
        if least is not None:
            assert found[0].bound.told <= least, (seed, found[0], least)
            proved += found[0].proven
            assert not found[0].proven or found[0].cost[:2] == (0, least), seed
    assert proved > len(seeds) / 4


def _drawn(rng: random.Random) -> tuple[Roster, Absences]:
    people, days = list("abc"), 5
    lines = {p: "".join(rng.choice("...el") for _ in range(days)) for p in people}
    missions, taken = [], {p: set[int]() for p in people}
    for name in "AB":
        length, start = rng.choice((1, 2)), rng.randrange(0, days - 1)
        length = min(length, days - start)
        span = set(range(start, start + length))
        crew = [p for p in rng.sample(people, rng.choice((1, 1, 2))) if not taken[p] & span]
        for p in crew:
            taken[p] |= span
            lines[p] = lines[p][:start] + name * length + lines[p][start + length :]
        if crew:
            last = days - length + 1
            window = {"earliest": rng.randrange(start + 1), "latest": rng.randrange(start, last)}
            missions.append(mission(name, "a", start, length, need=len(crew), **window))
    rules: dict[str, object] = {}
    for rule, values in (
        ("max_run", (2, 3)),
        ("rest_h", (11,)),
        ("max_minutes", (960, 1440)),
        ("max_shifts", ({"late": 1}, {"early": 2})),
    ):
        if rng.random() < 0.3:
            rules[rule] = rng.choice(values)
    away = rng.choice(people)
    first = rng.choice([d for d, c in enumerate(lines[away]) if c != "."] or [0])
    base = roster(
        lines,
        rules=rules,
        missions=missions,
        off={rng.choice(people): [rng.randrange(days)]},
        frozen=[(rng.choice(people), rng.randrange(days))] if rng.random() < 0.2 else [],
    )
    return base, {away: frozenset(d for d in (first, first + 1) if d < days)}


def _least_told(base: Roster, absent: Absences) -> int | None:
    """The fewest people told by any roster that leaves nothing open and keeps every rule.

    Shifts are first counted roughly (without skills), and only what could fill all is looked at.
    """
    cells = {(c.day, c.shift): 1 << 3 * i for i, c in enumerate(base.demand)}
    need = [c.need for c in base.demand]
    least: int | None = None
    for chosen in itertools.product(*(m.starts for m in base.missions)):
        starts = {m.id: s for m, s in zip(base.missions, chosen, strict=True)}
        choices = []
        for p in base.person:
            trials = (
                (line, base.with_duties({**base.duties, p: line}, starts))
                for line in _lines(base, starts)
            )
            choices.append(
                [
                    (n, sum(cells.get(held, 0) for held in n.items()))
                    for n, t in trials
                    if not any(b.person == p for b in check(base, t, absent))
                ]
            )
        fills: dict[int, bool] = {}
        for each in itertools.product(*choices):
            packed = sum(p for _, p in each)
            if packed not in fills:
                fills[packed] = all((packed >> 3 * i & 7) >= n for i, n in enumerate(need))
            if fills[packed]:
                lines = [line for line, _ in each]
                after = base.with_duties(dict(zip(base.person, lines, strict=True)), starts)
                told = len(told_people(base, after, absent))
                if (least is None or told < least) and not open_seats(base, after):
                    least = least if check(base, after, absent) else told
    return least


def _lines(base: Roster, starts: dict[str, int]) -> Iterator[dict[int, str]]:
    demanded = {(c.day, c.shift) for c in base.demand}
    free = [[None, *(s for s in ("early", "late") if (d, s) in demanded)] for d in range(base.days)]
    for n in range(len(base.missions) + 1):
        for some in itertools.combinations(base.missions, n):
            held = {d: m.id for m in some for d in m.span(starts[m.id])}
            if len(held) == sum(m.days for m in some):
                options = [[held[d]] if d in held else free[d] for d in range(base.days)]
                for line in itertools.product(*options):
                    yield {d: h for d, h in enumerate(line) if h is not None}
