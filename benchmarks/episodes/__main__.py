"""Forecasts by day beside their peers: ``python -m benchmarks.episodes``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from benchmarks.report import OUT, use_one_core, write_report, written

FOLDS = 10
STRENGTHS = (1.0, 1.5)  # mean resultant lengths of 0.45 and 0.60


@click.command()
@click.option("--quick", is_flag=True, help="A smoke test: few people.")
@click.option("--people", type=click.IntRange(2), default=40, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def main(quick: bool, people: int, out: Path) -> None:
    """Score forecasts by day and their peers on the same days; write JSON and pictures."""
    use_one_core()
    from benchmarks.data import EPISODES
    from benchmarks.episodes.measure import headaches, rhythms, seizures
    from benchmarks.episodes.picture import draw_pictures
    from benchmarks.episodes.targets import verdicts
    from offwatch.diary.readers.days import read_days
    from offwatch.forecast.evaluate.daily import records_of

    open_days = EPISODES / "headache_days_open.csv"
    single = sorted(EPISODES.glob("seizures_*.csv"))
    if not open_days.exists():
        click.echo(f"{open_days} is not there: the people with headaches are left out.")
    report: dict[str, Any] = {
        "headaches": headaches(records_of(read_days(open_days)), FOLDS)
        if open_days.exists()
        else None,
        "seizures": seizures({path.stem: records_of(read_days(path))[0] for path in single}),
        "rhythms": rhythms(4 if quick else people, STRENGTHS, seed=1),
    }
    report["targets"] = [
        {"name": name, "value": value, "must_be": must, "reached": reached}
        for name, value, must, reached in verdicts(report)
    ]
    path = write_report(out, "episodes", report)
    drawn = draw_pictures(report, out)
    _show(report)
    click.echo(written([path, *drawn]))


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, title="an episode tomorrow, headaches")
    for column in ("method", "Brier", "ratio", "95 %", "log loss", "ratio", "slope", "mean off"):
        table.add_column(column, justify="left" if column == "method" else "right")
    for name, row in (report["headaches"] or {"methods": {}})["methods"].items():
        low, high = row["brier_ratio_95"]
        table.add_row(
            name,
            f"{row['brier']:.4f}",
            f"{row['brier_ratio']:.3f}",
            f"{low:.3f}–{high:.3f}",
            f"{row['logloss']:.4f}",
            f"{row['logloss_ratio']:.3f}",
            f"{row['slope']:.2f}",
            f"{row['mean_off']:+.3f}",
        )
    console = Console()
    console.print(table)
    for row in report["targets"]:
        mark = "reached" if row["reached"] else "MISSED"
        console.print(f"{mark:8} {row['name']}: {row['value']:.3f} ({row['must_be']})")


if __name__ == "__main__":
    main()
