"""``offwatch desk people``: who is in a team, who leaves it, and how they get in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offwatch.cli.terminal.desk_options import AS_JSON, HOME, AtDesk
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.desk.models import Person


def people_commands(at_the_desk: AtDesk) -> click.Group:
    """The commands; ``at_the_desk`` opens the desk's database for one of them."""

    @click.group()
    def people() -> None:
        """Who is in a team (TEAM: its number or name; PERSON: an id or a name)."""

    @people.command("list")
    @click.argument("team")
    @HOME
    @AS_JSON
    def list_people(team: str, home: Path | None, as_json: bool) -> None:
        """Everybody with id, login, roles and last day."""
        with at_the_desk(home):
            from offwatch.desk.rosters.load_roster import team_named

            found = [
                {
                    "person": p.key,
                    "name": p.name,
                    "login": p.user.username if p.user else None,
                    "roles": p.roles,
                    "last_day": p.last_day.isoformat() if p.last_day else None,
                }
                for p in team_named(team).people.select_related("user").order_by("name", "pk")
            ]
        if as_json:
            click.echo(json.dumps({"people": found}))
            return
        for each in found:
            login = each["login"] or "no account"
            last = f", until {each['last_day']}" if each["last_day"] else ""
            click.echo(f"{each['person']}: {each['name']} ({login}{last})")

    @people.command()
    @click.argument("team")
    @click.argument("name")
    @click.option(
        "--skill", "skills", multiple=True, help="What they can do; give it again for more."
    )
    @click.option("--no-roster", is_flag=True, help="They are on no roster: they only plan.")
    @HOME
    @AS_JSON
    def add(
        team: str,
        name: str,
        skills: tuple[str, ...],
        no_roster: bool,
        home: Path | None,
        as_json: bool,
    ) -> None:
        """Take NAME into TEAM, without an account; `invite` gives them one."""
        with at_the_desk(home):
            from offwatch.desk.models import Person
            from offwatch.desk.people.members import PersonTerms, do_add_person

            terms = PersonTerms(name, dict.fromkeys(skills, (None, None)), on_roster=not no_roster)
            outcome = do_add_person(_manager(team), terms, datetime.now(UTC))
            key = Person.objects.get(pk=outcome.ref or 0).key
        click.echo(json.dumps({"person": key}) if as_json else f"{key}: {outcome.said}")

    @people.command()
    @click.argument("team")
    @click.argument("person")
    @click.option("--on", "last_day", required=True, help="The last day, such as 2026-12-31.")
    @HOME
    @AS_JSON
    def leave(team: str, person: str, last_day: str, home: Path | None, as_json: bool) -> None:
        """PERSON leaves TEAM after a day; later duties become open seats in the drafts."""
        day = _day(last_day)
        with at_the_desk(home):
            from offwatch.desk.people.leave import do_leave

            actor = _manager(team)
            outcome = do_leave(actor, _key(actor, person), day, datetime.now(UTC))
        click.echo(json.dumps({"state": outcome.state}) if as_json else outcome.said)

    @people.command()
    @click.argument("team")
    @click.argument("person")
    @click.option(
        "--role",
        "roles",
        multiple=True,
        required=True,
        type=click.Choice(["member", "planner", "duty_officer", "administrator"]),
        help="Give it again for more; roles that are not named are taken away.",
    )
    @HOME
    @AS_JSON
    def roles(
        team: str, person: str, roles: tuple[str, ...], home: Path | None, as_json: bool
    ) -> None:
        """Give PERSON these roles and no others."""
        with at_the_desk(home):
            from offwatch.desk.people.roles import do_set_roles

            actor = _manager(team)
            outcome = do_set_roles(actor, _key(actor, person), roles, datetime.now(UTC))
        click.echo(json.dumps({"state": outcome.state}) if as_json else outcome.said)

    @people.command()
    @click.argument("team")
    @click.argument("person", required=False)
    @HOME
    @AS_JSON
    def invite(team: str, person: str | None, home: Path | None, as_json: bool) -> None:
        """Make an invitation for PERSON, or for everybody without an account; shown only now."""
        from offwatch.desk.process.environ import address

        with at_the_desk(home):
            from offwatch.desk.people.invitations import LASTS, do_invite, do_invite_all

            actor, now = _manager(team), datetime.now(UTC)
            made = (
                [do_invite(actor, _key(actor, person), now)]
                if person
                else do_invite_all(actor, now)
            )
            site = address("OFFWATCH_DESK_URL") or "http://localhost:8720"
            found = [(p.key, p.name, f"{site}/join/{token}") for p, token in made]
        if as_json:
            invitations = [{"person": key, "address": url} for key, _name, url in found]
            click.echo(json.dumps({"invitations": invitations}))
            return
        for _key_of, name, url in found:
            click.echo(f"{name}: {url}")
        click.echo(f"Each works once, for {LASTS.days} days; they are shown only now.")

    return people


def _manager(team: str) -> Person:
    """In whose name a command acts: an administrator of the team, else its first planner."""
    from offwatch.desk.models import Person, Role
    from offwatch.desk.rosters.load_roster import planner_of, team_named

    found = team_named(team)
    administrators = Person.objects.filter(team=found, roles__contains=[Role.ADMINISTRATOR])
    first = administrators.select_related("team").order_by("pk").first()
    return first or planner_of(found.pk)


def _key(actor: Person, given: str) -> str:
    """The id of a person named by id or name.

    **Raises**: `BadInput` ``people.unknown`` if nobody, or more than one, is called that.
    """
    from offwatch.names import same_name

    people = list(actor.team.people.all())
    found = [p for p in people if p.key == given] or [p for p in people if same_name(p.name, given)]
    if len(found) != 1:
        raise BadInput(
            "people.unknown",
            "Nobody, or more than one, is called that; `people list` says the ids.",
        )
    return found[0].key


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise BadInput("people.day", "Write a day as 2026-12-31.") from None
