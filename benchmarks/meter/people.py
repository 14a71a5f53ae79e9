"""Simulated people of known truth, each measured as in a team of thirty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import process_time

import numpy as np

from offwatch.crews.crew import CrewHistory, Policy, SimulatedCrew, simulate_crew
from offwatch.mask.attacks.observations.observations import Bools
from offwatch.mask.meter import Exposure, TeamHistory, measure
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition

TEAM = 30
NORM = Norm(first_day=DAY_ZERO, zone="UTC")
BY_HAND = 0.5  # of the days of an episode that neither the roster nor the pad kept clear


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of people: a condition, a policy, a share of days on duty, wishes or not."""

    condition: str
    policy: Policy
    wishes: bool = False
    density: float = 0.5
    by_hand: bool = False
    periods: int = 13

    @property
    def name(self) -> str:
        words = [self.condition, self.policy]
        words += ["wishes"] * self.wishes + ["by hand"] * self.by_hand
        words += [f"density {self.density}"] * (self.density != 0.5)
        words += [f"{self.periods} periods"] * (self.periods != 13)
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Measured:
    """One person's exposure, whether the guess of the next onset was right, and the time taken."""

    exposure: Exposure
    guessed_right: bool | None
    seconds: float


def draw_people(group: Group, people: int, seed: int) -> CrewHistory:
    """A crew of one kind; by hand, half of its uncovered episode days are passed as well."""
    plan = SimulatedCrew(
        people=people,
        condition=parse_condition(group.condition),
        policy=group.policy,
        seed=seed,
        density=group.density,
        wishes=group.wishes,
        periods=group.periods,
        norm=NORM,
    )
    history = simulate_crew(plan)
    if not group.by_hand:
        return history
    open_days = history.duty & history.in_episode & ~history.passed
    chosen = open_days & (np.random.default_rng(seed).random(open_days.shape) < BY_HAND)
    return replace(history, passed=history.passed | chosen)


def measure_people(
    history: CrewHistory, start: float, tell: Callable[[str], None], *, cut_days: int = 0
) -> Iterator[Measured]:
    """Measure everybody, the last ``cut_days`` unseen, so that a guess can be judged by them."""
    n, days = history.asked.shape
    seen_days = days - cut_days
    for first in range(0, n, TEAM):
        rows = slice(first, min(first + TEAM, n))
        team = _team(history, rows, seen_days)
        for i, name in enumerate(team.names):
            begun = process_time()
            exposure = measure(team, name, NORM, start)
            took = process_time() - begun
            right = _judge(history.onset[first + i], seen_days, exposure) if cut_days else None
            tell(name)
            yield Measured(exposure, right, took)


def _team(history: CrewHistory, rows: slice, days: int) -> TeamHistory:
    asked, duty, passed = (
        layer[rows, :days] for layer in (history.asked, history.duty, history.passed)
    )
    n = len(asked)
    names = tuple(str(i) for i in range(n))
    return TeamHistory(names, asked, duty, passed, np.zeros(n, dtype=np.int64), np.full(n, days))


def _judge(onset: Bools, day: int, exposure: Exposure) -> bool | None:
    ahead = np.flatnonzero(onset[day:]) + 1
    if not ahead.size:
        return None
    return abs(int(ahead[0]) - exposure.guess_day) <= 2
