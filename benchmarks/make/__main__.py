"""A month's roster drawn up from demand, beside two published models: ``make bench-make``.

The same homes, the same time for each, one after another on the same machine. OR-Tools solves the
nurse scheduling model of its guide, Timefold the rules of its employee scheduling quickstart; both
are the products themselves. Homes 1 to 5 are those on which the maker was tuned; the report is of
others.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from typing import Any

import click

from benchmarks.make.homes import Home, care_home
from benchmarks.make.judge import LESS_IS_BETTER, SHOWN, judge
from benchmarks.make.question import flatten, read_answer
from benchmarks.plan.child import Child
from benchmarks.report import OUT, target_lines, write_report, written
from offwatch.plan import Solvers, make_roster

OURS, ORTOOLS, TIMEFOLD = "offwatch", "or-tools", "timefold"
HOMES = (101, 102, 103, 104, 105)
HALF = 0.5  # of a peer's lone nights, at the most


@click.command()
@click.option("--seconds", default=20.0, show_default=True, help="For each home and each maker.")
@click.option("--homes", default=",".join(map(str, HOMES)), show_default=True)
@click.option("--people", type=int, help="Of each home; without it sizes differ from 24 to 36.")
@click.option("--timefold", default="build/timefold/bin/python", metavar="PYTHON")
@click.option("--out", type=click.Path(path_type=Path), default=OUT)
def main(seconds: float, homes: str, people: int | None, timefold: str, out: Path) -> None:
    """Measure, show a table and the targets, and write make.json."""
    drawn = [care_home(int(seed), people) for seed in homes.split(",")]
    _print_head()
    rows = []
    for home in drawn:
        measured = _measure(home, seconds, timefold)
        rows += measured
        for row in measured:
            _print_row(row)
    means = _means(rows)
    targets = _targets(means)
    report = {
        "seconds": seconds,
        "peers": {
            ORTOOLS: "OR-Tools CP-SAT, the nurse scheduling model of its guide",
            TIMEFOLD: "Timefold 1.24 for Python, its employee scheduling rules and default search",
        },
        "rows": rows,
        "means": means,
        "targets": targets,
    }
    for maker, mean in means.items():
        _print_row({"home": "mean", "people": "", "maker": maker, **mean})
    print("\n".join(target_lines(targets, 44)))
    print(written([write_report(out, "make", report)]))
    sys.exit(0 if all(one["met"] for one in targets) else 1)


def _measure(home: Home, seconds: float, timefold: str) -> list[dict[str, Any]]:
    rows = []
    with ExitStack() as stack:
        solver = stack.enter_context(Solvers())
        solver.make_ready(every=True)
        made = make_roster(home.roster, {}, deadline_s=seconds, solver=solver, seed=home.seed)
        rows.append({"maker": OURS, **judge(home.roster, made.roster, made.seconds)})
    for name, module, python in (
        (ORTOOLS, "benchmarks.make.ortools_child", sys.executable),
        (TIMEFOLD, "benchmarks.make.timefold_child", timefold),
    ):
        if not Path(python).exists():
            print(f"{name} is left out: {python} is not there; see docs/bench-make.md.")
            continue
        child = Child(["-m", module], python)
        said = child.ask(flatten(home.roster, home.seed) | {"seconds": seconds}, seconds)
        child.close()
        if not said.get("found"):
            print(f"{name} found nothing: {said.get('note', 'no roster in the time')}.")
            continue
        after = read_answer(home.roster, said["duties"])
        row = judge(home.roster, after, said["seconds"])
        row["broken"] += said.get("twice", 0)  # two shifts on one day, of which one is judged
        rows.append({"maker": name, **row})
    size = len(home.roster.people)
    return [{"home": home.seed, "people": size, **row} for row in rows]


def _means(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    makers = dict.fromkeys(row["maker"] for row in rows)
    return {
        maker: {
            column: round(fmean(row[column] for row in rows if row["maker"] == maker), 2)
            for column in SHOWN
        }
        for maker in makers
    }


def _targets(means: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    found = []
    ours = means[OURS]
    for peer in (maker for maker in means if maker != OURS):
        for column in LESS_IS_BETTER:
            share = HALF if column == "lone_nights" else 1.0
            most = share * means[peer][column]
            found.append(
                {
                    "target": f"{column} at most {share:g}× that of {peer}",
                    "wanted": f"{most:g}",
                    "got": f"{ours[column]:g}",
                    "met": ours[column] <= most,
                }
            )
    return found


def _print_head() -> None:
    print(f"{'home':>6} {'people':>6} {'maker':<10}" + "".join(f"{c:>15}" for c in SHOWN))


def _print_row(row: dict[str, Any]) -> None:
    cells = "".join(f"{row[c]:>15g}" for c in SHOWN)
    print(f"{row['home']:>6} {row['people']:>6} {row['maker']:<10}{cells}", flush=True)


if __name__ == "__main__":
    main()
