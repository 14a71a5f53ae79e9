"""The desk with a large team: ``python -m benchmarks.desk``.

Starts a desk of its own with its database, web server and worker. Writes ``build/bench/desk.json``:
milliseconds of each page, also as multiples of a trivial page's 95th percentile, kilobytes, seconds
to add the team, and what an approved request stores.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from benchmarks.report import OUT, as_text, target_lines, write_report


@click.command()
@click.option("--people", type=click.IntRange(60), default=500, show_default=True)
@click.option("--weeks", type=click.IntRange(4), default=8, show_default=True)
@click.option("--readers", type=click.IntRange(1), default=20, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=20, show_default=True)
@click.option("--requests", type=click.IntRange(1), default=8, show_default=True)
@click.option("--quick", is_flag=True, help="A smoke test: a small team, few rounds.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on stdout.")
def main(
    people: int,
    weeks: int,
    readers: int,
    rounds: int,
    requests: int,
    quick: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Add a team of PEOPLE over WEEKS, read its pages, approve requests; time all of it."""
    from benchmarks.desk.run import STEPS, measure_all
    from benchmarks.progress import progress

    if quick:
        people, weeks, readers, rounds, requests = 60, 4, 3, 2, 1
    with progress(STEPS) as tell:
        report = measure_all(people, weeks, readers, rounds, requests, tell)
    write_report(out, "desk", report)
    if as_json:
        click.echo(as_text(report))
        return
    for line in _lines(report):
        click.echo(line)


def _lines(report: dict[str, Any]) -> list[str]:
    """A line a target, then a line a page."""
    pages = [
        f"    {name:<12} median {took['median']:8.1f} ms, p95 {took['p95']:8.1f},"
        f" cpu {took['cpu']:8.1f}, {took['kB']:8.1f} kB"
        for name, took in report["pages"].items()
    ]
    head = f"{report['people']} people, {report['weeks']} weeks, {report['duties']} duties:"
    return [*target_lines(report["targets"], 44), head, *pages]


if __name__ == "__main__":
    main()
