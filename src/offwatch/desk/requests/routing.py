"""Whose a duty is to decide, and who is asked first: only ever somebody with an account."""

from __future__ import annotations

from typing import TypeGuard

from offwatch.desk.models import Booking, DutyRequest, FirstAsked, Person, Role, Team
from offwatch.desk.rosters.current import DutyInForce
from offwatch.desk.rosters.duties import HeldDuty
from offwatch.errors import Refused

CROWD = 3
"""How many of a leader's people must be on a duty for the leader to be asked first."""


def owner_of(team: Team, held: HeldDuty, person: Person) -> Person:
    """A mission's owner; for a shift, or where nobody answers, whoever is accountable."""
    owner = Person.objects.filter(team=team, key=held.owner).first() if held.owner else None
    for each in (owner, team.accountable):
        if _answers(each):
            return each
    found = _first_with(team, Role.PLANNER) or _first_with(team, Role.ADMINISTRATOR)
    if found is not None:
        return found
    if _answers(person.leader):
        return person.leader
    raise Refused("pass.no-owner", "Nobody in this team decides about duties yet.")


def first_asked(team: Team, person: Person, owner: Person, found: DutyInForce) -> Person:
    """The leader, where the team wants it so and cannot tell who asks; else the owner.

    The leader sees the duty, and knows who is on it: fewer than `CROWD` people of theirs on it
    would name the one who asks.
    """
    leader = person.leader
    if team.first_asked != FirstAsked.LEADER or not _answers(leader):
        return owner
    led = Booking.objects.of(found.version).filter(
        duty_id=found.held.duty_id, person__leader=leader
    )
    return leader if led.count() >= CROWD else owner


def may_decide(request: DutyRequest, person: Person) -> bool:
    """The owner decides; the owner's deputy does once the owner has passed it on."""
    if request.waits_with_id != person.pk:
        return False
    return person.pk in (request.owner_id, request.owner.deputy_id)


def next_in_line(request: DutyRequest, person: Person) -> Person | None:
    """To whom ``person`` can pass the request on: the owner, or from the owner to the deputy."""
    if request.waits_with_id != person.pk:
        return None
    if person.pk != request.owner_id:
        return request.owner if not may_decide(request, person) else None
    return request.owner.deputy if _answers(request.owner.deputy) else None


def _answers(person: Person | None) -> TypeGuard[Person]:
    """Without an account that is switched on nobody sees what waits for them."""
    return person is not None and person.user is not None and person.user.is_active


def _first_with(team: Team, role: Role) -> Person | None:
    with_role = Person.objects.filter(team=team, roles__contains=[role], user__is_active=True)
    return with_role.order_by("pk").first()
