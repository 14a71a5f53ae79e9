"""``offwatch demo``: the night before the mission on real parts, then both sites, open."""

from __future__ import annotations

import json
import signal
import sys
from threading import Event

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.status import Status

from offwatch.cli.night.stage import DemoSites
from offwatch.cli.night.story import Scene, tell_the_night, tell_two_weeks_earlier
from offwatch.cli.night.telling import DemoStep, Telling
from offwatch.errors import OffwatchError


class Screen:
    """Steps on standard output for people, progress on standard error for whoever waits."""

    def __init__(self, as_json: bool) -> None:
        self.out = Console(quiet=as_json, highlight=False)
        self.aside = Console(stderr=True, highlight=False)
        self.status: Status | None = None
        self.now = ""

    def begin(self, step: DemoStep) -> None:
        self.now = step.title
        if self.aside.is_terminal:
            self.status = self.aside.status(f"[bold]{escape(step.title)}[/]")
            self.status.start()

    def progress(self, text: str) -> None:
        if self.status is not None:
            self.status.update(f"[bold]{escape(self.now)}[/] [dim]{escape(text)}[/]")
        else:
            self.aside.print(f"  {escape(text)}", style="dim")

    def end(self, step: DemoStep) -> None:
        if self.status is not None:
            self.status.stop()
            self.status = None
        mark = "[cyan]✓[/]" if step.ok else "[red]✗[/]"
        row = f"{step.row:>2}" if step.row else "  "
        self.out.print(
            f"{mark} [dim]{row}[/] [bold]{escape(step.title)}[/] [dim]{step.seconds:.1f} s[/]"
        )
        self.out.print(Padding(escape(step.shown), (0, 0, 0, 5)))


@click.command(name="demo")
@click.option("--headless", is_flag=True, help="Walk through the story and end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout; headless.")
def command(headless: bool, as_json: bool) -> int:
    """The night before the mission, end to end, then both sites to look around.

    Everything happens in a fresh folder that is removed at the end.
    """
    screen = Screen(as_json)
    telling = Telling(screen.begin, screen.end)
    screen.out.print(
        "[bold]The night before.[/] Numbers in front are rows of the table in the README."
    )
    signal.signal(signal.SIGTERM, _interrupt)
    stage = DemoSites(screen.progress)
    try:
        scene = tell_the_night(stage, telling)
        tell_two_weeks_earlier(
            stage,
            telling,
            scene.crew.desk,
            lambda done, of: screen.progress(f"pad {done} of {of}"),
        )
        screen.out.print(f"[bold]{len(telling.steps)} steps, {telling.seconds:.0f} s.[/]")
        if not (headless or as_json) and sys.stdout.isatty():
            _stay(screen, stage, scene)
    except OffwatchError:
        if not as_json:
            raise
    finally:
        screen.progress("stopping what was started")
        stage.close()
    if as_json:
        click.echo(json.dumps(telling.as_dict(), ensure_ascii=False))
    return 0 if telling.ok else 1


def _stay(screen: Screen, stage: DemoSites, scene: Scene) -> None:
    """Leave both sites open until somebody has seen enough."""
    accounts = scene.crew.accounts
    screen.out.print()
    screen.out.print(f"[bold]The knight's pad[/]  {scene.pad.site}")
    screen.out.print(f"    passphrase  {stage.passphrase}")
    screen.out.print(f"[bold]The team's desk[/]   {scene.crew.desk}")
    for person in ("general", "lieutenant", "leader", "knight"):
        account = accounts[person]
        screen.out.print(f"    {account.login:<11} {account.password}")
    screen.out.print()
    screen.out.print("Ctrl-C ends both and removes the folder.")
    try:
        Event().wait()
    except KeyboardInterrupt:
        screen.out.print()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
