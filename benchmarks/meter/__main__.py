"""The exposure meter against people of known truth: ``python -m benchmarks.meter``.

Writes ``build/bench/meter.json`` and a picture of what came against what was said.
``--make-reference`` makes anew the data file the meter compares with, from its own seed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from benchmarks.report import OUT, as_text, target_lines, use_one_core, write_report, written

QUICK_PEOPLE = 30
REFERENCE = Path("src/offwatch/mask/meter/reference.npz")


@click.command()
@click.option("--people", type=click.IntRange(10), default=2000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1000, show_default=True)
@click.option("--quick", is_flag=True, help="A smoke test: few people.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
@click.option("--make-reference", is_flag=True, help=f"Only write {REFERENCE} anew.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on stdout.")
def main(
    people: int, seed: int, quick: bool, out: Path, make_reference: bool, as_json: bool
) -> None:
    """Hold the meter against known truth, PEOPLE of each kind."""
    use_one_core()
    from benchmarks.calibration.picture import draw_odds
    from benchmarks.meter.make_reference import make_shipped
    from benchmarks.meter.run import count_people, measure_all
    from benchmarks.progress import progress

    if make_reference:
        REFERENCE.write_bytes(make_shipped())
        click.echo(written([REFERENCE]))
        return
    people = QUICK_PEOPLE if quick else people
    with progress(count_people(people)) as tell:
        report = measure_all(people, seed, tell)
    odds = report.pop("odds")
    write_report(out, "meter", report)
    draw_odds("What an observer is said to think, and the truth", odds, out / "meter.svg")
    if as_json:
        click.echo(as_text(report))
        return
    for line in _lines(report):
        click.echo(line)


def _lines(report: dict[str, Any]) -> list[str]:
    targets = target_lines(report["targets"], 60)
    shares = [
        f"{part:<9} {one['group']:<46} {one['share']:.3f} [{one['low']:.3f}, {one['high']:.3f}]"
        for part in ("level", "power", "links")
        for one in report[part]
    ]
    errors = [
        f"{part:<9} {one['question']:<46} error {one['error']:.3f}, "
        f"said {one['least_said']:.2f} to {one['most_said']:.2f}"
        for part in ("observer", "guess")
        for one in report[part]
    ]
    seconds = report["seconds"]
    return [
        *targets,
        *shares,
        *errors,
        f"seconds   mean {seconds['mean']:.3f}, most {seconds['most']:.3f}",
    ]


if __name__ == "__main__":
    main()
