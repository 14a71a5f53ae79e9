"""What the chain search says of a plan: where its proof holds, its bounds, what is left open."""

from __future__ import annotations

import math
import time
from datetime import date
from typing import Any

import pytest
from tests.unit.plan.rosters import FIRST, mission, roster

from offwatch.plan import Absences, Objective, Roster, check
from offwatch.plan.deadline import Deadline, OutOfTime
from offwatch.plan.ejection.search import MOST_TOLD, ChainSearch
from offwatch.plan.objective import score
from offwatch.plan.scope import CHAINS, GLOBAL, Scope, ScopeResult
from offwatch.plan.tie_break import tie_weight

NO_LATE = {"max_shifts": {"late": 0}}
AWAY = {"a": frozenset({0})}
AWAY_FOUR_DAYS = {"a": frozenset(range(4))}


class LooksLeft(Deadline):
    """A deadline that passes when it has been looked at so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__(math.inf)
        self.looks = looks

    def check(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            raise OutOfTime


def search_of(
    base: Roster,
    absent: Absences = AWAY,
    *,
    deadline: Deadline | None = None,
    seed: int = 0,
    allow_moves: bool = True,
) -> ChainSearch:
    deadline = deadline or Deadline(math.inf)
    return ChainSearch(base, absent, deadline, seed=seed, allow_moves=allow_moves)


def two_in_a_chain() -> Roster:
    """The seat goes to b, and the duty of b to c: nobody alone can fill it."""
    return roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": NO_LATE})


def beside_a_mission(crew: str, **more: object) -> Roster:
    """A chain of two, and a mission of some people that could move to other days."""
    lines = {"a": "l......", "c": "e......", "d": "......."}
    own: dict[str, dict[str, object]] = {"d": NO_LATE}
    for p in crew:
        lines[p], own[p] = ".A.....", {"rest_h": 20}
    more = {"latest": 5, **more}
    missions = [mission("A", crew[0], 1, 1, need=len(crew), **more)]
    return roster(lines, missions=missions, own=own)


def crew_that_lost_its_lead(**more: object) -> Roster:
    """A mission of two whose lead can be there on other days alone, and nobody else can lead."""
    return roster(
        {"a": ".AA...........", "b": ".AA...........", "c": ".............."},
        missions=[mission("A", "a", 1, 2, earliest=0, latest=8, need=2, skills={"lead": 1})],
        skills={"a": ["lead"]},
        **more,  # type: ignore[arg-type]
    )


def too_much_to_give_up(line: str) -> Roster:
    """Four days of a mission are free for b, for whom c would take five shifts over, or for d."""
    free = "." * 10
    return roster(
        {"a": "AAAA......", "b": ".....eeeee", "c": free, "d": line, "f": free},
        missions=[mission("A", "a", 0, 4, skills={"lead": 1})],
        skills={p: ["lead"] for p in "abd"},
        own={
            "b": {"max_minutes": 5 * 480, **NO_LATE},
            "c": NO_LATE,
            "f": {"max_shifts": {"early": 0}},
        },
    )


def test_what_is_found_in_time_is_the_best_with_all_bounds_met() -> None:
    began = time.monotonic()
    found = search_of(two_in_a_chain()).run()
    assert found is not None
    result, after = found
    cost = Objective(0, 2, 0, 2, 0, 0)
    assert cost == score(two_in_a_chain(), after, AWAY)
    assert result == ScopeResult(GLOBAL, cost, cost, True, True, CHAINS, result.seconds)
    assert 0 < result.seconds <= time.monotonic() - began


def test_the_first_plan_is_told_at_once_and_claims_no_more_than_is_known_then() -> None:
    """Fewer cannot be told, but a plan that changes less may still come."""
    told: list[tuple[ScopeResult, Roster]] = []
    base = beside_a_mission("b")
    found = search_of(base).run(lambda result, plan: told.append((result, plan)))
    assert found is not None
    [(first, plan)] = told
    assert first.cost == score(base, plan, AWAY) == Objective(0, 2, 0, 3, 0, 0)
    assert first.bound == Objective(0, 2, 0, 0, 0, 0)
    assert (first.scope, first.proven, first.done) == (Scope("links", 1), True, False)
    assert first.seconds <= found[0].seconds
    assert found[0].cost == Objective(0, 2, 0, 2, 0, 0)


def test_who_is_not_asked_about_the_first_plan_in_a_later_run_is_not_told() -> None:
    """A search may be run again by somebody else."""
    told: list[ScopeResult] = []
    search = search_of(two_in_a_chain(), deadline=LooksLeft(0))
    assert search.run(lambda result, _: told.append(result)) is None
    search.deadline.looks = 10_000  # type: ignore[attr-defined]
    assert search.run() is not None
    assert told == []


def test_stopped_after_the_first_plan_it_keeps_it_and_proves_no_more() -> None:
    search = search_of(two_in_a_chain())
    found = search.run(lambda *_: search.deadline.stop())
    assert found is not None
    assert (found[0].proven, found[0].done) == (True, True)  # there was nothing left to look at
    base = beside_a_mission("b")
    search = search_of(base)
    found = search.run(lambda *_: search.deadline.stop())
    assert found is not None
    assert (found[0].proven, found[0].done) == (True, False)
    assert found[0].bound == Objective(0, 2, 0, 0, 0, 0)
    assert found[0].cost == score(base, found[1], AWAY)


def test_whenever_it_is_stopped_the_bound_holds() -> None:
    """First nothing is known, then that one is not enough, then the plan; never more than that."""
    said: list[ScopeResult | None] = []
    for looks in range(10):
        found = search_of(two_in_a_chain(), deadline=LooksLeft(looks)).run()
        said.append(found and found[0])
    left = Objective(1, 0, 0, 0, 0, 0)
    kinds = [(result.cost.open, result.bound.told) for result in said if result]
    assert said[0] is None
    assert None not in said[1:]
    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {(1, 2), (0, 2)}
    for result in said[1:]:
        if result and result.cost.open:
            bound = Objective(0, 2, 0, 0, 0, 0)
            assert result.seconds > 0
            assert result == ScopeResult(GLOBAL, left, bound, False, False, CHAINS, result.seconds)


def test_a_plan_that_was_not_found_is_the_roster_as_the_absence_leaves_it() -> None:
    found = search_of(two_in_a_chain(), deadline=LooksLeft(1)).run()
    assert found is not None
    assert found[1].duties == {**two_in_a_chain().duties, "a": {}}


def test_a_seat_that_nobody_can_take_is_open_in_every_plan_of_chains() -> None:
    """No number of people told fills it, up to the most that are looked at."""
    base = roster({"a": "l....", "c": "....."}, own={"c": NO_LATE})
    search = search_of(base)
    assert search.hopeless == []
    found = search.run()
    assert found is not None
    assert found[0].bound == Objective(0, MOST_TOLD + 1, 0, 0, 0, 0)
    assert (found[0].cost, found[0].proven, found[0].done) == (
        Objective(1, 0, 0, 0, 0, 0),
        False,
        False,
    )
    assert [root.moved for root in search.hopeless] == [None]
    assert search.complete


def test_a_takeover_left_out_leaves_the_proof_open() -> None:
    """Somebody would have to give up more than is looked at; another plan of two may be better."""
    search = search_of(too_much_to_give_up("e........."), AWAY_FOUR_DAYS)
    found = search.run()
    assert found is not None
    assert not search.complete
    result, after = found
    assert after.duties["d"] == dict.fromkeys(range(4), "A")
    assert (result.scope, result.proven, result.done) == (GLOBAL, True, False)
    assert result.bound == Objective(0, 2, 0, 0, 0, 0)


def test_a_takeover_left_out_is_not_forgotten_in_a_later_run() -> None:
    search = search_of(too_much_to_give_up("e........."), AWAY_FOUR_DAYS)
    search.run()
    search.deadline.stop()
    found = search.run()
    assert found is not None
    assert not search.complete
    assert not found[0].done


def test_where_a_takeover_was_left_out_more_told_are_not_proved_the_fewest() -> None:
    """Two might be enough, if one of them gave up more than is looked at."""
    found = search_of(too_much_to_give_up("el........"), AWAY_FOUR_DAYS).run()
    assert found is not None
    result, after = found
    assert result.cost[:2] == (0, 3)
    assert (after.duties["c"], after.duties["f"]) == ({0: "early"}, {1: "late"})
    assert (result.bound.told, result.proven, result.done) == (2, False, False)


@pytest.mark.parametrize("seed", range(8))
def test_among_equals_the_seed_decides(seed: int) -> None:
    base = roster({p: "l...." if p == "a" else "....." for p in "abcdef"})
    found = search_of(base, seed=seed).run()
    assert found is not None
    least = min("bcdef", key=lambda p: tie_weight(seed, p, 0, "late"))
    assert found[1].duties[least] == {0: "late"}


def test_a_mission_of_one_that_could_move_limits_the_proof_to_chains() -> None:
    """It could move for one person told, so a plan of two may be of another kind."""
    found = search_of(beside_a_mission("b")).run()
    assert found is not None
    result = found[0]
    assert (result.scope, result.proven, result.done) == (Scope("links", 1), True, True)
    assert result.bound == result.cost == Objective(0, 2, 0, 2, 0, 0)


def test_where_missions_may_not_move_the_proof_holds_everywhere() -> None:
    found = search_of(beside_a_mission("b"), allow_moves=False).run()
    assert found is not None
    assert (found[0].scope, found[0].done) == (GLOBAL, True)


def test_a_mission_without_another_day_does_not_limit_the_proof() -> None:
    found = search_of(beside_a_mission("b", earliest=1, latest=1)).run()
    assert found is not None
    assert (found[0].scope, found[0].done) == (GLOBAL, True)


def test_a_mission_with_one_other_day_limits_the_proof() -> None:
    found = search_of(beside_a_mission("b", earliest=1, latest=2)).run()
    assert found is not None
    assert found[0].scope == Scope("links", 1)


def test_a_crew_as_large_as_the_plan_leaves_open_what_else_might_change() -> None:
    """That two are the fewest holds everywhere; which plan of two is the best is open."""
    found = search_of(beside_a_mission("bx")).run()
    assert found is not None
    result = found[0]
    assert (result.scope, result.proven, result.done) == (GLOBAL, True, False)
    assert result.bound == Objective(0, 2, 0, 0, 0, 0)


def test_a_crew_larger_than_the_plan_changes_nothing() -> None:
    found = search_of(beside_a_mission("bxy")).run()
    assert found is not None
    assert (found[0].scope, found[0].done) == (GLOBAL, True)


def test_who_is_away_is_not_told_of_a_mission_that_moves() -> None:
    """Of a crew of two one is away on other days: only the other would be told."""
    base = beside_a_mission("bx")
    found = search_of(base, AWAY | {"x": frozenset({6})}).run()
    assert found is not None
    assert found[0].scope == Scope("links", 1)


def test_a_crew_that_can_take_nothing_over_limits_only_what_is_the_best_of_two() -> None:
    """Its mission may move for one person told, but what is open needs one more all the same."""
    base = roster(
        {"a": "l......", "b": ".A.....", "c": "e......", "d": "......."},
        missions=[mission("A", "b", 1, 1, latest=5)],
        own={"d": NO_LATE, "b": {"rest_h": 20}},
        off={"b": [0]},
    )
    found = search_of(base).run()
    assert found is not None
    assert (found[0].scope, found[0].proven, found[0].done) == (GLOBAL, True, False)


def test_a_crew_that_would_be_free_if_its_mission_moved_limits_the_proof() -> None:
    """The seat is open on the day of the mission."""
    base = roster(
        {"a": ".l.....", "b": ".A.....", "c": ".e.....", "d": "......."},
        missions=[mission("A", "b", 1, 1, latest=5)],
        own={"d": NO_LATE},
    )
    found = search_of(base, {"a": frozenset({1})}).run()
    assert found is not None
    assert found[0].scope == Scope("links", 1)


def test_a_small_crew_limits_the_proof_beside_a_large_one() -> None:
    """Each mission is looked at, whatever the one before it would tell."""
    base = roster(
        {"a": "l......", "c": "e......", "d": "......."}
        | dict.fromkeys("xyz", ".A.....")
        | {"b": ".B....."},
        missions=[
            mission("A", "x", 1, 1, need=3, latest=5),
            mission("B", "b", 1, 1, latest=5),
        ],
        own=dict.fromkeys("dxyz", NO_LATE) | {"b": {"rest_h": 20}},
    )
    found = search_of(base).run()
    assert found is not None
    assert (found[0].scope, found[0].cost.told) == (Scope("links", 1), 2)


def test_a_mission_that_nobody_is_on_is_no_fault() -> None:
    base = roster(
        {"a": "l......", "c": "e......", "d": "......."},
        missions=[mission("A", "d", 1, 1, latest=5)],
        own={"d": NO_LATE},
    )
    found = search_of(base).run()
    assert found is not None
    assert (found[0].cost.told, found[0].proven) == (2, True)


def test_a_mission_that_must_move_is_moved_and_the_plan_is_proved() -> None:
    """Two of its days are too near to now to help; the nearest other day changes the least."""
    base, absent = crew_that_lost_its_lead(), {"a": frozenset({1})}
    search = search_of(base, absent)
    found = search.run()
    assert found is not None
    result, after = found
    assert check(base, after, absent) == ()
    assert (result.scope, result.proven, result.done) == (GLOBAL, True, True)
    assert result.cost == result.bound == score(base, after, absent) == Objective(0, 2, 1, 3, 0, 0)
    assert sorted(root.moved or "" for root in search.hopeless) == ["", "A"]
    assert [root.start for root in search.hopeless if root.moved] == [0]


def test_another_mission_of_those_told_anyway_leaves_the_best_open() -> None:
    """B is told of the mission that moves; that a second one moves as well tells nobody more."""
    base = roster(
        {"a": ".AA...........", "b": ".AA.......B...", "c": ".............."},
        missions=[
            mission("A", "a", 1, 2, earliest=0, latest=8, need=2, skills={"lead": 1}),
            mission("B", "b", 10, 1, earliest=8, latest=12),
        ],
        skills={"a": ["lead"]},
    )
    found = search_of(base, {"a": frozenset({1})}).run()
    assert found is not None
    result = found[0]
    assert (result.scope, result.proven, result.done) == (GLOBAL, True, False)
    assert result.bound == Objective(0, 2, 0, 0, 0, 0)


def missions_that_lost_their_lead(*missions: dict[str, Any], more: str = "") -> ChainSearch:
    """Missions of a and b, whose lead a is away; more people are on the one from day 5."""
    lines = {p: ["."] * 18 for p in "ab" + more}
    for one in missions:
        first = (date.fromisoformat(one["start"]) - FIRST).days
        for p in "ab" + (more if first == 5 else ""):
            lines[p] = [*lines[p][:first], one["id"], one["id"], *lines[p][first + 2 :]]
    base = roster(
        {p: "".join(line) for p, line in lines.items()},
        missions=list(missions),
        skills={"a": ["lead"]},
    )
    return search_of(base, {"a": frozenset({1, 5, 9})})


def led(name: str, start: int, need: int = 2, **window: int) -> dict[str, Any]:
    return mission(name, "a", start, 2, need=need, skills={"lead": 1}, **window)


WIDE = {"earliest": 0, "latest": 14}


def test_where_two_missions_must_move_chains_do_not_say_that_nothing_helps() -> None:
    """A chain moves one mission; that both move is a plan of another kind."""
    ten_days_later = {"latest": 15, "step_days": 10}
    found = missions_that_lost_their_lead(
        led("A", 1, **ten_days_later), led("B", 5, **ten_days_later)
    ).run()
    assert found is not None
    assert found[0].cost.open == 2
    assert found[0].scope == Scope("links", MOST_TOLD)


def test_where_one_of_two_missions_cannot_move_nothing_helps() -> None:
    found = missions_that_lost_their_lead(led("A", 1, **WIDE), led("B", 5)).run()
    assert found is not None
    assert found[0].cost.open == 2
    assert found[0].scope == GLOBAL


def test_where_one_that_must_move_would_tell_too_many_nothing_helps() -> None:
    """Of three missions that must all move, the first tells more than are looked at."""
    search = missions_that_lost_their_lead(
        led("B", 5, need=13, **WIDE), led("A", 1, **WIDE), led("C", 9, **WIDE), more="cdefghijklm"
    )
    found = search.run()
    assert found is not None
    assert found[0].cost.open == 3
    assert found[0].scope == GLOBAL


def test_a_mission_that_may_not_move_stays_with_an_open_seat() -> None:
    base, absent = crew_that_lost_its_lead(), {"a": frozenset({1})}
    found = search_of(base, absent, allow_moves=False).run()
    assert found is not None
    assert found[0].cost == Objective(1, 1, 0, 1, 0, 0)
    assert found[0].bound.told == MOST_TOLD + 1
    assert found[1].mission["A"].start == 1
    assert found[1].duties["a"] == {}


@pytest.mark.parametrize("rule", [{"min_run": 2}, {"min_days_off": 2}, {"min_minutes": 480}])
def test_rules_that_forbid_too_little_keep_it_from_proving_anything_everywhere(
    rule: dict[str, int],
) -> None:
    assert search_of(two_in_a_chain()).can_prove
    assert not search_of(roster({"a": "ll...", "b": "ee..."}, own={"b": rule})).can_prove
