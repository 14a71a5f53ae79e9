"""What a cell buys, what it costs a team, and what its attackers find."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.mask.cells import Cell
from benchmarks.mask.crews import draw_pair
from benchmarks.mask.known import know_onset
from benchmarks.mask.oriented import Oriented
from offwatch.crews.crew import CrewHistory
from offwatch.mask.attacks import (
    Attack,
    Autocorrelation,
    Boosting,
    LombScargle,
    Markers,
    Observations,
    Rayleigh,
    RenewalRatio,
    Restarts,
    try_attack,
)
from offwatch.mask.attacks.auc import Z95

Floats = NDArray[np.float64]
Aucs = dict[str, dict[str, float]]
REPEATS = 400
CEILING_PASSES = 0.40
PLAIN: tuple[Attack, ...] = (LombScargle(), Rayleigh(), Autocorrelation(), Restarts())
TRAINED: tuple[Attack, ...] = (RenewalRatio(), Boosting())
ATTACKS: dict[str, Attack] = {
    **{attack.name: Oriented(attack) for attack in PLAIN},
    **{attack.name: attack for attack in TRAINED},
}


def measure_cell(cell: Cell, people: int, seed: int) -> dict[str, Any]:
    """One row of the report: use and cost with intervals over people, AUCs at every look."""
    having, without = draw_pair(cell, people, seed)
    rng = np.random.default_rng(seed)
    seen = see(having), see(without)
    looks: dict[str, Any] = {}
    attacks = {**ATTACKS, "markers": Markers()} if cell.twist == "markers" else ATTACKS
    for look in cell.looks:
        parts = [one.first(28 * look) for one in seen]
        aucs = try_all(attacks, parts[0], parts[1], rng)
        if cell.twist == "known":
            aucs["known onset"] = know_onset(having, without, rng).as_dict()
        looks[str(look)] = {"best": best_of(aucs), "all": aucs}
    return {
        "group": cell.group,
        "name": cell.name,
        "people": people,
        "tracks": cell.tracks,
        "days": cell.days,
        "passes": cell.passes,
        "use": measure_use(having, cell.density, rng),
        "looks": looks,
    }


def measure_use(history: CrewHistory, density: float, rng: np.random.Generator) -> dict[str, Any]:
    """What is bought and what it costs.

    ``avoided`` is one less the episode days still worked over those that a roster asking nobody
    would give (``density``); ``ceiling`` what it would be were every one of 0.40 passes a person
    and period right; ``passes`` a person and period; ``passes_per_avoided`` all passes for
    each true conflict day avoided.
    """
    truth = history.in_episode
    worked = (truth & history.duty & ~history.passed).sum(axis=1) * 1.0
    expected = density * truth.sum(axis=1)
    passes = history.passed.sum(axis=1) * 1.0
    there = (history.asked | history.duty).reshape(len(passes), -1, 28).any(axis=2)
    periods = np.maximum(there.sum(axis=1), 1) * 1.0
    use = {"passes": _ratio(passes, periods, rng)}
    if truth.any():
        use["avoided"] = _ratio(expected - worked, expected, rng)
        unasked = (truth & history.duty).sum(axis=1) * 1.0
        most = expected - unasked + np.minimum(CEILING_PASSES * periods, unasked)
        use["ceiling"] = _ratio(most, expected, rng)
        use["asked"] = _ratio((truth & history.asked).sum(axis=1) * 1.0, truth.sum(axis=1), rng)
        use["passes_per_avoided"] = _ratio(passes, expected - worked, rng)
    return use


def try_all(
    attacks: Mapping[str, Attack],
    having: Observations,
    without: Observations,
    rng: np.random.Generator,
) -> Aucs:
    """What every attacker finds, by name."""
    return {
        name: try_attack(attack, having, without, rng).as_dict() for name, attack in attacks.items()
    }


def best_of(aucs: Aucs) -> dict[str, Any]:
    """The attacker that finds most, with its name."""
    best = max(aucs, key=lambda name: aucs[name]["auc"])
    return {"attack": best, **aucs[best]}


def interval_of(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of ``n`` people."""
    error = Z95 * math.sqrt(share * (1 - share) / n)
    return share - error, share + error


def see(history: CrewHistory) -> Observations:
    """What an observer sees of a history."""
    return Observations(asked=history.asked, duty=history.duty, passed=history.passed)


def _ratio(above: Floats, below: NDArray[Any], rng: np.random.Generator) -> dict[str, float]:
    """A ratio of sums with a 95 % bootstrap interval over people."""
    picks = rng.integers(len(above), size=(REPEATS, len(above)))
    bottom = np.maximum(below[picks].sum(axis=1), 1e-9)
    low, high = np.quantile(above[picks].sum(axis=1) / bottom, [0.025, 0.975])
    value = above.sum() / max(float(below.sum()), 1e-9)
    return {
        "value": round(float(value), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def best_at(row: dict[str, Any], look: int) -> dict[str, float]:
    """The best attacker's AUC after so many periods."""
    return cast("dict[str, float]", row["looks"][str(look)]["best"])
