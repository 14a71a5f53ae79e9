"""The forecast beside its peers: ``python -m benchmarks.forecast``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.report import OUT, use_one_core, write_report, written
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.diary.readers.cycles import PersonCycles


@click.command()
@click.option("--quick", is_flag=True, help="A smoke test: few people, few draws.")
@click.option("--folds", type=click.IntRange(2), default=3, show_default=True)
@click.option("--drop-logs", type=click.FloatRange(0, 0.9), default=0.15, show_default=True)
@click.option("--seeds", type=click.IntRange(1), default=5, show_default=True)
@click.option("--slow-seeds", type=click.IntRange(1), default=2, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def main(quick: bool, folds: int, drop_logs: float, seeds: int, slow_seeds: int, out: Path) -> None:
    """Score the forecast and its peers on the same forecasts; write one JSON and the pictures."""
    use_one_core()
    from benchmarks.forecast.measure import count_steps, measure
    from benchmarks.forecast.methods import Effort, quicken
    from benchmarks.forecast.picture import draw_pictures
    from benchmarks.forecast.show import show

    effort = Effort(folds, drop_logs, seeds, slow_seeds)
    if quick:
        effort = quicken(effort)
    try:
        people, dated, source = _find_people(quick)
        with _progress(count_steps(effort, dated=dated is not None)) as tell:
            report = {"source": source} | measure(people, dated, effort, tell)
    except BadInput as error:
        click.echo(f"{error.message} ({error.code})", err=True)
        sys.exit(error.exit_status)
    path = write_report(out, "forecast", report, _plain)
    drawn = draw_pictures(report, out)
    show(report)
    click.echo(written([path, *drawn]))
    if not drawn:
        click.echo("no pictures: matplotlib is not installed (`make bench-forecast` installs it)")


def _find_people(quick: bool) -> tuple[list[PersonCycles], list[PersonCycles] | None, str]:
    """The people of the shared data, or made-up ones where it is absent; and what to call them."""
    from benchmarks.data import DATED, FED
    from offwatch.diary.readers.cycles import read_cycles

    few = slice(0, 20 if quick else None)
    dated = read_cycles(DATED) if DATED.exists() and not quick else None
    if FED.exists():
        return read_cycles(FED)[few], dated, FED.name
    import numpy as np

    from benchmarks.forecast.people import make_people

    click.echo(
        f"{FED} is not there (FedCycleData071012, R. Fehring, Marquette University): people are"
        " made up from the shipped prior. That shows that this runs, and nothing about who is best."
    )
    made = make_people([10] * (20 if quick else 95), np.random.default_rng(0))
    return made, dated, "simulated from the shipped prior"


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """A bar on stderr, named by what is being run."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("beginning", total=steps)
        done = iter(range(steps + 1))
        yield lambda what: progress.update(task, description=what, completed=next(done, steps))


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main()
