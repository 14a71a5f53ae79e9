"""Simulated teams whose rosters are drawn up and changed by the planner itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from benchmarks.mask.initiator import SIGHTS, SIZE, _measure, live, see
from benchmarks.mask.planned import measure_planned
from benchmarks.mask.rosters import (
    LONGEST_RUN,
    Patience,
    draw_up,
    duties_of,
    moved_days,
    take_off,
)

from offwatch.plan import Roster, Solvers, check

# Drawing up ends by itself once every seat is filled; a re-plan only has to keep what stands.
PATIENCE = Patience(20, 0.3)


@pytest.fixture(scope="module")
def solvers() -> Iterator[Solvers]:
    """No child process: greedy and chains answer for so few people."""
    with Solvers(engines=()) as none:
        yield none


@pytest.fixture(scope="module")
def roster(solvers: Solvers) -> Roster:
    wished = np.zeros((8, 28), dtype=np.bool_)
    asked = np.zeros_like(wished)
    asked[0, 3:7] = True
    return draw_up(wished, asked, solvers, PATIENCE, 1)[0]


def test_every_seat_is_filled_and_days_asked_for_are_kept(roster: Roster) -> None:
    """Half of the team is on duty every day; whoever asked for a day is not."""
    duty = duties_of(roster)
    assert (duty.sum(axis=0) == 4).all()
    assert not duty[0, 3:7].any()
    longest = max(
        len(run) for row in duty for run in "".join("x" if d else " " for d in row).split()
    )
    assert longest <= LONGEST_RUN


def test_a_day_given_off_is_not_taken_back_and_the_past_stays(
    roster: Roster, solvers: Solvers
) -> None:
    """However often a team is re-planned, what was promised and what has been stand."""
    rng = np.random.default_rng(3)
    promised = np.zeros((8, 28), dtype=np.bool_)
    for today in range(2, 22):
        duty = duties_of(roster)
        person = int(rng.integers(8))
        days = np.flatnonzero(duty[person, today:]) + today
        if not days.size:
            continue
        away = {str(person): frozenset({int(days[0])})}
        left, plan = take_off(roster, away, today, solvers, PATIENCE, 1)
        promised[person, days[0]] = True
        after = duties_of(left)
        assert not (after & promised).any()
        assert (after[:, :today] == duty[:, :today]).all()
        changed = {(who, day) for who, day, _ in moved_days(plan)}
        assert changed == {(int(p), int(d)) for p, d in np.argwhere(after != duty)}
        assert not check(left, left, {})
        roster = left


def test_hiding_the_initiator_shows_who_was_moved_and_no_more() -> None:
    """One member of each team has a condition; what was asked for lies within what was lost."""
    lived = live("late", 3, 2, 5)
    assert lived.having.reshape(3, SIZE).sum(axis=1).tolist() == [1, 1, 1]
    assert not lived.in_episode[~lived.having].any()
    assert not (lived.asked_off & lived.after).any()
    assert not (lived.asked_off & ~lived.lost).any()
    assert lived.lost.sum() >= lived.asked_off.sum() == lived.plans
    for name in SIGHTS:
        assert see(lived, name).people == 3 * SIZE
    assert not see(lived, "roster alone").passed.any()


@pytest.mark.slow
def test_honest_passes_are_found_whoever_asked() -> None:
    """An attacker tells who has a condition from who was moved, within four periods."""
    late = _measure("late", 5, 2, (4,))
    assert late["seen"]["taken off"]["4"]["auc"] > 0.75
    assert late["told_a_plan"] >= 0.9


@pytest.mark.slow
def test_the_planner_s_account_adds_up() -> None:
    """Without the norm and with it: passes are answered, and somebody is told of most."""
    rows = measure_planned({6: 1}, 1, 3, PATIENCE)
    assert [row["norm"] for row in rows] == [False, True, True, True]
    for row in rows:
        assert row["days_changed_a_period"] >= row["passes_made_a_period"]
        assert row["asked_on_duty_a_period"] == 0.0 or row["norm"]
