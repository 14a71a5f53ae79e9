"""A diary begun late: take the track at once, or wait until both rhythms ask for the same days?

``python -m benchmarks.mask.late``: the best attacker beside members without a condition, and what
waiting costs those who wait.
"""

from __future__ import annotations

import click
import numpy as np

from benchmarks.mask.cells import Cell
from benchmarks.mask.crews import hand_over, simulate_cell
from benchmarks.mask.measure import ATTACKS, best_of, see, try_all
from offwatch.crews.crew import CrewHistory

BEGUN = 6
PERIODS = 20


@click.command()
@click.option("--people", type=click.IntRange(20), default=300, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=101, show_default=True)
def main(people: int, seed: int) -> None:
    """Diaries begun after six periods of twenty, handed over at 0, 3, 4 and 5 equal days."""
    cell = Cell(group="late", name="late", looks=(PERIODS,))
    having = simulate_cell(cell, "population", people, seed)
    without = simulate_cell(cell, "none", people, seed + 1)
    empty = simulate_cell(cell, "none", people, seed + 2)
    click.echo(f"from the first day: {_best(having, without, seed)}")
    for least in (0, 3, 4, 5):
        joined, number = hand_over(empty, having, BEGUN, least)
        wait = number - BEGUN
        met = wait < PERIODS - BEGUN
        click.echo(
            f"{least} equal days: {_best(joined, without, seed)}; wait of the middle "
            f"{np.median(wait):.0f}, of nine in ten {np.quantile(wait, 0.9):.0f} periods, "
            f"{1 - met.mean():.0%} never"
        )


def _best(having: CrewHistory, without: CrewHistory, seed: int) -> str:
    rng = np.random.default_rng(seed)
    best = best_of(try_all(ATTACKS, see(having), see(without), rng))
    return f"AUC {best['auc']:.2f} [{best['low']:.2f}, {best['high']:.2f}], {best['attack']}"


if __name__ == "__main__":
    main()
