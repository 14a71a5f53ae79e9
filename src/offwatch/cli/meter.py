"""``offwatch meter``: what others could make of your days and passes, in plain words."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offwatch.cli.terminal.inputs import parse_json, read_regular
from offwatch.cli.terminal.plain import plain
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.mask.meter import Exposure
    from offwatch.norm import Norm

MOST_BYTES = 64 * 2**20
NOTABLE = 0.01


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("history", metavar="HISTORY.csv", type=click.Path(path_type=Path))
@click.option("--me", "person", required=True, metavar="PERSON", help="Whose exposure to look at.")
@click.option(
    "--norm",
    "norm_file",
    metavar="NORM.json",
    type=click.Path(path_type=Path),
    required=True,
    help="What the team has agreed on.",
)
@click.option("--if", "day", type=int, metavar="DAY", help="And after one more pass, on this day.")
@click.option(
    "--start", type=float, default=0.1, show_default=True, help="What an observer thought before."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(
    history: Path, person: str, norm_file: Path, day: int | None, start: float, as_json: bool
) -> None:
    """Show what an observer could infer from all that has been published of a person.

    HISTORY.csv has a row a person and day: person,day,asked,duty,passed; days count from 0, the
    first day of the norm.
    """
    from offwatch.mask.meter import measure, read_team

    norm = read_norm(norm_file)
    team = read_team(io.StringIO(_read(history), newline=""))
    me = team.find(person)
    after_pass = None if day is None else team.with_pass(me, day)
    now = measure(team, person, norm, start)
    after = None if after_pass is None else measure(after_pass, person, norm, start)
    if as_json:
        click.echo(
            json.dumps({"now": now.as_dict(), "after": None if after is None else after.as_dict()})
        )
        return
    for line in tell(now, after):
        click.echo(plain(line))


def read_norm(path: Path) -> Norm:
    """The norm in a file: as a pad writes it, or as the desk tells it.

    **Raises**: ``BadInput`` ``meter.norm``, or a ``norm.*`` code.
    """
    from offwatch.norm import Norm
    from offwatch.wire import BESIDE_THE_NORM

    values = parse_json(_read(path), "meter.norm", path.name)
    if not isinstance(values, dict) or "first_day" not in values:
        raise BadInput("meter.norm", "The norm is a JSON object with first_day, zone and the rest.")
    return Norm.from_dict({k: v for k, v in values.items() if k not in BESIDE_THE_NORM})


def tell(now: Exposure, after: Exposure | None) -> list[str]:
    """What the numbers mean, a line each."""
    lines = [_which(now), ""]
    every = [now] if after is None else [now, after]
    heads = ["Now"] if after is None else ["Now", "After this pass"]
    for head, one in zip(heads, every, strict=True):
        lines += [
            head,
            f"  {_stands_out(one.stands_out_p)}",
            f"  Somebody who thought it {_percent(one.observer_from)} likely that you follow a "
            f"rhythm of your own would now think {_percent(one.observer_to)}.",
            "  If they were sure of it, their best guess of when it next begins (two days either "
            f"way) would be right {_percent(one.guess_right)} of the time; by chance "
            f"{_percent(one.guess_chance)}.",
            *(f"  {line}" for line in _links(one)),
        ]
    return [*lines, "", "This is about what can be seen here. What somebody is told is not in it."]


def _which(now: Exposure) -> str:
    if now.keeps_norm:
        return f"Measured on {now.days} days, beside people who keep the same norm."
    return (
        f"Measured on {now.days} days. Most of your periods do not have the norm's number of days, "
        "so you are compared with people who wear no mask."
    )


def _stands_out(p: float) -> str:
    if p > 0.05:
        return f"Your days do not stand out: {_percent(p)} of ordinary ones look as regular."
    return f"Your days stand out: only {_percent(p)} of ordinary ones look as regular."


def _links(one: Exposure) -> list[str]:
    if not one.linked:
        return []
    count = len(one.linked)
    some = [link for link in one.linked if link.p * count <= 0.05 or link.p <= NOTABLE / count]
    if not some:
        return ["Nobody is away together with you more often than by chance."]
    return [
        f"You and {link.person} are away on the same days more often than by chance would be "
        f"expected (chance: {_percent(link.p)})."
        for link in some
    ]


def _percent(chance: float) -> str:
    if 0 < chance < 0.01:
        return f"{100 * chance:.1f} %"
    return f"{100 * chance:.0f} %"


def _read(path: Path) -> str:
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise BadInput("meter.too-large", "The file is larger than 64 MB; give fewer people.")
    try:
        return read_regular(path, "meter.no-file", most=MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("meter.encoding", "A file is not UTF-8 text.") from None
