"""Every attacker on simulated crews, with the mask and without: ``python -m benchmarks.attacks``.

For each pair of crews, one with a condition and one without, the AUC of each attacker trained on
one half of the people and tried on the other; 0.5 is a coin. Then how often a guess of the next
onset comes true, beside chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.mask.crews import join_on
from benchmarks.mask.measure import interval_of, see, try_all
from benchmarks.mask.sights import GUESS_CUT_DAYS, rate_guess
from benchmarks.report import OUT, use_one_core, write_report
from offwatch.crews.crew import CrewHistory, Policy, SimulatedCrew, simulate_crew
from offwatch.mask.attacks import (
    FIVE,
    Attack,
    Markers,
    Restarts,
)
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition

ATTACKS: tuple[Attack, ...] = (*FIVE, Restarts(), Markers())


@dataclass(frozen=True, slots=True)
class Pair:
    """A crew with a condition and one without, under one policy each.

    With ``begun_after`` those with a condition begin their diaries after so many periods, and
    the tracks of an empty pad end there.
    """

    name: str
    condition: str
    policy: Policy
    against: Policy
    tracks: int = 1
    days: int = 6
    passes: int = 1
    periods: int = 13
    begun_after: int = 0


PAIRS = (
    Pair("no mask, naive", "population", "naive", "none"),
    Pair("no mask, late and honest", "population", "late", "none"),
    Pair("no mask, uniform cover", "population", "uniform", "none"),
    Pair("no mask, nobody with a condition", "none", "none", "none"),
    Pair("default norm, 3 periods", "population", "mask", "mask", periods=3),
    Pair("default norm, 6 periods", "population", "mask", "mask", periods=6),
    Pair("default norm, 13 periods", "population", "mask", "mask"),
    Pair("default norm, all 28 ± 2.5 days", "28:2.5", "mask", "mask"),
    Pair(
        "default norm, diaries begun after 6 periods", "population", "mask", "mask", begun_after=6
    ),
    Pair("two tracks, 8 days, 2 passes", "population", "mask", "mask", 2, 8, 2),
)


def run(pair: Pair, condition: str, policy: Policy, people: int, seed: int) -> CrewHistory:
    """One crew of a pair."""
    norm = Norm(
        first_day=DAY_ZERO, zone="UTC", tracks=pair.tracks, days=pair.days, passes=pair.passes
    )
    return simulate_crew(
        SimulatedCrew(
            people=people,
            condition=parse_condition(condition),
            policy=policy,
            seed=seed,
            periods=pair.periods,
            norm=norm,
        )
    )


def measure(pair: Pair, people: int, seed: int) -> dict[str, Any]:
    """AUCs of all attackers on one pair, and the guess of the next onset."""
    having = run(pair, pair.condition, pair.policy, people, seed)
    if pair.begun_after:
        empty = run(pair, "none", pair.policy, people, seed + 2)
        having = join_on(empty, having, 28 * pair.begun_after)
    without = see(run(pair, "none", pair.against, people, seed + 1))
    rng = np.random.default_rng(seed)
    aucs = try_all({attack.name: attack for attack in ATTACKS}, see(having), without, rng)
    return {"pair": pair.name, "auc": aucs, "next_onset": _guess(having)}


def _guess(history: CrewHistory) -> dict[str, float] | None:
    if not history.onset.any() or history.asked.shape[1] <= GUESS_CUT_DAYS:
        return None
    share, n, chance = rate_guess(see(history), history.onset)
    error = interval_of(share, n)[1] - share
    return {"right": round(share, 3), "give_or_take": round(error, 3), "chance": round(chance, 3)}


@click.command()
@click.option("--people", type=click.IntRange(20), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--quick", is_flag=True, help="A smoke test: few people.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def main(people: int, seed: int, quick: bool, out: Path) -> None:
    """Turn every attacker on crews of PEOPLE with a condition and as many without."""
    use_one_core()
    people = 30 if quick else people
    found = []
    for pair in PAIRS:
        found.append(measure(pair, people, seed))
        report = {"people": people, "seed": seed, "pairs": found}
        write_report(out, "attacks", report)
        click.echo(pair.name)
        for name, auc in found[-1]["auc"].items():
            click.echo(f"  {name:<16} {auc['auc']:.3f} [{auc['low']:.3f}, {auc['high']:.3f}]")
        if found[-1]["next_onset"]:
            click.echo(f"  next onset       {found[-1]['next_onset']}")


if __name__ == "__main__":
    main()
