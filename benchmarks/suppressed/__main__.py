"""Onsets held down to about twice a year: ``python -m benchmarks.suppressed``.

Fourteen months after a suppressant was begun, with three onsets since: the next in days; and an
hour after a sign and half an hour after an exposure, in hours. Beside ours stand exact Bayes under
the law that the people were drawn from and one who knows each person's true numbers.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.report import OUT, use_one_core, write_report, written

if TYPE_CHECKING:
    from rich.table import Table

_QUICK = 3, 500


@click.command()
@click.option("--people", type=click.IntRange(2), default=2000, show_default=True)
@click.option("--points", type=click.IntRange(500), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--check", type=click.IntRange(0), default=20, help="people to check by walks")
@click.option("--quick", is_flag=True, help="A smoke test: few people, few points.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def main(people: int, points: int, seed: int, check: int, quick: bool, out: Path) -> None:
    """Score the forecast on people held down by a suppressant; write JSON and a picture."""
    use_one_core()
    import numpy as np
    from rich.console import Console

    from benchmarks.progress import progress
    from benchmarks.suppressed.check import agree
    from benchmarks.suppressed.picture import draw
    from benchmarks.suppressed.run import measure
    from offwatch.forecast import load_prior
    from offwatch.forecast.model.effects import load_effects

    if quick:
        (people, points), check = _QUICK, 0
    prior, effects = load_prior("menstrual"), load_effects()
    with progress(2 * people + check) as tell:
        report = measure(people, points, seed, tell)
        walks = []
        for i in range(check):
            rng = np.random.default_rng((seed, 2, i))
            walks.append(agree(prior, effects, rng, points, days=i % 2 == 0))
            tell("checking by walks")
    lines = report["lines"]
    found = report | {
        "lines": [asdict(line) for line in lines],
        "walks": [asdict(walk) for walk in walks],
    }
    path = write_report(out, "suppressed", found)
    picture = draw(lines, out / "suppressed.svg")
    Console(width=140).print(_table(lines))
    if walks:
        furthest = max(walk.apart for walk in walks)
        click.echo(f"exact Bayes and random walks, {check} people: {furthest:.3f} apart at most")
    click.echo(written([path, picture]))


def _table(lines: list[Any]) -> Table:
    from rich.table import Table

    table = Table(title="Held down to about twice a year: CRPS", title_justify="left")
    for name in ("part", "people", "ours", "exact Bayes", "knows the truth", "ours / exact", ""):
        table.add_column(name)
    for line in lines:
        over = line.over_exact
        table.add_row(
            line.part,
            str(line.people),
            *[f"{one.value:.3f} {line.unit}" for one in (line.ours, line.exact, line.oracle)],
            f"{over.value:.3f} ({over.low:.3f}–{over.high:.3f}), at most {line.at_most}",
            "yes" if line.reached else "NO",
        )
    return table


if __name__ == "__main__":
    main()
