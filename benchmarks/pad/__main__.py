"""The pages of a pad with twenty years of daily entries: ``python -m benchmarks.pad``.

Writes ``build/bench/pad.json``: CPU milliseconds of each page, medians, beside an empty pad.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from benchmarks.report import OUT, as_text, target_lines, use_one_core, write_report

QUICK_YEARS, QUICK_ROUNDS = 1, 2


@click.command()
@click.option("--years", type=click.IntRange(0, 80), default=20, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=15, show_default=True)
@click.option("--quick", is_flag=True, help="A smoke test: one year, few rounds.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on stdout.")
def main(years: int, rounds: int, quick: bool, out: Path, as_json: bool) -> None:
    """Time Today, Outlook, the calendar and a tap, on a diary of YEARS and on an empty one."""
    use_one_core()
    from benchmarks.pad.run import count_steps, measure_all
    from benchmarks.progress import progress

    if quick:
        years, rounds = QUICK_YEARS, QUICK_ROUNDS
    with progress(count_steps()) as tell:
        report = measure_all(years, rounds, tell)
    write_report(out, "pad", report)
    if as_json:
        click.echo(as_text(report))
        return
    for line in _lines(report):
        click.echo(line)


def _lines(report: dict[str, Any]) -> list[str]:
    """A line a target, then a line a page."""
    targets = target_lines(report["targets"], 40)
    pages = [
        f"    {name:<10} {pad:<6} median {took['median']:8.1f} ms, least {took['least']:8.1f}"
        for pad, found in report["ms"].items()
        for name, took in found.items()
    ]
    return [*targets, f"{report['years']} years, CPU, {report['rounds']} rounds:", *pages]


if __name__ == "__main__":
    main()
