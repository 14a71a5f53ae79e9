"""``offwatch simulate crew``: histories of a made-up crew, with the truth beside them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offwatch.cli.terminal.whole import writing
from offwatch.errors import BadInput, Unavailable

if TYPE_CHECKING:
    from offwatch.crews.crew import CrewHistory, Policy

COLUMNS = ("person", "day", "asked", "duty", "passed", "in_episode", "onset")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Write synthetic histories with known truth."""


@command.command()
@click.option("--people", type=int, required=True, help="How many people.")
@click.option(
    "--condition",
    required=True,
    metavar="population|MEAN:SD|twice-yearly|none",
    help="What recurs: the published population law, a mean and spread in days, or nothing.",
)
@click.option(
    "--policy",
    type=click.Choice(["mask", "naive", "late", "uniform", "none"]),
    required=True,
    help="How people's days and passes come about.",
)
@click.option("--tracks", type=int, default=1, show_default=True, help="Tracks in each pad.")
@click.option("--days", type=int, default=6, show_default=True, help="Rhythm days a period.")
@click.option("--passes", type=int, default=1, show_default=True, help="Most passes a period.")
@click.option("--periods", type=int, default=13, show_default=True, help="Periods of 28 days.")
@click.option(
    "--density", type=float, default=0.5, show_default=True, help="Share of days on duty."
)
@click.option("--wishes", is_flag=True, help="Ordinary wishes on top of the mask.")
@click.option("--seed", type=int, required=True, help="The same seed gives the same file.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="CSV to write."
)
def crew(
    people: int,
    condition: str,
    policy: Policy,
    tracks: int,
    days: int,
    passes: int,
    periods: int,
    density: float,
    wishes: bool,
    seed: int,
    out: Path,
) -> None:
    """Live through some periods with a crew; one row a person and day, every day written."""
    from offwatch.crews.crew import SimulatedCrew, simulate_crew
    from offwatch.norm import Norm
    from offwatch.simulate import DAY_ZERO, parse_condition

    plan = SimulatedCrew(
        people=people,
        condition=parse_condition(condition),
        policy=policy,
        seed=seed,
        periods=periods,
        density=density,
        wishes=wishes,
        norm=Norm(first_day=DAY_ZERO, zone="UTC", tracks=tracks, days=days, passes=passes),
    )
    check_writable(out)
    with click.progressbar(length=100, label="living through the days", file=sys.stderr) as bar:

        def tick(done: int, total: int) -> None:
            step = 100 * done // total - bar.pos
            if step > 0:
                bar.update(step)

        history = simulate_crew(plan, tick)
    write_history(history, out)


def check_writable(out: Path) -> None:
    """Refuse before the work rather than after it."""
    if not out.exists() and not os.access(out.absolute().parent, os.W_OK):
        raise BadInput(
            "simulate.out-unwritable", "The folder of --out is missing or cannot be written to."
        )


def write_history(history: CrewHistory, out: Path) -> None:
    """Write all rows, or leave ``out`` as it was."""
    import numpy as np

    n_people, n_days = history.asked.shape
    table = np.stack(
        [history.asked, history.duty, history.passed, history.in_episode, history.onset], axis=2
    ).astype(np.uint8)
    try:
        with writing(out) as file:
            file.write(",".join(COLUMNS) + "\n")
            for person in range(n_people):
                rows = table[person].tolist()
                file.writelines(
                    f"{person},{day},{a},{d},{p},{e},{o}\n"
                    for day, (a, d, p, e, o) in zip(range(n_days), rows, strict=True)
                )
    except OSError as error:
        raise Unavailable(
            "simulate.out-failed", "The file of --out could not be written; is the disk full?"
        ) from error
