"""Whether the whole forecast is right about people of known truth: ``make bench-calibration``.

Truth is drawn from the shipped priors and lived out by ``offwatch.simulate``, which knows nothing
of the forecast. Then the forecast is made, and where the truth falls in it must be evenly spread.
**Source** simulation-based calibration: Talts, Betancourt, Simpson, Vehtari & Gelman 2018.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from benchmarks.report import OUT, use_one_core, write_report, written

QUICK_PEOPLE = 10


@click.command()
@click.option("--people", type=click.IntRange(10), default=4000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--quick", is_flag=True, help="A smoke test: few people.")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def main(people: int, seed: int, quick: bool, out: Path) -> None:
    """Hold the forecast against known truth, PEOPLE for each preset; write JSON and pictures."""
    use_one_core()
    from benchmarks.calibration.picture import draw_odds, draw_ranks
    from benchmarks.calibration.run import count_people, measure
    from benchmarks.calibration.show import show
    from benchmarks.progress import progress

    people = QUICK_PEOPLE if quick else people
    with progress(count_people(people)) as tell:
        report = measure(people, seed, tell)
    files = [write_report(out, "calibration", _plain(report))]
    for part, found in report["parts"].items():
        file = out / f"calibration-{part.replace(' ', '-')}"
        histograms = [(one["question"], one["counts"]) for one in found["histograms"]]
        files.append(draw_ranks(f"{part}: ranks", histograms, file.with_suffix(".svg")))
        if found["odds"]:
            odds = Path(f"{file}-odds.svg")
            files.append(draw_odds(f"{part}: came against said", found["odds"], odds))
    show(report)
    click.echo(written(files))


def _plain(report: dict[str, Any]) -> dict[str, Any]:
    parts = {
        part: found | {kind: [asdict(one) for one in found[kind]] for kind in ("coverage", "odds")}
        for part, found in report["parts"].items()
    }
    return report | {"parts": parts}


if __name__ == "__main__":
    main()
