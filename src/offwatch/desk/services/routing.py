"""Whose a duty is to decide, and who is asked first."""

from __future__ import annotations

from offwatch.desk.duties import Held
from offwatch.desk.models import Ask, FirstAsked, Person, Role, Team
from offwatch.errors import Refused


def owner_of(team: Team, held: Held, person: Person) -> Person:
    """A mission's owner; for a shift whoever is accountable for the plan."""
    owner = Person.objects.filter(team=team, key=held.owner).first() if held.owner else None
    owner = owner or team.accountable or _first_with(team, Role.PLANNER)
    owner = owner or _first_with(team, Role.ADMINISTRATOR) or person.leader
    if owner is None:
        raise Refused("pass.no-owner", "Nobody in this team decides about duties yet.")
    return owner


def first_asked(team: Team, person: Person, owner: Person) -> Person:
    """The leader, where the team wants it so and the person has one; else the owner."""
    if team.first_asked == FirstAsked.LEADER and person.leader is not None:
        return person.leader
    return owner


def may_decide(ask: Ask, person: Person) -> bool:
    """The owner decides; the owner's deputy does once the owner has passed it on."""
    if ask.asked_of_id != person.pk:
        return False
    return person.pk in (ask.owner_id, ask.owner.deputy_id)


def next_in_line(ask: Ask, person: Person) -> Person | None:
    """To whom ``person`` can pass the ask on: the owner, or from the owner to the deputy."""
    if ask.asked_of_id != person.pk:
        return None
    if person.pk != ask.owner_id:
        return ask.owner if not may_decide(ask, person) else None
    return ask.owner.deputy


def _first_with(team: Team, role: Role) -> Person | None:
    return Person.objects.filter(team=team, roles__contains=[role]).order_by("pk").first()
