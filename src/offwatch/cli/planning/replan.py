"""``offwatch replan``: the difference a planner has to make, in sentences."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from offwatch.cli.planning.files import CLEAR_LINE, read_json, show_progress, write_text
from offwatch.cli.terminal.plain import plain
from offwatch.errors import NothingBetter
from offwatch.plan import (
    Absences,
    Plan,
    Roster,
    dump_roster,
    propose,
    read_absences,
    read_roster,
    replan,
)
from offwatch.plan.present.sentences import day_words, how_found
from offwatch.plan.result import Change
from offwatch.plan.roster.availability import Availability


@click.command()
@click.argument("roster_file", metavar="ROSTER.json", type=click.Path(path_type=Path))
@click.option(
    "--absent",
    "absent_file",
    required=True,
    type=click.Path(path_type=Path),
    help="Who is away on which days: {person: [day, …]}.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0.05, max=3600),
    default=1.0,
    show_default=True,
    help="Seconds until the answer; the solver's start not counted.",
)
@click.option("--json", "as_json", is_flag=True, help="The whole plan as JSON on stdout.")
@click.option(
    "--proposals",
    type=click.IntRange(1, 3),
    help="How many plans to choose from; 3, with --json 1, which then has all the time.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the new roster, same form.")
@click.option("--plot", type=click.Path(path_type=Path), help="Write a before-and-after picture.")
def command(
    roster_file: Path,
    absent_file: Path,
    deadline: float,
    as_json: bool,
    proposals: int | None,
    out: Path | None,
    plot: Path | None,
) -> None:
    """Re-plan a roster with the fewest people disturbed.

    Exit 3 if nothing better can be offered than to leave the seats open; the plan is shown all the
    same.
    """
    if math.isnan(deadline):
        raise click.BadParameter("it must be a number of seconds.", param_hint="'--deadline'")
    roster = read_roster(read_json(roster_file))
    absent = read_absences(read_json(absent_file), roster)
    console = Console(markup=False, highlight=False, emoji=False)
    shown: list[Plan] = []

    def show_best(best: Plan) -> None:
        """The plan asked for is there at the deadline; others follow."""
        if sys.stderr.isatty():
            click.echo(CLEAR_LINE, err=True, nl=False)  # the progress has been read
        _show(console, roster, best)
        shown.append(best)

    count = proposals or (1 if as_json else 3)
    how: dict[str, Any] = {"deadline_s": deadline}
    if not as_json:
        how["on_progress"] = show_progress()
    plans: tuple[Plan, ...]
    if count == 1:
        plans = (replan(roster, absent, **how),)
        if not as_json:
            show_best(plans[0])
    else:
        told = None if as_json else show_best
        plans = propose(roster, absent, on_best=told, **how)[:count]
    plan = plans[0]
    if out is not None:
        text = json.dumps(dump_roster(plan.roster), indent=1, ensure_ascii=False) + "\n"
        write_text(out, text)
    if plot is not None:
        from offwatch.plan.present.picture import draw_plan

        write_text(plot, draw_plan(roster, plan))
    if as_json:
        others = {"proposals": [other.as_dict() for other in plans[1:]]} if proposals else {}
        click.echo(json.dumps(plan.as_dict() | others))
    else:
        for other in (one for one in plans if one not in shown):
            console.print()
            word = "Better, found since" if other.objective < shown[0].objective else "Or"
            console.print(plain(f"{word}: {other.title}. {_headline(other)}"), style="bold")
            _differences(console, roster, other, absent)
    if plan.open and not plan.fills:
        raise NothingBetter(
            "plan.nothing-better", "No open seat can be filled; the plan above leaves them open."
        )


def _show(console: Console, roster: Roster, plan: Plan) -> None:
    console.print(plain(f"{plan.title}. {_headline(plan)}"), style="bold")
    _differences(console, roster, plan)
    for breach in plan.standing:
        who = roster.person[breach.person].name if breach.person else "The roster"
        console.print(plain(f"Left as it was: {who} {breach.words}."), style="dim")
    console.print(_proof(plan), style="dim")


def _differences(
    console: Console, roster: Roster, plan: Plan, known: Absences | None = None
) -> None:
    """What a plan changes; without the days of absences that are ``known`` from another."""
    lost = Availability(roster, known or {}).lost
    changes = [c for c in plan.changes if c.now is not None or c.day not in lost.get(c.person, ())]
    for move in plan.moves:
        was, now = (day_words(roster.day_at(d)) for d in (move.from_day, move.to_day))
        name = roster.name_of(move.mission)
        console.print(plain(f"{name} moves from {was} to {now}: {move.why}."))
    if changes:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for head in ("Day", "Person", "Was", "Is", "Why"):
            table.add_column(head, no_wrap=head == "Day", overflow="fold")
        for run in _runs(changes):
            c, days = run[0], [day_words(roster.day_at(d)) for d in (run[0].day, run[-1].day)]
            cells = (
                " –\n".join(dict.fromkeys(days)),
                roster.person[c.person].name,
                _name(roster, c.was),
                _name(roster, c.now),
                c.why,
            )
            table.add_row(*map(plain, cells))
        console.print(table)
    for day, held, n in plan.open:
        seats = "1 seat stays" if n == 1 else f"{n} seats stay"
        when = day_words(roster.day_at(day))
        console.print(plain(f"{seats} open: {roster.name_of(held)} on {when}."))


def _runs(changes: Sequence[Change]) -> list[list[Change]]:
    """The changes by day, a person's same change on days in a row as one."""
    runs: dict[tuple[object, ...], list[Change]] = {}
    order = Counter[tuple[object, ...]]()
    for c in sorted(changes, key=lambda c: (c.day, c.person)):
        what = (c.person, c.was, c.now, c.why)
        if c.day - 1 != runs.get((*what, order[what]), [c])[-1].day:
            order[what] += 1
        runs.setdefault((*what, order[what]), []).append(c)
    return list(runs.values())


def _headline(plan: Plan) -> str:
    told = len(plan.told)
    people = "nobody is told" if not told else f"{told} told"
    seats = sum(n for _, _, n in plan.open)
    return f"{people[0].upper()}{people[1:]}, {seats or 'no'} seat{'' if seats == 1 else 's'} open."


def _proof(plan: Plan) -> str:
    where = ""
    if plan.scope.kind == "links":
        n = plan.scope.reach
        where = f" (by handing seats on, at most {n} times)"
    elif plan.scope.kind != "global":
        where = f" (changes within {plan.scope} of the absences)"
    if plan.proven:
        how = f"Proved: no plan leaves fewer seats open or tells fewer people{where}."
    else:
        how = (
            f"Best found in the time; at least {plan.bound.open} open and "
            f"{plan.bound.told} told{where}."
        )
    return f"{how} Found {how_found(plan.solver)}, in {plan.seconds:.2f} s."


def _name(roster: Roster, held: str | None) -> str:
    return "off" if held is None else roster.name_of(held)
