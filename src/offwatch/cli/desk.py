"""``offwatch desk``: the team's server."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from offwatch.cli.stopping import stop_in_order
from offwatch.errors import BadInput

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HOME = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of this desk (OFFWATCH_DESK_HOME; default ~/.local/share/offwatch/desk).",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


@click.group()
def command() -> None:
    """The team's server: people, rosters, asks."""
    stop_in_order()


@command.command()
@HOME
@click.option("--roster", type=FILE, help="A first team's roster (offwatch-roster/1).")
@click.option("--team", type=FILE, help="Who is who in that team.")
@click.option("--draft", is_flag=True, help="The roster is a draft, not published yet.")
@AS_JSON
def init(
    home: Path | None, roster: Path | None, team: Path | None, draft: bool, as_json: bool
) -> None:
    """Prepare database and key, and optionally a first team."""
    if (roster is None) != (team is None):
        raise click.UsageError("--roster and --team belong together.")
    from offwatch.desk.process import prepare

    with prepare.database(_home(home), _say):
        prepare.set_up(_say)
        if roster is None or team is None:
            click.echo(json.dumps({"team": None, "accounts": []}) if as_json else "The desk is set")
            return
        _add(roster, team, draft, as_json)


@command.command("add-team")
@HOME
@click.option("--roster", type=FILE, required=True, help="The team's roster (offwatch-roster/1).")
@click.option("--team", type=FILE, required=True, help="Who is who in the team.")
@click.option("--draft", is_flag=True, help="The roster is a draft, not published yet.")
@AS_JSON
def add_team(home: Path | None, roster: Path, team: Path, draft: bool, as_json: bool) -> None:
    """Add a team; also beside a site that is running."""
    from offwatch.desk.process import prepare

    with prepare.database(_home(home), _say):
        prepare.set_up(_say)
        _add(roster, team, draft, as_json)


@command.command()
@HOME
@click.option("--port", default=8720, show_default=True, help="0 picks a free one.")
def serve(home: Path | None, port: int) -> None:
    """Serve the desk on localhost, with its database and one worker."""
    from offwatch.desk.process import supervise

    supervise.serve(_home(home), port, _say, _announce)


@command.command()
@HOME
def work(home: Path | None) -> None:
    """One more worker for a desk that runs, here or on another machine."""
    from offwatch.desk.process import prepare
    from offwatch.desk.process import work as worker

    with prepare.database(_home(home), _say):
        prepare.set_up(_say)
        _say("working; Ctrl-C to stop")
        worker.main()


@command.command()
@AS_JSON
def schema(as_json: bool) -> None:
    """List every table and column, from a throw-away database."""
    from offwatch.desk.process import prepare

    with tempfile.TemporaryDirectory(prefix="offwatch-") as folder:
        Path(folder).chmod(0o711)
        with prepare.throw_away(Path(folder)):
            prepare.set_up()
            tables = prepare.list_columns()
    if as_json:
        click.echo(json.dumps(tables, indent=1))
        return
    for table, columns in tables.items():
        click.echo(f"{table}: {', '.join(columns)}")


def _home(given: Path | None) -> Path:
    from offwatch.desk.environ import desk_home

    return given.expanduser().absolute() if given else desk_home()


def _add(roster: Path, team: Path, draft: bool, as_json: bool) -> None:
    from datetime import UTC, datetime

    from offwatch.desk.services.import_roster import ImportRoster, do_import_roster
    from offwatch.desk.team_form import read_team

    command = ImportRoster(_read_json(roster), read_team(team.read_bytes()), draft)
    added = do_import_roster(None, command, datetime.now(UTC))
    accounts = [
        {
            "person": account.person,
            "login": account.login,
            "password": account.password,
            "pairing_code": account.pairing_code,
        }
        for account in added.accounts
    ]
    if as_json:
        click.echo(json.dumps({"team": added.team, "accounts": accounts}))
        return
    click.echo(f"Team {added.team}. Hand each person their line; it is shown only now.")
    for each in accounts:
        click.echo(
            "  ".join((each["person"], each["login"], each["password"], each["pairing_code"]))
        )


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise BadInput("roster.json", f"{path.name} is not a JSON file.") from None


def _say(text: str) -> None:
    click.echo(text, err=True)


def _announce(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()
