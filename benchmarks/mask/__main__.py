"""What the mask hides, buys and costs: ``python -m benchmarks.mask``.

Writes ``build/bench/mask.json`` after every cell, and the frontier as ``mask.svg``. ``--only``
measures the cells of a group (default, condition, policy, factor, norm) or one of the other steps
(naming, rare, costs, planned, initiator, sights).
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from benchmarks.report import OUT, use_one_core

QUICK_PEOPLE = 20


@click.command()
@click.option("--people", type=click.IntRange(20), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--only", multiple=True, help="Groups of cells; all where none is named.")
@click.option("--quick", is_flag=True, help="A smoke test: few people, few cells.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on stdout.")
def main(
    people: int, seed: int, only: tuple[str, ...], quick: bool, out: Path, as_json: bool
) -> None:
    """Measure policies and norms, PEOPLE of each kind under the default norm, fewer elsewhere."""
    use_one_core()
    from benchmarks.mask.cells import ALL, quick_cells
    from benchmarks.mask.picture import draw_frontier
    from benchmarks.mask.run import OTHERS, measure_all
    from benchmarks.mask.show import show
    from benchmarks.progress import progress

    cells = quick_cells() if quick else ALL
    others: tuple[str, ...] = OTHERS
    if only:
        cells = tuple(cell for cell in cells if cell.group in only)
        others = tuple(name for name in others if name in only)
        if not cells and not others:
            raise click.UsageError("There is no such group of cells.")
    people = QUICK_PEOPLE if quick else people
    out.mkdir(parents=True, exist_ok=True)
    with progress(len(cells) + len(others)) as tell:
        report = measure_all(cells, others, people, seed, out, tell)
    draw_frontier(report, out / "mask.svg")
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for line in show(report):
        click.echo(line)


if __name__ == "__main__":
    main()
