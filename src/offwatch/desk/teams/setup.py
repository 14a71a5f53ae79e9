"""The first account of an empty desk, and a team that has no roster yet."""

from __future__ import annotations

import zoneinfo
from dataclasses import asdict
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from offwatch.desk.keys import desk_public_key
from offwatch.desk.models import Deed, Person, Role, Team
from offwatch.desk.people.accounts import create_account
from offwatch.desk.people.invitations import make_user
from offwatch.desk.people.members import new_key
from offwatch.desk.people.record import write_record
from offwatch.errors import BadInput, Refused
from offwatch.names import clean_name
from offwatch.norm import Norm

ROLES = (Role.MEMBER, Role.PLANNER, Role.ADMINISTRATOR)
_ONE_AT_A_TIME = 0x0FF_5E7


def is_empty() -> bool:
    """Whether nobody has an account on this desk."""
    return not User.objects.exists()


def setup_token() -> str:
    """What opens the setup page while nobody has an account; it follows from the desk's keys."""
    made = salted_hmac("offwatch.desk.setup", desk_public_key(), algorithm="sha256")
    return made.hexdigest()[:40]


def check_token(token: str) -> None:
    """**Raises**: `Refused` ``setup.closed`` for another token, or once there is an account."""
    if not constant_time_compare(token, setup_token()) or not is_empty():
        raise Refused(
            "setup.closed",
            "This desk has an account, or the address is another one: `offwatch desk serve` prints"
            " it when it starts, as long as nobody has an account.",
        )


@transaction.atomic
def do_set_up(
    token: str, team: str, zone: str, name: str, login: str, password: str, now: datetime
) -> User:
    """Make the first team and its administrator, who plans too.

    **Raises**: `Refused` ``setup.closed``; `BadInput` for a name, zone, login or password that
    cannot be.
    """
    with connection.cursor() as cursor:  # of two at once, one
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    check_token(token)
    person = _add_team(team, zone, name, now)
    user = make_user(login, password)
    person.user = user
    person.save(update_fields=["user"])
    write_record(person.team, person, Deed.TEAM_MADE, now, person.team.name)
    return user


@transaction.atomic
def do_add_team(
    team: str, zone: str, name: str, login: str, now: datetime
) -> tuple[Person, str, str]:
    """One more team without a roster, by command; gives its administrator, login and password."""
    person = _add_team(team, zone, name, now)
    login, password = create_account(person, login or person.key)
    write_record(person.team, None, Deed.TEAM_MADE, now, person.team.name)
    return person, login, password


def _add_team(team: str, zone: str, name: str, now: datetime) -> Person:
    if zone not in zoneinfo.available_timezones():
        raise BadInput("team.zone", "The zone must be a name such as Europe/Berlin.")
    today = now.astimezone(zoneinfo.ZoneInfo(zone)).date()
    made = Team.objects.create(name=clean_name(team), **asdict(Norm(first_day=today, zone=zone)))
    name = clean_name(name)
    person = Person.objects.create(team=made, key=new_key(name, ()), name=name, roles=list(ROLES))
    made.accountable = person
    made.save(update_fields=["accountable"])
    return person
