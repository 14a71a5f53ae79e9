"""Re-planning beside its peers: ``python -m benchmarks.plan``."""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import closing
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from benchmarks.data import CURTOIS, DATA
from benchmarks.plan.effort import SECTIONS, Effort, quicken
from benchmarks.report import OUT, write_report, written
from offwatch.errors import OffwatchError

INRC2 = DATA / "rosters" / "inrc2"
SOURCES = {
    CURTOIS: "the shift scheduling instances of schedulingbenchmarks.org (Curtois & Qu)",
    INRC2: "the second international nurse rostering competition",
}
SECONDS = click.FloatRange(min=0.05, max=3600)


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(SECTIONS))
@click.option("--quick", is_flag=True, help="A smoke test: few cases, short deadlines.")
@click.option("--short", type=SECONDS, default=1.0, show_default=True, help="Our first deadline.")
@click.option("--long", "long_", type=SECONDS, default=10.0, show_default=True, help="Everybody's.")
@click.option("--many", type=SECONDS, default=60.0, show_default=True, help="Large, many absences.")
@click.option("--draws", type=click.IntRange(1), default=4, show_default=True, help="Per roster.")
@click.option("--whole", type=click.IntRange(0), default=2, show_default=True)
@click.option("--seed", type=int, default=Effort().seed, show_default=True)
@click.option("--timefold", "timefold_python", default=sys.executable, metavar="PYTHON")
@click.option("--out", type=click.Path(path_type=Path), default=OUT, show_default=True)
def main(
    sections: tuple[str, ...],
    quick: bool,
    short: float,
    long_: float,
    many: float,
    draws: int,
    whole: int,
    seed: int,
    timefold_python: str,
    out: Path,
) -> None:
    """Put the same cases to Offwatch and its peers; write one JSON and the pictures.

    SECTIONS are all, or some of: singles, many, inrc2, missions, moves, scaling. What other
    sections came to in earlier runs into the same folder is kept. Of a published roster's
    single absences all DRAWS go to Offwatch, greedy and scratch, the first WHOLE to CP-SAT and
    HiGHS on the whole horizon too.
    """
    effort = Effort(short_s=short, long_s=long_, many_s=many, draws=draws, whole=whole, seed=seed)
    if quick:
        effort = quicken(effort)
    try:
        _measure(sections or SECTIONS, effort, timefold_python, out)
    except OffwatchError as error:
        click.echo(f"{error.message} ({error.code})", err=True)
        sys.exit(error.exit_status)


def _measure(chosen: tuple[str, ...], effort: Effort, timefold_python: str, out: Path) -> None:
    from benchmarks.plan.measure import measure
    from benchmarks.plan.picture import draw_pictures
    from benchmarks.plan.show import show
    from benchmarks.plan.stable import Stable
    from benchmarks.plan.targets import beaten, check_targets, contradictions, outdone
    from benchmarks.progress import progress

    out.mkdir(parents=True, exist_ok=True)
    path = out / "plan.json"
    report = _earlier(path, chosen)
    present = {part: folder.is_dir() for part, folder in _folders().items()}
    for folder in dict.fromkeys(f for part, f in _folders().items() if not present[part]):
        click.echo(f"{folder} is not there ({SOURCES[folder]}): its sections are left out.")
    wanted = [name for name in chosen if present.get(name, True)]
    with closing(Stable(timefold_python)) as stable, progress(len(wanted)) as tell:
        for name in wanted:
            tell(name)
            report["sections"][name] = measure(
                name, effort, stable, out / "bases", _folders(), tell
            )
            report["runs"][name] = {"effort": asdict(effort), "load": os.getloadavg()[0]}
            write_report(out, "plan", report)
        report["left_out"] |= stable.left_out
    every = [r for n, rows in report["sections"].items() if n != "scaling" for r in rows]
    targets = check_targets(report["sections"], asdict(effort))
    report |= {
        "machine": _machine(),
        "targets": [asdict(target) for target in targets],
        "beaten": beaten(every),
        "outdone": outdone(every),
        "contradictions": contradictions(every),
    }
    write_report(out, "plan", report)
    drawn = draw_pictures(report, out)
    show(report, targets)
    click.echo(written([path, *drawn]))
    if not drawn:
        click.echo("no pictures: matplotlib is not installed (`make bench-plan` installs it)")


def _earlier(path: Path, chosen: tuple[str, ...]) -> dict[str, Any]:
    """What earlier runs of other sections came to, if this run is not of all."""
    fresh: dict[str, Any] = {"sections": {}, "runs": {}, "left_out": {}}
    if set(chosen) == set(SECTIONS) or not path.exists():
        return fresh
    kept = json.loads(path.read_text(encoding="utf-8"))
    for part in ("sections", "runs"):
        fresh[part] = {name: rows for name, rows in kept[part].items() if name not in chosen}
    return fresh


def _folders() -> dict[str, Path]:
    return {"singles": CURTOIS, "many": CURTOIS, "inrc2": INRC2}


def _machine() -> dict[str, Any]:
    """What was measured on, in figures that anybody may know."""
    found: dict[str, Any] = {"cpus": os.cpu_count(), "python": platform.python_version()}
    for name in ("ortools", "highspy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


if __name__ == "__main__":
    main()
