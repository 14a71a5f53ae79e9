"""The best roster so far: what gets in, what is proved of it, and in which scope."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import Roster, check, standing, without_absent
from offwatch.plan.assignment import Assignment
from offwatch.plan.incumbent import ZERO, Incumbent, least_possible
from offwatch.plan.objective import Objective, score
from offwatch.plan.scope import GLOBAL, PIECE, Scope, ScopeResult
from offwatch.plan.solvers.messages import Bound, Found, Solved

BASE = roster({"a": "l......", "b": ".......", "c": "......."}, wishes={"b": [0]})
ABSENT = {"a": frozenset({0})}
LEFT = without_absent(BASE, ABSENT)  # 1 open
FILLED = redrawn(BASE, {"a": ".......", "b": "l......"})  # costs a wish of b's
BEST = redrawn(BASE, {"a": ".......", "c": "l......"})
MORE = redrawn(BASE, {"a": ".......", "c": "l.e...."})  # a day more than needed
ALSO = redrawn(BASE, {"a": ".......", "c": "le....."})  # not allowed: no early after a late
NEAR, FAR = Scope("days", 2), Scope("days", 5)


def cost(after: Roster) -> Objective:
    return score(BASE, after, ABSENT)


def begun(first: Roster = LEFT) -> Incumbent:
    return Incumbent(BASE, ABSENT, "replan", first)


def found(after: Roster, scope: Scope = NEAR) -> Found:
    return Found(1, scope, Assignment.of(after))


def solved(
    after: Roster, scope: Scope, bound: Objective, *, proven: bool = True, done: bool = False
) -> Solved:
    return Solved(1, scope, Assignment.of(after), bound, proven, done)


def test_the_rosters_below_cost_what_they_are_meant_to() -> None:
    """From worst to best; one of them breaks a rule."""
    assert cost(LEFT) > cost(MORE) > cost(FILLED) > cost(BEST)
    assert check(BASE, ALSO, ABSENT)


def test_it_starts_from_what_is_allowed() -> None:
    """What breaks a rule is not started from; then everybody away is taken off and that is all."""
    assert begun(FILLED).best == FILLED
    assert begun(FILLED).cost == cost(FILLED)
    spoiled = begun(ALSO)
    assert (spoiled.best, spoiled.cost, spoiled.by, spoiled.refused) == (
        LEFT,
        cost(LEFT),
        "greedy",
        0,
    )
    assert spoiled.hard == ABSENT
    assert Incumbent(ALSO, {}, "replan", ALSO).standing == standing(ALSO) != ()
    drafted = Incumbent(BASE, ABSENT, "arrange", BASE)  # days to avoid bind nobody
    assert (drafted.best, drafted.hard) == (BASE, {})


def test_an_offer_is_taken_where_it_is_allowed_and_better() -> None:
    """Of another search, under its name."""
    search = begun(FILLED)
    for worse in (MORE, FILLED, ALSO):
        search.offer(worse, "other")
        assert (search.best, search.by) == (FILLED, "greedy")
    search.offer(BEST, "other")
    assert (search.best, search.cost, search.by) == (BEST, cost(BEST), "other")


def test_a_solver_s_roster_is_taken_where_it_is_allowed_and_better() -> None:
    """What breaks a rule is counted and forgotten."""
    search = begun()
    search.hear(found(ALSO), "highs", 0.5)
    assert (search.best, search.refused) == (LEFT, 1)
    search.hear(found(ALSO), "highs", 0.5)
    assert search.refused == 2
    search.hear(found(FILLED), "highs", 0.5)
    assert (search.best, search.cost, search.by) == (FILLED, cost(FILLED), "highs")
    search.hear(found(FILLED), "cp-sat", 0.5)
    search.hear(found(MORE), "cp-sat", 0.5)
    assert (search.best, search.by, search.refused) == (FILLED, "highs", 2)
    assert search.results == []


def test_what_a_scope_came_to_is_kept_with_its_own_roster_s_cost() -> None:
    """Also where another roster is better by now; nothing of a roster that breaks a rule."""
    search = begun(BEST)
    search.hear(solved(FILLED, NEAR, cost(BEST), proven=True, done=False), "cp-sat", 0.25)
    search.hear(solved(ALSO, FAR, cost(BEST)), "cp-sat", 0.5)
    assert search.results == [
        ScopeResult(
            NEAR, cost(FILLED), cost(BEST), proven=True, done=False, by="cp-sat", seconds=0.25
        )
    ]
    assert (search.best, search.refused) == (BEST, 1)


def test_what_a_scope_came_to_is_taken_as_the_best_under_its_solver_s_name() -> None:
    """Where it is better than what was there."""
    search = begun(FILLED)
    search.hear(solved(BEST, NEAR, cost(BEST)), "highs", 0.25)
    assert (search.best, search.cost, search.by) == (BEST, cost(BEST), "highs")


def test_of_equals_the_one_proved_in_the_widest_scope_stays() -> None:
    """Ties are broken there; a narrower scope, or one not done, changes nothing."""
    twins = roster({"a": "l......", "b": ".......", "c": "......."})
    by_b = redrawn(twins, {"a": ".......", "b": "l......"})
    by_c = redrawn(twins, {"a": ".......", "c": "l......"})
    bound = score(twins, by_b, ABSENT)
    search = Incumbent(twins, ABSENT, "replan", by_b)
    for scope, done, taken in (
        (NEAR, False, False),
        (PIECE, True, True),
        (NEAR, True, True),
        (NEAR, True, False),
        (FAR, True, True),
        (NEAR, True, False),
        (GLOBAL, False, False),
        (GLOBAL, True, True),
    ):
        other = by_c if search.best == by_b else by_b
        before = search.best
        search.hear(solved(other, scope, bound, done=done), "highs", 0.1)
        assert search.best == (other if taken else before), (scope, done)


def test_a_bound_never_falls_and_a_piece_proves_nothing() -> None:
    """The highest that was said of a scope holds in it."""
    search = begun(FILLED)
    low, high = cost(BEST), cost(FILLED)
    search.hear(Bound(1, PIECE, high), "highs", 0.1)
    assert search.answer().scope == GLOBAL
    search.hear(Bound(1, NEAR, high), "highs", 0.1)
    search.hear(Bound(1, NEAR, low), "highs", 0.1)
    assert (search.answer().scope, search.answer().bound) == (GLOBAL, low)
    search = Incumbent(BASE, ABSENT, "replan", LEFT)
    search.hear(Bound(1, NEAR, cost(LEFT)), "highs", 0.1)
    search.hear(Bound(1, NEAR, low), "highs", 0.1)
    answer = search.answer()
    assert (answer.scope, answer.bound, answer.proven) == (NEAR, cost(LEFT), True)


def test_an_answer_names_the_widest_scope_in_which_it_is_proved() -> None:
    """By seats open and people told; and else the widest that was looked at, with its bound."""
    search = begun(LEFT)
    answer = search.answer()
    assert (answer.roster, answer.cost, answer.by) == (LEFT, cost(LEFT), "greedy")
    assert (answer.scope, answer.bound, answer.proven) == (
        GLOBAL,
        least_possible(BASE, ABSENT, "replan"),
        False,
    )
    search.hear(Bound(1, FAR, Objective(0, 2, 0, 2, 0, 0)), "highs", 0.1)
    search.hear(Bound(1, NEAR, Objective(0, 3, 0, 3, 0, 0)), "highs", 0.1)
    answer = search.answer()
    assert (answer.scope, answer.bound, answer.proven) == (FAR, Objective(0, 2, 0, 2, 0, 0), False)
    search.hear(Bound(1, NEAR, cost(LEFT)), "highs", 0.1)
    assert (search.answer().scope, search.answer().proven) == (NEAR, True)
    search.hear(Bound(1, FAR, cost(LEFT)), "highs", 0.1)
    assert (search.answer().scope, search.answer().bound) == (FAR, cost(LEFT))
    assert search.state() == {
        "scope": "days±5",
        "objective": list(cost(LEFT)),
        "bound": list(cost(LEFT)),
        "proven": True,
    }


def test_a_bound_is_never_above_the_cost_nor_below_what_is_seen_without_search() -> None:
    """A solver's bound on a scope may be either."""
    search = begun(BEST)
    search.hear(Bound(1, GLOBAL, Objective(0, 1, 0, 9, 0, 0)), "highs", 0.1)
    assert search.answer().bound == cost(BEST)
    search = begun(MORE)
    search.hear(Bound(1, GLOBAL, ZERO), "highs", 0.1)
    assert search.answer().bound == least_possible(BASE, ABSENT, "replan")
    assert not search.is_optimal
    search.offer(BEST, "other")
    assert search.is_optimal


def proof(after: Roster, scope: Scope, *, done: bool) -> ScopeResult:
    return ScopeResult(
        scope, cost(after), cost(after), proven=True, done=done, by="ladder", seconds=0.5
    )


def test_a_proof_without_a_solver_is_taken_with_its_roster() -> None:
    """Where that is better, or as good and done; where it breaks a rule neither is."""
    search = begun(FILLED)
    search.prove(proof(ALSO, GLOBAL, done=True), ALSO)
    assert (search.refused, search.results, search.best) == (1, [], FILLED)
    search.prove(proof(ALSO, GLOBAL, done=True), ALSO)
    assert search.refused == 2
    search.prove(proof(FILLED, NEAR, done=False), FILLED)
    assert (search.by, search.answer().scope) == ("greedy", GLOBAL)
    search.prove(proof(FILLED, NEAR, done=True), FILLED)
    assert search.by == "ladder"
    assert not search.is_proved_everywhere
    search.prove(proof(BEST, GLOBAL, done=False), BEST)
    assert (search.best, search.cost, search.is_proved_everywhere) == (BEST, cost(BEST), False)
    search.prove(proof(FILLED, GLOBAL, done=True), FILLED)
    assert (search.best, search.is_proved_everywhere) == (BEST, False)
    search.prove(proof(BEST, GLOBAL, done=True), BEST)
    assert search.is_proved_everywhere
    assert [r.done for r in search.results] == [False, True, False, True, True]


def test_a_proof_that_is_done_breaks_ties_in_its_scope() -> None:
    """A solver's equal roster is taken from a wider scope only."""
    twins = roster({"a": "l......", "b": ".......", "c": "......."})
    by_b = redrawn(twins, {"a": ".......", "b": "l......"})
    by_c = redrawn(twins, {"a": ".......", "c": "l......"})
    bound = score(twins, by_b, ABSENT)
    for done, scope, taken in ((True, NEAR, False), (True, GLOBAL, True), (False, PIECE, True)):
        search = Incumbent(twins, ABSENT, "replan", without_absent(twins, ABSENT))
        search.prove(ScopeResult(FAR, bound, bound, True, done, "ladder", 0.5), by_b)
        search.hear(solved(by_c, scope, bound, done=True), "highs", 0.5)
        assert search.best == (by_c if taken else by_b), (done, scope)


def test_what_no_plan_goes_below_is_seen_from_the_absences() -> None:
    """A lost seat tells one person and changes a day; a mission cut short tells who was on it."""
    assert least_possible(BASE, ABSENT, "replan") == Objective(0, 1, 0, 1, 0, 0)
    assert least_possible(BASE, ABSENT, "arrange") == ZERO
    assert least_possible(BASE, {"b": frozenset({0})}, "replan") == ZERO
    two = roster({"a": "ll.....", "b": ".......", "c": "......."})
    assert least_possible(two, {"a": frozenset({0, 1})}, "replan") == Objective(0, 1, 0, 2, 0, 0)
    cut = roster({"a": "AAA....", "b": "AAA...."}, missions=[mission("A", "a", 0, 3)])
    both = {"a": frozenset({1}), "b": frozenset({2})}
    assert least_possible(cut, both, "replan") == Objective(0, 2, 0, 4, 0, 0)
    spare = replace(cut, missions=(replace(cut.missions[0], need=0),))
    assert least_possible(spare, both, "replan") == Objective(0, 2, 0, 4, 0, 0)


@pytest.mark.parametrize(
    ("scope", "printed"),
    [(GLOBAL, "global"), (PIECE, "piece"), (NEAR, "days±2"), (Scope("links", 3), "links≤3")],
)
def test_a_scope_is_read_as_it_is_printed(scope: Scope, printed: str) -> None:
    """And printed as plans show it."""
    assert str(scope) == printed
    assert Scope.parse(printed) == scope


def test_scopes_are_compared_by_their_width() -> None:
    """A piece proves nothing, chains less than any window, a window less than everything."""
    widths = [s.width for s in (PIECE, Scope("links", 9), Scope("days", 1), NEAR, FAR, GLOBAL)]
    assert widths == sorted(set(widths))
    assert widths[0] == 0


def test_what_a_scope_came_to_is_written_for_the_plan() -> None:
    """Plain values, the seconds to a tenth of a millisecond."""
    result = ScopeResult(NEAR, cost(MORE), cost(BEST), True, False, "highs", 0.123456)
    assert result.as_dict() == {
        "scope": "days±2",
        "objective": list(cost(MORE)),
        "bound": list(cost(BEST)),
        "proven": True,
        "by": "highs",
        "seconds": 0.1235,
    }
