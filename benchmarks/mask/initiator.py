"""A policy to compare with: passes are not shown, only the rosters before and after.

One member of each team of twelve has a condition and asks honestly; the planner answers. Whoever
watches sees who was taken off and who was put on, never who asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.mask.measure import best_of, try_all
from benchmarks.mask.oriented import Oriented
from benchmarks.mask.rosters import Bools, Patience, draw_up, duties_of, moved_days, take_off
from offwatch.crews.baselines import Baseline, pass_by_baseline
from offwatch.crews.crew import SimulatedCrew, draw_lives
from offwatch.mask.attacks import (
    Attack,
    Autocorrelation,
    Boosting,
    LombScargle,
    Observations,
    Rayleigh,
    RenewalRatio,
)
from offwatch.mask.attacks.observations.observations import View
from offwatch.norm import Norm
from offwatch.plan import Plan, Roster, Solvers
from offwatch.simulate import DAY_ZERO, parse_condition, truth_by_day
from offwatch.simulate.wishes import draw_asked, draw_passes, draw_rates

SIZE = 12
LOOKS = (6, 13)
POLICIES: tuple[Baseline, ...] = ("late", "naive")
SIGHTS = ("asked for", "taken off", "moved", "roster alone")
WISHED_AHEAD_DAYS = 7
PATIENCE = Patience(make_s=0.5, replan_s=0.5)


@dataclass(slots=True)
class Lived:
    """What came of a policy: ``(people, days)`` each; ``told`` and ``open`` over all re-plans.

    ``having``, ``(people,)``, are those with a condition, one in each team; ``asked_off`` the days
    people wanted off, ``lost`` and ``got`` those that plans took and gave, ``before`` and
    ``after`` the rosters as published and in the end.
    """

    having: Bools
    in_episode: Bools
    asked_off: Bools
    lost: Bools
    got: Bools
    before: Bools
    after: Bools
    plans: int = 0
    proved: int = 0
    told: int = 0
    open: int = 0

    def note(self, plan: Plan, first_row: int, first_day: int) -> None:
        """Add what a plan did to a team's rows."""
        self.plans += 1
        self.proved += plan.proven
        self.told += len(plan.told)
        self.open += plan.objective.open
        for who, day, lost in moved_days(plan):
            (self.lost if lost else self.got)[first_row + who, first_day + day] = True


def measure_initiator(teams: int, seed: int, looks: Sequence[int] = LOOKS) -> list[dict[str, Any]]:
    """For each honest policy what it comes to, and the best attacker on each sight of it."""
    return [_measure(policy, teams, seed, tuple(looks)) for policy in POLICIES]


def _measure(policy: Baseline, teams: int, seed: int, looks: tuple[int, ...]) -> dict[str, Any]:
    lived = live(policy, teams, max(looks), seed)
    rng = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for name in SIGHTS:
        sight = see(lived, name)
        found[name] = {}
        for look in looks:
            seen = sight.first(28 * look)
            tried = attackers("off" if name == "roster alone" else "spoken")
            aucs = try_all(tried, seen.take(lived.having), seen.take(~lived.having), rng)
            found[name][str(look)] = {**best_of(aucs), "all": aucs}
    worked = (lived.in_episode & lived.after).sum()
    return {
        "policy": policy,
        "teams": teams,
        "plans_a_team_and_period": round(lived.plans / teams / max(looks), 2),
        "told_a_plan": round(lived.told / max(1, lived.plans), 3),
        "open_a_plan": round(lived.open / max(1, lived.plans), 4),
        "proved": round(lived.proved / max(1, lived.plans), 3),
        "avoided": round(1 - float(worked / (0.5 * lived.in_episode.sum())), 3),
        "seen": found,
    }


def attackers(view: View) -> dict[str, Attack]:
    """Those that the mask is held against, looking at what there is to see."""
    plain: tuple[Attack, ...] = (LombScargle(view), Rayleigh(view), Autocorrelation(view))
    trained: tuple[Attack, ...] = (RenewalRatio(), Boosting())
    return {
        **{attack.name: Oriented(attack) for attack in plain},
        **{attack.name: attack for attack in trained},
    }


def see(lived: Lived, name: str) -> Observations:
    """One of the four sights; ``asked for`` is what hiding the initiator takes away."""
    nothing = np.zeros_like(lived.before)
    if name == "roster alone":
        return Observations(asked=nothing, duty=lived.after, passed=nothing)
    shown = {
        "asked for": lived.asked_off,
        "taken off": lived.lost,
        "moved": lived.lost | lived.got,
    }[name]
    return Observations(asked=nothing, duty=lived.before | shown, passed=shown)


def live(policy: Baseline, teams: int, periods: int, seed: int) -> Lived:
    """Rosters drawn up for every team and period, and re-planned pass by pass."""
    crew = SimulatedCrew(
        people=teams,
        condition=parse_condition("population"),
        policy=policy,
        seed=seed,
        periods=periods,
        norm=Norm(first_day=DAY_ZERO, zone="UTC"),
    )
    people = teams * SIZE
    rows = np.arange(teams) * SIZE + crew.rng("places").integers(SIZE, size=teams)
    having = np.isin(np.arange(people), rows)
    drawn = iter(draw_lives(crew))
    lives = [next(drawn) if one else None for one in having]
    truth = np.zeros((people, crew.days), dtype=np.bool_)
    truth[having] = truth_by_day(draw_lives(crew), crew.first_day, crew.days)[0]
    rates, hand_rng = draw_rates(crew.rng("rates"), people), crew.rng("hand")
    wished = draw_asked(crew.rng("wishes"), rates, 0, crew.days)
    lost, got, before, after, asked_off = np.zeros((5, *truth.shape), dtype=np.bool_)
    lived = Lived(having, truth, asked_off, lost, got, before, after)
    with Solvers(engines=()) as solvers:  # greedy and chains answer for so few people
        for first in range(0, crew.days, 28):
            span = slice(first, first + 28)
            rosters = []
            for row in range(0, people, SIZE):
                off = wished[row : row + SIZE, span]
                rosters.append(draw_up(off, np.zeros_like(off), solvers, PATIENCE, seed)[0])
                lived.before[row : row + SIZE, span] = duties_of(rosters[-1])
            duty = np.zeros_like(truth)
            duty[:, span] = lived.before[:, span]
            honest = pass_by_baseline(policy, lives, duty, truth, crew.norm, hand_rng, _quiet)
            by_hand = draw_passes(hand_rng, rates, (duty & ~honest)[:, span], first)
            for team, roster in enumerate(rosters):
                mine = slice(team * SIZE, (team + 1) * SIZE)
                passes = _in_order(policy, honest[mine, span], by_hand[mine])
                _replan_all(roster, passes, lived, mine.start, first, solvers, seed)
    return lived


def _replan_all(
    roster: Roster,
    passes: list[tuple[int, int, int]],
    lived: Lived,
    row: int,
    first: int,
    solvers: Solvers,
    seed: int,
) -> None:
    """One re-plan for each pass of a team and period, in the order in which they are said."""
    for today, person, day in passes:
        if day not in roster.duties.get(str(person), {}):
            continue  # an earlier plan has moved it
        away = {str(person): frozenset({day})}
        roster, plan = take_off(roster, away, today, solvers, PATIENCE, seed)
        lived.asked_off[row + person, first + day] = True
        lived.note(plan, row, first)
    lived.after[row : row + SIZE, first : first + roster.days] = duties_of(roster)


def _in_order(policy: Baseline, honest: Bools, by_hand: Bools) -> list[tuple[int, int, int]]:
    """When each pass is said: a wish a week ahead, an episode when it is there or foreseen."""
    said = [
        (int(day) if policy == "late" else 0, int(person), int(day))
        for person, day in np.argwhere(honest)
    ]
    said += [
        (max(0, int(day) - WISHED_AHEAD_DAYS), int(person), int(day))
        for person, day in np.argwhere(by_hand)
    ]
    return sorted(said)


def _quiet(done: int, total: int) -> None:
    pass
