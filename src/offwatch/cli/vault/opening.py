"""``offwatch pad open``: the pad in a browser, served first if it is not."""

from __future__ import annotations

import subprocess
import sys
import webbrowser
from pathlib import Path

import click

from offwatch.cli.terminal.pad_options import home_option, json_option, show
from offwatch.errors import Refused, Unavailable


@click.command("open")
@home_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8710, show_default=True,
    help="Where to serve it, if it is not being served.",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@json_option
def open_(home: Path | None, port: int, no_browser: bool, as_json: bool) -> None:
    """Open the pad in a browser; serve it from now on, if it is not being served.

    The address is printed as well. It works once, and the browser that opens it is known from
    then on. In an empty folder it opens on the page that makes a pad.
    """
    from offwatch.pad.runtime import launch
    from offwatch.pad.runtime.home import choose
    from offwatch.pad.runtime.serve import served_at
    from offwatch.vault import keys

    folder = choose(home)
    if not keys.exists(folder):
        launch.refuse_others(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        address = launch.address(folder, served_at(folder))
    except Refused:
        address = _serve(folder, port)
    show(as_json, {"address": address}, address)
    if not no_browser and not as_json:
        _show_in_browser(launch.page(folder, address))


def _serve(folder: Path, port: int) -> str:
    """Start serving in a process of its own, which stays; the address that it prints."""
    command = [sys.executable, "-m", "offwatch", "pad", "serve"]
    server = subprocess.Popen(
        [*command, "--home", str(folder), "--port", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    line = server.stdout.readline() if server.stdout is not None else ""
    if not line.startswith("pad "):
        raise Unavailable(
            "pad.not-started", "The pad could not be served; `offwatch pad serve` says why."
        )
    return line.split()[1]


def _show_in_browser(page: Path) -> None:
    try:
        opened = webbrowser.open(page.as_uri())
    except webbrowser.Error:
        opened = False
    if not opened:
        click.echo("No browser could be started; open the address above in one.", err=True)
