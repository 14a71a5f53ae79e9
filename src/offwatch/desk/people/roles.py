"""Roles: who plans, who administers, who is the duty officer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from offwatch.desk.models import Deed, Person, Role
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import lock_to_administer, person_in
from offwatch.desk.people.record import write_record
from offwatch.errors import BadInput, Refused


@transaction.atomic
def do_set_roles(actor: Person, key: str, roles: Collection[str], now: datetime) -> DeskOutcome:
    """Give somebody these roles and no others.

    **Raises**: `Refused` ``people.last`` if nobody with an account would plan and administer any
    more; `BadInput` ``people.roles`` for one that does not exist.
    """
    team = lock_to_administer(actor)
    person = person_in(team, key)
    if not set(roles) <= set(Role.values):
        raise BadInput("people.roles", "There is no such role; choose among those of the page.")
    person.roles = [role for role in Role.values if role in roles]
    person.save(update_fields=["roles"])
    active = Person.objects.filter(team=team, user__is_active=True)
    if not active.filter(roles__overlap=[Role.PLANNER, Role.ADMINISTRATOR]).exists():
        raise Refused(
            "people.last", "Nobody else could manage this team; give the role to somebody first."
        )
    write_record(team, actor, Deed.ROLES, now, person.name)
    return DeskOutcome("roles", "The roles are changed.")
