"""Who may manage people, and who may also manage accounts, roles and the team itself."""

from __future__ import annotations

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Role, Team
from offwatch.errors import BadInput, Refused


def may_manage(person: Person) -> bool:
    """Planners and administrators take people in, change them, and let them leave."""
    return person.has(Role.PLANNER, Role.ADMINISTRATOR)


def may_administer(person: Person) -> bool:
    """Administrators give roles, passwords and invitations; without one, the planners do."""
    if person.has(Role.ADMINISTRATOR):
        return True
    others = Person.objects.filter(
        team=person.team_id, roles__contains=[Role.ADMINISTRATOR], user__is_active=True
    )
    return person.has(Role.PLANNER) and not others.exists()


def lock_to_manage(actor: Person) -> Team:
    """Lock the team of somebody who changes its people.

    **Raises**: `Refused` ``people.manager``.
    """
    team = lock_team(actor.team_id)
    if not may_manage(actor):
        raise Refused("people.manager", "Only a planner or an administrator changes people.")
    return team


def lock_to_administer(actor: Person) -> Team:
    """Lock the team of somebody who gives roles, passwords or invitations.

    **Raises**: `Refused` ``people.administrator``.
    """
    team = lock_team(actor.team_id)
    if not may_administer(actor):
        raise Refused(
            "people.administrator",
            "Only an administrator gives roles, passwords and invitations, or removes the team.",
        )
    return team


def person_in(team: Team, key: str) -> Person:
    """The person with this id.

    **Raises**: `BadInput` ``people.unknown``.
    """
    found = Person.objects.select_related("team", "user").filter(team=team, key=key).first()
    if found is None:
        raise BadInput("people.unknown", "Nobody in this team has that id; look at the page again.")
    return found
