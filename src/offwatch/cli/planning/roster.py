"""``offwatch roster``: a roster drawn up from what it demands."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import click
from rich.console import Console

from offwatch.cli.planning.files import CLEAR_LINE, read_json, show_progress, write_text
from offwatch.cli.terminal.plain import plain
from offwatch.errors import NothingBetter
from offwatch.plan import Made, Roster, dump_roster, make_roster, read_absences, read_roster
from offwatch.plan.present.sentences import day_words, how_found


@click.command()
@click.argument("roster_file", metavar="FILE.json", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Where to write the roster."
)
@click.option(
    "--avoid",
    "avoid_file",
    type=click.Path(path_type=Path),
    help="Days to keep people free where it costs no seat: {person: [day, …]}.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0.05, max=86400),
    default=10.0,
    show_default=True,
    help="Seconds until the answer; the solvers' start not counted.",
)
@click.option("--json", "as_json", is_flag=True, help="What it came to, as JSON on stdout.")
def command(
    roster_file: Path, out: Path, avoid_file: Path | None, deadline: float, as_json: bool
) -> None:
    """Draw up a roster: fill what is demanded around the duties that the file already holds.

    Exit 3 if no open seat can be filled; the roster is written all the same.
    """
    if math.isnan(deadline):
        raise click.BadParameter("it must be a number of seconds.", param_hint="'--deadline'")
    roster = read_roster(read_json(roster_file))
    avoid = read_absences(read_json(avoid_file), roster) if avoid_file is not None else {}
    progress = None if as_json else show_progress("on days to avoid")
    made = make_roster(roster, avoid, deadline_s=deadline, on_progress=progress)
    form = json.dumps(dump_roster(made.roster), indent=1, ensure_ascii=False) + "\n"
    write_text(out, form)
    if as_json:
        click.echo(json.dumps(_as_dict(made)))
    else:
        if sys.stderr.isatty():
            click.echo(CLEAR_LINE, err=True, nl=False)
        _show(Console(markup=False, highlight=False, emoji=False), roster, made)
    if made.open and made.roster.duties == roster.duties:
        raise NothingBetter(
            "plan.nothing-better", "No open seat can be filled; the roster is as it was."
        )


def _show(console: Console, roster: Roster, made: Made) -> None:
    seats = sum(n for _, _, n in made.open)
    given = sum(map(len, made.roster.duties.values())) - sum(map(len, roster.duties.values()))
    console.print(plain(f"{given} days of duty given, {seats or 'no'} seats open."), style="bold")
    for day, held, n in made.open:
        when = day_words(roster.day_at(day))
        console.print(plain(f"{n} open: {roster.name_of(held)} on {when}."))
    _, hit, _, short, most, _ = made.objective
    console.print(
        plain(
            f"On duty on days to avoid: {hit}. Hours short of the least: {short}. "
            f"Most days for one person, credit counted: {most}. "
            f"Wishes kept: {made.kept} of {made.wished}."
        )
    )
    odd = made.patterns
    console.print(
        plain(
            f"Most less fewest nights of one person: {odd.night_spread}; weekends: "
            f"{odd.weekend_spread}."
        )
    )
    console.print(
        plain(
            f"Nights alone: {odd.lone_nights}; single days: {odd.single_days}; "
            f"half weekends: {odd.split_weekends}."
        )
    )
    for breach in made.broken:
        who = roster.person[breach.person].name if breach.person else "The roster"
        console.print(plain(f"Not kept: {who} {breach.words}."), style="dim")
    bound = f"at least {made.bound.open} open" if not made.proven else "proved"
    console.print(
        plain(f"{bound}; found {how_found(made.solver)}, in {made.seconds:.2f} s."), style="dim"
    )


def _as_dict(made: Made) -> dict[str, object]:
    return {
        "open": [[made.roster.day_at(d).isoformat(), held, n] for d, held, n in made.open],
        "objective": list(made.objective),
        "bound": list(made.bound),
        "proven": made.proven,
        "seconds": round(made.seconds, 4),
        "startup_seconds": round(made.startup_seconds, 4),
        "solver": made.solver,
        "wishes": {"kept": made.kept, "of": made.wished},
        "patterns": made.patterns._asdict(),
        "broken": [{"rule": b.rule, "person": b.person, "words": b.words} for b in made.broken],
    }
