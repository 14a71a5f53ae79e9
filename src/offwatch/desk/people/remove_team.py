"""A team and all that is kept about it, removed; its rows in the record stay."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Deed, Person, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import lock_to_administer
from offwatch.desk.people.record import write_record
from offwatch.desk.states import VersionState
from offwatch.errors import Refused
from offwatch.language import gettext as _
from offwatch.names import same_name


@transaction.atomic
def do_remove_team(
    team: Team, actor: Person | None, stated_name: str, now: datetime
) -> DeskOutcome:
    """Remove a team with its people, accounts and rosters, if its name was stated.

    Without an ``actor`` whoever runs the desk does it, by a command.

    **Raises**: `Refused` ``team.confirm``, or ``people.administrator``.
    """
    if actor is not None:
        lock_to_administer(actor)
    lock_team(team.pk)
    if not same_name(stated_name, team.name):
        raise Refused("team.confirm", "Write the name of the team as it stands here to remove it.")
    write_record(team, actor, Deed.TEAM_REMOVED, now, team.name)
    drop_rosters(team)
    name = team.name
    User.objects.filter(person__team=team).delete()
    team.delete()
    return DeskOutcome("removed", _("{name} is removed.").format(name=name))


def drop_rosters(team: Team) -> None:
    """Delete every version: drafts first, then from the latest on, for each names its base."""
    team.requests.all().delete()
    team.versions.filter(state=VersionState.DRAFT).delete()
    for version in team.versions.order_by("-number"):
        version.delete()
