"""The two crews of a cell."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.mask.cells import Cell
from benchmarks.mask.exponential import pass_by_exponential
from benchmarks.mask.recorded import recorded_law
from offwatch.crews.crew import CrewHistory, Policy, SimulatedCrew, simulate_crew
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, Law, parse_condition, population_law
from offwatch.simulate.law import PopulationLaw

HONEST = ("naive", "late")
"""Policies that say nothing where there is nothing to say."""
EVERY = 1000.0
LATER_PERIODS = 3
"""Half of the members who join open their diary so many periods after their pad."""
LAYERS = ("asked", "duty", "passed", "in_episode", "onset")


def draw_pair(cell: Cell, people: int, seed: int) -> tuple[CrewHistory, CrewHistory]:
    """People with the cell's condition, and as many without, from different seeds."""
    having = simulate_cell(cell, cell.condition, people, seed)
    without = simulate_cell(cell, "none", people, seed + 1)
    if cell.twist == "by hand":
        having = _pass_by_hand(having, cell.amount, seed)
    elif cell.twist == "begun":
        empty = simulate_cell(cell, "none", people, seed + 2)
        having = join_on(empty, having, 28 * int(cell.amount))
    elif cell.twist == "met":
        empty = simulate_cell(cell, "none", people, seed + 2)
        having = hand_over(empty, having, int(cell.amount))[0]
    elif cell.twist == "churn":
        rng = np.random.default_rng((seed, 11))
        joined, others = (draw_first_periods(people, cell, rng) for _ in range(2))
        empty = simulate_cell(cell, "none", people, seed + 2)
        late = join_on(empty, having, 28 * LATER_PERIODS)
        waits = (joined > 0) & (rng.random(people) < 0.5)
        having, without = (
            _move_in(_choose(waits[:, None], late, having), joined),
            _move_in(without, others),
        )
    elif cell.twist == "adoption":
        plain = simulate_cell(replace(cell, policy="none"), "none", people, seed + 3)
        adopts = np.arange(people)[:, None] < round(cell.amount * people)
        without = _choose(adopts, without, plain)
    return having, without


def simulate_cell(cell: Cell, condition: str, people: int, seed: int) -> CrewHistory:
    """One crew under a cell's policy and norm, without its twist beyond the law."""
    norm = Norm(
        first_day=DAY_ZERO, zone="UTC", tracks=cell.tracks, days=cell.days, passes=cell.passes
    )
    policy = "none" if cell.policy == "exponential" else cell.policy
    if condition == "none" and policy in HONEST:
        policy = "none"
    crew = SimulatedCrew(
        people=people,
        condition=parse_condition(condition),
        policy=cast("Policy", policy),
        seed=seed,
        periods=cell.periods,
        density=cell.density,
        wishes=cell.wishes,
        team_size=cell.team_size,
        law=None if condition == "none" else true_law(cell),
        norm=norm,
    )
    history = simulate_crew(crew)
    return pass_by_exponential(crew, history) if cell.policy == "exponential" else history


def true_law(cell: Cell) -> Law | None:
    """The true law where it is not the published one."""
    if cell.twist == "recorded":
        return recorded_law()
    parameters: dict[str, Any] = copy.deepcopy(population_law().parameters)
    if cell.twist == "longer":
        median = parameters["rhythm"]["median_days"]
        median["log_mean"] = float(np.log(np.exp(median["log_mean"]) + cell.amount))
    elif cell.twist == "spread":
        parameters["rhythm"]["spread"]["log_mean"] += float(np.log(cell.amount))
    elif cell.twist in ("missed", "late"):
        parameters["habits"][f"{cell.twist}_share"] = {
            "alpha": 20 * cell.amount,
            "beta": 20 * (1 - cell.amount),
        }
    elif cell.twist == "markers":
        parameters["markers"]["used_share"] = 1.0
        concentration = EVERY if cell.amount == 1.0 else 20.0
        parameters["markers"]["noted_share"] = {
            "alpha": concentration * cell.amount,
            "beta": concentration * (1 - cell.amount) + 1 / concentration,
        }
    elif cell.twist == "changes":
        parameters["changes_per_year"] = cell.amount
    else:
        return None
    return PopulationLaw(parameters)


def _pass_by_hand(history: CrewHistory, share: float, seed: int) -> CrewHistory:
    uncovered = history.duty & history.in_episode & ~history.passed
    chosen = uncovered & (np.random.default_rng(seed).random(uncovered.shape) < share)
    return replace(history, passed=history.passed | chosen)


def hand_over(
    before: CrewHistory, after: CrewHistory, first: int, least: int = 4
) -> tuple[CrewHistory, NDArray[np.int64]]:
    """Go over in the first period from ``first`` on in which both ask for ``least`` equal days.

    Returns the joined histories and the period of each person; those that never meet stay.
    """
    people, days = before.asked.shape
    both = (before.asked & after.asked).reshape(people, -1, 28).sum(axis=2) >= least
    both[:, :first] = False
    number = np.where(both.any(axis=1), both.argmax(axis=1), days // 28)
    late = np.arange(days)[None, :] >= 28 * number[:, None]
    return _choose(late, after, before), number


def draw_first_periods(people: int, cell: Cell, rng: np.random.Generator) -> NDArray[np.int64]:
    """The period in which each of today's members joined, 0 for those there from the start."""
    ago = rng.geometric(cell.amount, size=people)
    return np.maximum(0, cell.periods - ago)


def _move_in(history: CrewHistory, first: NDArray[np.int64]) -> CrewHistory:
    """Everything so many periods later, and nothing before."""
    layers = []
    for name in LAYERS:
        layer = getattr(history, name)
        moved = np.zeros_like(layer)
        for person, period in enumerate(first):
            moved[person, 28 * period :] = layer[person, : layer.shape[1] - 28 * period]
        layers.append(moved)
    return CrewHistory(*layers)


def join_on(before: CrewHistory, after: CrewHistory, day: int) -> CrewHistory:
    """The one up to a day, then the other."""
    return _choose(np.arange(before.asked.shape[1]) < day, before, after)


def _choose(first: NDArray[np.bool_], one: CrewHistory, other: CrewHistory) -> CrewHistory:
    """The one where ``first`` holds, else the other; it is broadcast to ``(people, days)``."""
    layers = [np.where(first, getattr(one, name), getattr(other, name)) for name in LAYERS]
    return CrewHistory(*layers)
