"""``offwatch desk``: the team's server."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from offwatch.cli.desk_people import people_commands
from offwatch.cli.desk_roster import roster_commands
from offwatch.cli.terminal.desk_options import AS_JSON, FILE, HOME
from offwatch.cli.terminal.inputs import parse_json, read_regular
from offwatch.cli.terminal.stopping import stop_in_order
from offwatch.language import long_date

if TYPE_CHECKING:
    from offwatch.desk.outcome import DeskOutcome
    from offwatch.desk.rosters.import_roster import ImportedTeam
    from offwatch.desk.rosters.team_form import TeamForm

NO_TEAM = (
    "No team yet: `offwatch desk serve` prints the address of a page that makes one;"
    " `offwatch desk add-team` makes one of two files."
)


@click.group()
def command() -> None:
    """The team's server: people, rosters, requests."""
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

    files = None if roster is None or team is None else _read(roster, team)
    with prepare.database(_home(home), _say):
        prepare.set_up(_say)
        if files is not None:
            _add(*files, draft, as_json)
        elif as_json:
            click.echo(json.dumps({"team": None, "accounts": []}))
        elif not _has_team():
            click.echo(NO_TEAM)
        else:
            click.echo("The desk is ready, and its teams are as they were.")


def _has_team() -> bool:
    from offwatch.desk.models import Team

    return Team.objects.exists()


@command.command("add-team")
@HOME
@click.option("--roster", type=FILE, required=True, help="The team's roster (offwatch-roster/1).")
@click.option("--team", type=FILE, required=True, help="Who is who in the team.")
@click.option("--draft", is_flag=True, help="The roster is a draft, not published yet.")
@AS_JSON
def add_team(home: Path | None, roster: Path, team: Path, draft: bool, as_json: bool) -> None:
    """Add a team; also beside a site that is running."""
    from offwatch.desk.process import prepare

    files = _read(roster, team)
    with prepare.database(_home(home), _say):
        prepare.set_up(_say)
        _add(*files, draft, as_json)


@command.command("new-team")
@click.argument("name")
@click.option("--zone", required=True, help="Its time zone, such as Europe/Berlin.")
@click.option("--planner", required=True, help="Who plans and manages it, by name.")
@click.option("--login", default="", help="Their login; without it, made of the name.")
@HOME
@AS_JSON
def new_team(
    name: str, zone: str, planner: str, login: str, home: Path | None, as_json: bool
) -> None:
    """Make the team NAME with one account; its first roster comes by page or `roster put`."""
    with _at_the_desk(home):
        from offwatch.desk.teams.setup import do_add_team

        made, login, password = do_add_team(name, zone, planner, login, datetime.now(UTC))
    if as_json:
        account = {"person": made.key, "login": login, "password": password}
        click.echo(json.dumps({"team": made.team_id, "accounts": [account]}))
        return
    click.echo(f"Team {made.team_id}. {made.name} logs in as {login}; shown only now: {password}")
    click.echo(f"Its first roster: offwatch desk roster put {made.team_id} FILE")


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


@command.command("reset-password")
@click.argument("login")
@HOME
@AS_JSON
def reset_password(login: str, home: Path | None, as_json: bool) -> None:
    """Give somebody a new first password; it is shown only now."""
    with _at_the_desk(home):
        from offwatch.desk.people.switch_account import do_reset_password

        outcome, password = do_reset_password(login)
    if as_json:
        click.echo(json.dumps({"login": login, "password": password}))
    else:
        click.echo(f"{outcome.said} Hand it to them; it is shown only now: {password}")


@command.command("switch-off")
@click.argument("login")
@HOME
@AS_JSON
def switch_off(login: str, home: Path | None, as_json: bool) -> None:
    """Switch an account off: no log-in, no pad, no calendar; `switch-on` brings it back."""
    with _at_the_desk(home):
        from offwatch.desk.people.switch_account import do_switch_off

        outcome = do_switch_off(login, datetime.now(UTC))
    _tell(login, outcome, as_json)


@command.command("switch-on")
@click.argument("login")
@HOME
@AS_JSON
def switch_on(login: str, home: Path | None, as_json: bool) -> None:
    """Switch an account on again; its pad is to be paired anew."""
    with _at_the_desk(home):
        from offwatch.desk.people.switch_account import do_switch_on

        outcome = do_switch_on(login)
    _tell(login, outcome, as_json)


@command.command("remove-account")
@click.argument("login")
@HOME
@AS_JSON
def remove_account(login: str, home: Path | None, as_json: bool) -> None:
    """Remove an account for good; the person's name stays on the rosters it was on."""
    with _at_the_desk(home):
        from offwatch.desk.people.switch_account import do_remove_account

        outcome = do_remove_account(login, datetime.now(UTC))
    _tell(login, outcome, as_json)


@command.command("remove-team")
@click.argument("team")
@click.option("--name", required=True, help="The name of the team, written once more.")
@HOME
@AS_JSON
def remove_team(team: str, name: str, home: Path | None, as_json: bool) -> None:
    """Remove TEAM with its people, accounts and rosters; it cannot be undone."""
    with _at_the_desk(home):
        from offwatch.desk.people.remove_team import do_remove_team
        from offwatch.desk.rosters.load_roster import team_named

        outcome = do_remove_team(team_named(team), None, name, datetime.now(UTC))
    click.echo(json.dumps({"state": outcome.state}) if as_json else outcome.said)


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


@command.command("add-roster")
@HOME
@click.option("--team-id", type=int, required=True, help="The team's number, as `init` said it.")
@click.option("--roster", type=FILE, required=True, help="The roster (offwatch-roster/1).")
@AS_JSON
def add_roster(home: Path | None, team_id: int, roster: Path, as_json: bool) -> None:
    """Bring a team its next roster, or the present one changed, as its draft."""
    form = _read_roster(roster)
    with _at_the_desk(home):
        from offwatch.desk.rosters.load_roster import do_load_roster, planner_of

        loaded = do_load_roster(planner_of(team_id), form, datetime.now(UTC))
    click.echo(json.dumps({"draft": loaded.ref}) if as_json else loaded.said)


@command.command()
@HOME
@AS_JSON
def verify(home: Path | None, as_json: bool) -> None:
    """Check what must hold in the database; exit 3 if something does not."""
    from dataclasses import asdict

    with _at_the_desk(home):
        from offwatch.desk.verification import find_breaches

        found = find_breaches()
    if as_json:
        click.echo(json.dumps({"breaches": [asdict(breach) for breach in found]}))
    else:
        for breach in found:
            rows = ", ".join(map(str, breach.rows))
            click.echo(f"team {breach.team}: {breach.words} [{breach.code} {rows}]")
        click.echo(f"{len(found)} found." if found else "All holds.")
    if found:
        sys.exit(3)


@contextmanager
def _at_the_desk(home: Path | None) -> Iterator[None]:
    """The desk's database, ready for its services; also beside a site that is running."""
    from offwatch.desk.process import prepare

    with prepare.database(_home(home), _say):
        prepare.set_up(_say)
        yield


command.add_command(roster_commands(_at_the_desk))
command.add_command(people_commands(_at_the_desk))


def _tell(login: str, outcome: DeskOutcome, as_json: bool) -> None:
    done = json.dumps({"login": login, "state": outcome.state})
    click.echo(done if as_json else outcome.said)


def _home(given: Path | None) -> Path:
    from offwatch.desk.process.environ import desk_home

    return given.expanduser().absolute() if given else desk_home()


def _read(roster: Path, team: Path) -> tuple[Any, TeamForm]:
    """Both files, seen to fit each other before there is a database."""
    from offwatch.desk.rosters.team_form import check_team, read_team
    from offwatch.plan import read_roster

    form = _read_roster(roster)
    data = read_regular(team, "team.form")
    parse_json(data, "team.form", team.name)
    who = read_team(data)
    check_team(who, read_roster(form))
    return form, who


def _read_roster(path: Path) -> Any:
    return parse_json(read_regular(path, "roster.json"), "roster.json", path.name)


def _add(roster: Any, team: TeamForm, draft: bool, as_json: bool) -> None:
    from offwatch.desk.process.environ import address
    from offwatch.desk.rosters.import_roster import do_import_roster

    added = do_import_roster(roster, team, datetime.now(UTC), draft=draft, tell=_tell_accounts())
    for line in worth_knowing(roster, added.team, datetime.now(UTC)):
        _say(line)
    if not as_json:
        click.echo(
            "\n".join(hand_out(added, address("OFFWATCH_DESK_URL") or "http://localhost:8720"))
        )
        return
    accounts = [
        {
            "person": account.person,
            "login": account.login,
            "password": account.password,
            "pairing_code": account.pairing_code,
        }
        for account in added.accounts
    ]
    click.echo(json.dumps({"team": added.team, "accounts": accounts}))


def _tell_accounts() -> Callable[[int, int], None]:
    """Says every two seconds how many accounts there are; of few nothing is said."""
    told_at = time.monotonic()

    def tell(made: int, of: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= 2:
            told_at = time.monotonic()
            _say(f"making accounts: {made} of {of}")

    return tell


def worth_knowing(form: Any, team: int, now: datetime) -> list[str]:
    """What a planner may not expect of this roster: whose clock it means, and that it is over."""
    from offwatch.desk.rosters.broken_rules import broken_rules
    from offwatch.desk.rosters.broken_rules import lines as broken_lines
    from offwatch.plan import read_roster

    roster, lines = read_roster(form), []
    if "zone" not in form:
        lines.append(
            "The roster names no zone, so its days and times are read as UTC; "
            'name yours in the file, for example "zone": "Europe/Berlin".'
        )
    broken = broken_rules(roster)
    if broken:
        lines.append(f"Rules that this roster breaks ({len(broken)}):")
        lines += [f"  {line}" for line in broken_lines(broken)]
    last = roster.day_at(roster.days - 1)
    if last < now.astimezone(ZoneInfo(roster.zone)).date():
        lines.append(
            f"This roster ended on {long_date(last, year=True)}, so nobody has a duty ahead; "
            f"bring the next with `offwatch desk add-roster --team-id {team} --roster ROSTER.json`."
        )
    return lines


def hand_out(added: ImportedTeam, address: str) -> list[str]:
    """What to hand each person, under a header, and how long it holds."""
    lines = [("person", "login", "first password", "pairing code")]
    lines += [(a.person, a.login, a.password, a.pairing_code) for a in added.accounts]
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(map(str.ljust, line, wide)).rstrip() for line in lines]
    taken = [a for a in added.accounts if a.login != a.wanted]
    return [
        f"Team {added.team}. Hand each person their line; it is shown only now.",
        *table,
        *(f"The login {a.wanted} was taken: {a.person} has {a.login}." for a in taken),
        f"They log in at {address} while `offwatch desk serve` runs; the first password is to be"
        " changed there.",
        "A pairing code works once, for 7 days. My duties gives a new one, for 1 hour; it ends"
        " the old.",
    ]


def _say(text: str) -> None:
    click.echo(text, err=True)


def _announce(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()
