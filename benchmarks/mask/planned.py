"""What the norm costs a planner: rosters drawn up and passes answered by the planner itself.

The same teams with the norm and without: without it those who have a condition pass late and
honestly. Ordinary wishes come on top in either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.mask.rosters import Bools, Patience, days_of, draw_up, duties_of, take_off
from offwatch.crews.baselines import pass_by_baseline
from offwatch.crews.crew import SimulatedCrew, draw_lives
from offwatch.crews.masks import run_masks
from offwatch.norm import Norm
from offwatch.plan import Roster, Solvers
from offwatch.simulate import DAY_ZERO, Life, parse_condition, truth_by_day
from offwatch.simulate.wishes import draw_asked, draw_passes, draw_rates

BUDGETS = (None, (4, 1), (6, 1), (8, 2))
"""Days and passes of the norm; none without one."""
HAVING = 3
"""Assumed: one member in three has a condition."""
NOTICE_DAYS = {"mask": 3, "late": 0}
PATIENCE = Patience(make_s=3.0, replan_s=1.0)

Tally = Counter[str]


def measure_planned(
    teams: Mapping[int, int], periods: int, seed: int, patience: Patience = PATIENCE
) -> list[dict[str, Any]]:
    """A row a team size and norm; ``teams`` how many of each size, all sums a team and period."""
    with Solvers() as solvers:
        return [
            _measure(_crew(size * count, budget, periods, seed), size, solvers, patience)
            for size, count in teams.items()
            for budget in BUDGETS
        ]


def _crew(people: int, budget: tuple[int, int] | None, periods: int, seed: int) -> SimulatedCrew:
    days, passes = budget or (0, 0)
    return SimulatedCrew(
        people=people,
        condition=parse_condition("population"),
        policy="late" if budget is None else "mask",
        seed=seed,
        periods=periods,
        norm=Norm(first_day=DAY_ZERO, zone="UTC", days=days, passes=passes),
    )


def _measure(
    crew: SimulatedCrew, size: int, solvers: Solvers, patience: Patience
) -> dict[str, Any]:
    norm, people, periods = crew.norm, crew.people, crew.periods
    drawn = draw_lives(crew)
    lives: list[Life | None] = [
        life if row % HAVING == 0 else None for row, life in enumerate(drawn)
    ]
    truth = truth_by_day(lives, crew.first_day, crew.days)[0]
    team = _Teams(crew, size, solvers, patience)
    if crew.policy == "late":
        nobody = np.zeros((people, norm.period_days), dtype=np.bool_)
        duty = np.hstack([team.draw(nobody, 28 * number) for number in range(periods)])
        passed = pass_by_baseline("late", lives, duty, truth, norm, crew.rng("cover"), _quiet)
        for first in range(0, crew.days, 28):
            span = slice(first, first + 28)
            passed[:, span] |= team.wish(duty[:, span] & ~passed[:, span], first)
    else:
        nothing = np.zeros_like(truth)
        seeds = crew.seeds("books")
        _, _, passed = run_masks(norm, periods, lives, seeds, nothing, team.draw, team.wish, _quiet)
    after = team.answer(passed, NOTICE_DAYS[crew.policy])
    each = size / (people * periods)
    expected = 0.5 * truth.sum()
    avoided = float(expected - (truth & after).sum())
    tally = team.tally
    return {
        "team": size,
        "teams": people // size,
        "periods": periods,
        "norm": crew.policy == "mask",
        "days": norm.days,
        "passes": norm.passes,
        "avoided": round(avoided / float(expected), 3),
        **{f"{name}_a_period": round(tally[name] * each, 2) for name in _COUNTED},
        "told_a_pass": round(tally["told"] / max(1, tally["passes_made"]), 2),
        "passes_per_avoided": round(tally["passes_made"] / max(1e-9, avoided), 2),
        "told_per_avoided": round(tally["told"] / max(1e-9, avoided), 2),
    }


_COUNTED = ("passes_made", "told", "days_changed", "open_at_first", "asked_on_duty", "opened")


class _Teams:
    """The rosters of some teams over their periods, and what was counted on the way."""

    def __init__(
        self, crew: SimulatedCrew, size: int, solvers: Solvers, patience: Patience
    ) -> None:
        self.size, self.solvers, self.patience, self.seed = size, solvers, patience, crew.seed
        self.rates = draw_rates(crew.rng("rates"), crew.people)
        self.wished = draw_asked(crew.rng("wishes"), self.rates, 0, crew.days)
        self.hand = crew.rng("hand")
        self.rosters: dict[tuple[int, int], Roster] = {}
        self.tally: Tally = Counter()

    def draw(self, asked: Bools, first: int) -> Bools:
        """One period's rosters of all teams around the days asked for."""
        duty = np.zeros_like(asked)
        for row in range(0, len(asked), self.size):
            rows = slice(row, row + self.size)
            off = self.wished[rows, first : first + asked.shape[1]]
            roster, left_open = draw_up(off, asked[rows], self.solvers, self.patience, self.seed)
            self.rosters[row, first] = roster
            duty[rows] = duties_of(roster)
            self.tally["open_at_first"] += left_open
        self.tally["asked_on_duty"] += int((duty & asked).sum())
        return duty

    def wish(self, duty: Bools, first: int) -> Bools:
        """Ordinary wishes after publication."""
        return draw_passes(self.hand, self.rates, duty, first)

    def answer(self, passed: Bools, notice_days: int) -> Bools:
        """Re-plan every day's passes together, and the duties in the end."""
        after = np.zeros_like(passed)
        for (row, first), published in self.rosters.items():
            roster = published
            rows, span = slice(row, row + self.size), slice(first, first + published.days)
            batches: defaultdict[int, dict[str, frozenset[int]]] = defaultdict(dict)
            for person, wanted in enumerate(passed[rows, span]):
                for day in days_of(wanted):
                    batch = batches[max(0, day - notice_days)]
                    batch[str(person)] = batch.get(str(person), frozenset()) | {day}
            for today, away in sorted(batches.items()):
                roster = self._answer(roster, away, today)
            after[rows, span] = duties_of(roster)
        return after

    def _answer(self, roster: Roster, away: dict[str, frozenset[int]], today: int) -> Roster:
        state = {p: days & frozenset(roster.duties.get(p, {})) for p, days in away.items()}
        asked = {person: days for person, days in state.items() if days}
        if not asked:
            return roster  # earlier plans have moved them all
        left, plan = take_off(roster, asked, today, self.solvers, self.patience, self.seed)
        self.tally["passes_made"] += sum(map(len, asked.values()))
        self.tally["told"] += len(plan.told)
        self.tally["days_changed"] += len(plan.changes)
        self.tally["opened"] += plan.objective.open
        return left


def _quiet(done: int, total: int) -> None:
    pass
