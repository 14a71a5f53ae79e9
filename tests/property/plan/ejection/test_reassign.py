"""Reassignment among a few people: found where it can be, and refuted only where it cannot."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator

import numpy as np
import pytest
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Absences, Roster, check
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.best_plan import BestPlan
from offwatch.plan.ejection.chain import EjectionChain
from offwatch.plan.ejection.instance import Instance
from offwatch.plan.ejection.reassign import Reassignment
from offwatch.plan.ejection.roots import find_roots
from offwatch.plan.ejection.takeover_memo import TakeoverMemo
from offwatch.plan.objective import Key, covers, open_seats
from offwatch.plan.roster.availability import without_absent

DAYS, IDLE = 7, 3  # of a week from Monday nobody is on duty on the first three days
FOREVER = Deadline(math.inf)


@pytest.mark.parametrize(
    "seeds", [range(5), pytest.param(range(5, 200), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_it_agrees_with_trying_everything(seeds: range) -> None:
    """Among any of the people, a plan is found exactly where there is one, and it is sound."""
    both = {True: 0, False: 0}
    for seed in seeds:
        base, absent, chain = _case(seed)
        for told in _groups(base):
            able = _fillable(base, absent, told)
            found = Reassignment(chain.bound, told, {}, FOREVER).find()
            assert (found is not None) == able, (seed, told)
            if found is not None:
                lines = {**chain.instance.lines, **chain.state.lines, **found}
                duties = {p: {d: h for d, h in enumerate(n) if h} for p, n in lines.items()}
                after = base.with_duties(duties)
                assert not check(base, after, absent), (seed, told)
                assert not open_seats(base, after), (seed, told)
            both[able] += 1
    assert min(both.values()) > len(seeds) // 2, both


@pytest.mark.parametrize(
    "seeds", [range(5), pytest.param(range(5, 200), marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_nobody_who_is_enough_is_called_too_few(seeds: range) -> None:
    """Whoever can fill what is open is never ruled out, and is among those who must be told."""
    ruled_out = 0
    for seed in seeds:
        base, absent, chain = _case(seed)
        for all_told in _groups(base):
            able = _fillable(base, absent, all_told)
            for told in _subsets(all_told):
                more = all_told - told
                lacks = chain.bound.lacks(told, len(more))
                if able:
                    assert lacks is not None, (seed, told, all_told)
                    new = chain.instance.bits_of(more)
                    assert all(lack & new for lack in lacks), (seed, told, all_told)
                elif lacks is None:
                    ruled_out += 1
    assert ruled_out > len(seeds) // 2


def _case(seed: int) -> tuple[Roster, Absences, EjectionChain]:
    """Three people whose rules only forbid too much, one of them away."""
    while True:
        rng = random.Random(seed)
        base, absent = _drawn(rng)
        instance = Instance(base, absent)
        root = find_roots(instance, FOREVER, allow_moves=False)[0]
        memo, best = TakeoverMemo(instance, FOREVER), BestPlan(instance, 0)
        chain = EjectionChain(instance, memo, best, FOREVER, root)
        if chain.state.open and all(map(instance.is_monotone, base.person)):
            return base, absent, chain
        seed += 1_000_003


def _drawn(rng: random.Random) -> tuple[Roster, Absences]:
    people = "abc"
    idle, busy = "." * IDLE, range(DAYS - IDLE)
    lines = {p: idle + "".join(rng.choice("..eln") for _ in busy) for p in people}
    missions = []
    if rng.random() < 0.5:
        start = rng.randrange(IDLE, DAYS - 1)
        crew = rng.sample(people, rng.choice((1, 2)))
        for p in crew:
            lines[p] = lines[p][:start] + "AA" + lines[p][start + 2 :]
        missions = [mission("A", "a", start, 2, need=rng.choice((1, len(crew))))]
    rules: dict[str, object] = {}
    for name, values in (
        ("max_run", (2, 3)),
        ("rest_h", (11,)),
        ("max_minutes", (960, 1440)),
        ("max_weekends", (0, 1)),
        ("max_shifts", ({"late": 1}, {"early": 1})),
    ):
        if rng.random() < 0.4:
            rules[name] = rng.choice(values)
    base = roster(
        lines,
        rules=rules,
        missions=missions,
        skills={p: ["s"] for p in rng.sample(people, 2)},
        off={rng.choice(people): [rng.randrange(DAYS)]},
        frozen=[(rng.choice(people), rng.randrange(DAYS))] if rng.random() < 0.3 else [],
        wanted={"early": {"s": 1}} if any("e" in n for n in lines.values()) else None,
    )
    first = rng.randrange(IDLE, DAYS)
    return base, {rng.choice(people): frozenset({first, min(first + 1, DAYS - 1)})}


def _groups(base: Roster) -> Iterator[frozenset[str]]:
    for n in (1, 2, 3):
        yield from map(frozenset, itertools.combinations(base.person, n))


def _subsets(people: frozenset[str]) -> Iterator[frozenset[str]]:
    for n in range(len(people) + 1):
        yield from map(frozenset, itertools.combinations(sorted(people), n))


def _fillable(base: Roster, absent: Absences, told: frozenset[str]) -> bool:
    """Whether some lines of these people, all others' left alone, leave no seat open."""
    left = without_absent(base, absent)
    held_on = [
        sorted({h for p in base.person if (h := base.duties[p].get(d)) is not None})
        for d in range(base.days)
    ]
    asked = [(c.key, None, c.need) for c in covers(base)]
    asked += [(c.key, s, n) for c in covers(base) for s, n in c.skills]
    found = np.array([[0 for _ in asked]])
    for p in base.person:
        mine = []
        for line in itertools.product(*([None, *held] for held in held_on)):
            duties = {d: h for d, h in enumerate(line) if h is not None}
            if p not in told and duties != left.duties[p]:
                continue
            trial = left.with_duties({**left.duties, p: duties})
            if not any(b.person == p for b in check(base, trial, absent)):
                mine.append([_counts(base, p, duties, key, skill) for key, skill, _ in asked])
        sums = found[:, None, :] + np.array(mine)[None, :, :]
        found = np.unique(sums.reshape(-1, len(asked)), axis=0)
    return bool((found >= np.array([n for _, _, n in asked])).all(axis=1).any())


def _counts(base: Roster, person: str, duties: dict[int, str], key: Key, skill: str | None) -> int:
    day, held = (base.mission[key].start, key) if isinstance(key, str) else key
    able = skill is None or skill in base.person[person].skills
    return int(able and duties.get(day) == held)
