"""Re-planning beside simpler ways: ``python -m benchmarks.replan curtois …``.

With an instance, one case to one JSON file; with ``--all``, every single-person case of the
instances present, as a table beside greedy's answer.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from benchmarks.plan.replans import WAYS, Way, replan_by, solvers_of
from benchmarks.readers.curtois import absences_of, read_base, read_draws, read_instance
from offwatch.cli.terminal.whole import write_whole
from offwatch.errors import BadInput, OffwatchError
from offwatch.plan import Absences, Objective, Plan, Roster, check
from offwatch.plan.construct.repair import repair
from offwatch.plan.objective import score

PATH = click.Path(path_type=Path)
DATA = Path("../shared/data")


@click.group()
def benchmark() -> None:
    """Measure re-planning."""


@benchmark.command()
@click.argument("instance_file", metavar="[INSTANCE.txt]", type=PATH, required=False)
@click.option("--base", "base_file", type=PATH, help="The roster in force, as JSON.")
@click.option("--absent", "absent_file", type=PATH, help="{person: [day, …]}, or draws of it.")
@click.option("--draw", help="Which draw of the absences file.")
@click.option(
    "--deadline", type=click.FloatRange(min=0.05, max=86400), default=3.0, show_default=True
)
@click.option("--out", "out_file", type=PATH, help="Where to write the answer as JSON.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--method", type=click.Choice(WAYS), default="ours", show_default=True, help="Which way."
)
@click.option(
    "--reach", type=click.IntRange(0, 400), help="Only days within so many of an absence change."
)
@click.option("--all", "every", is_flag=True, help="All single-person cases of the data present.")
@click.option("--data", type=PATH, help="The folder of the data; default $OFFWATCH_DATA.")
def curtois(
    instance_file: Path | None,
    base_file: Path | None,
    absent_file: Path | None,
    draw: str | None,
    deadline: float,
    out_file: Path | None,
    seed: int,
    method: Way,
    reach: int | None,
    every: bool,
    data: Path | None,
) -> None:
    """Curtois & Qu's shift scheduling instances, days counted from 0."""
    if math.isnan(deadline):
        raise click.BadParameter("it must be a number of seconds.", param_hint="'--deadline'")
    if out_file is not None and not os.access(out_file.absolute().parent, os.W_OK):
        raise BadInput("curtois.out", f"{out_file.name} cannot be written; check its folder.")
    if every:
        folder = data or Path(os.environ.get("OFFWATCH_DATA", DATA))
        rows = _run_all(folder, deadline, seed, method, reach)
        _show(rows, err=out_file is None)
        _emit(out_file, {"deadline": deadline, "cases": rows})
        return
    if instance_file is None or base_file is None or absent_file is None:
        raise click.UsageError("Give INSTANCE.txt with --base and --absent, or --all.")
    base = read_base(base_file, read_instance(instance_file))
    absent = absences_of(_drawn(read_draws(absent_file), draw), base)
    plan = replan_by(method, base, absent, deadline_s=deadline, seed=seed, reach=reach)
    _emit(out_file, plan.as_dict(days="number"))


def _drawn(draws: dict[str, Any], draw: str | None) -> dict[str, list[int]]:
    if draw is None and "" in draws:
        flat: dict[str, list[int]] = draws[""]
        return flat
    if draw is None or draw not in draws:
        names = ", ".join(sorted(draws)[:8])
        raise BadInput("curtois.draw", f"Name one of the file's draws with --draw: {names}.")
    found: dict[str, list[int]] = draws[draw]
    return found


def _run_all(
    data: Path, deadline: float, seed: int, method: Way, reach: int | None
) -> list[dict[str, Any]]:
    folder = data / "rosters" / "curtois"
    cases = list(_cases(folder if folder.is_dir() else data))
    if not cases:
        message = "No Curtois data there; see schedulingbenchmarks.org, or set --data."
        raise BadInput("curtois.data", message)
    rows = []
    with solvers_of(method) as pair:
        for name, base, absent in cases:
            began = time.monotonic()
            greedy = score(base, repair(base, absent), absent)
            greedy_s = time.monotonic() - began
            plan = replan_by(
                method, base, absent, deadline_s=deadline, solver=pair, seed=seed, reach=reach
            )
            assert not check(base, plan.roster, absent)
            rows.append(_row(name, plan, greedy, greedy_s))
            click.echo(f"{name}: {plan.objective[:2]} {plan.scope}", err=True)
    return rows


def _cases(folder: Path) -> Iterator[tuple[str, Roster, Absences]]:
    def number(path: Path) -> int:
        return int(re.sub(r"\D", "", path.stem) or 0)

    for path in sorted(folder.glob("Instance*.txt"), key=number):
        n = number(path)
        base = read_base(folder / f"base-{n}.json", read_instance(path))
        for draw, days in read_draws(folder / f"absences-{n}.json").items():
            if draw.startswith("single-"):
                yield f"{n} {draw}", base, absences_of(days, base)


def _row(name: str, plan: Plan, greedy: Objective, greedy_s: float) -> dict[str, Any]:
    return {
        "case": name,
        "greedy_open": greedy.open,
        "greedy_told": greedy.told,
        "greedy_seconds": round(greedy_s, 4),
        "open": plan.objective.open,
        "told": plan.objective.told,
        "changed": plan.objective.changed,
        "bound": list(plan.bound),
        "proven": plan.proven,
        "scope": str(plan.scope),
        "seconds": round(plan.seconds, 3),
        "solver": plan.solver,
        "rungs": [result.as_dict() for result in plan.results],
    }


def _show(rows: list[dict[str, Any]], *, err: bool) -> None:
    table = Table("case", "greedy open", "told", "open", "told", "days", "bound", "proven", "s")
    for r in rows:
        proof = r["scope"] if r["proven"] else f"no ({r['scope']})"
        table.add_row(
            r["case"],
            *(str(r[k]) for k in ("greedy_open", "greedy_told", "open", "told")),
            str(r["changed"]),
            f"{r['bound'][0]}, {r['bound'][1]}",
            proof,
            f"{r['seconds']:.2f}",
        )
    console = Console(stderr=err, width=100)
    console.print(table)
    opened, before = (sum(r[k] for r in rows) for k in ("open", "greedy_open"))
    proven = sum(r["proven"] for r in rows)
    everywhere = sum(r["proven"] and r["scope"] == "global" for r in rows)
    console.print(
        f"{len(rows)} cases: {opened} seats open (greedy {before}), proven {proven}, "
        f"of these globally {everywhere}"
    )


def _emit(out_file: Path | None, answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False) + "\n"
    if out_file is None:
        click.echo(text, nl=False)
    else:
        try:
            write_whole(out_file, text)
        except OSError as error:
            raise BadInput("curtois.out", f"{out_file.name} cannot be written.") from error


def main() -> None:
    try:
        benchmark.main(standalone_mode=False)
    except OffwatchError as error:
        click.echo(json.dumps(error.as_dict()), err=True)
        sys.exit(error.exit_status)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(json.dumps({"code": "interrupted", "message": "Stopped."}), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
