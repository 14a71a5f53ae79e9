"""Please move this duty: no word on why, and no place for one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import DutyRequest, Person, Search, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import start_search
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.requests.routing import first_asked, owner_of
from offwatch.desk.rosters.current import DutyInForce, find_in_force
from offwatch.desk.states import HoldingState, go
from offwatch.errors import Refused


@transaction.atomic
def do_pass_duty(actor: Person, duty_id: str, now: datetime) -> DeskOutcome:
    """Ask whoever decides, and send the planner to look for ways."""
    team = lock_team(actor.team_id)
    found = find_in_force(actor, duty_id)
    holdings = holdings_of(actor)
    booking = holdings.booked.get(duty_id)
    if found is None or booking is None:
        raise Refused("pass.unknown-duty", "You have no such duty in the roster.")
    state = holdings.state(duty_id)
    if state == HoldingState.REQUESTED:
        return DeskOutcome("asked")
    if booking.starts_at <= now:
        raise Refused("pass.begun", "This duty has begun; speak to the duty officer.")
    if state == HoldingState.KEPT:
        raise Refused("pass.kept", "You said that you keep this duty; speak to your planner.")
    if state == HoldingState.DECLINED:
        raise Refused("pass.refused", "The answer for this duty was no; it stays where it is.")
    go("holding", state, HoldingState.REQUESTED)
    owner = owner_of(team, found.held, actor)
    request = DutyRequest.objects.create(
        team=team,
        person=actor,
        version=found.version,
        duty_id=duty_id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        made_at=now,
        owner=owner,
        waits_with=first_asked(team, actor, owner, found),
        by_rule=_within_rule(team, actor, found, now),
    )
    start_search(Search(team=team, request=request, base=found.version), now)
    Person.objects.filter(pk=actor.pk).update(changes=F("changes") + 1)
    return DeskOutcome("asked", ref=request.pk)


def _within_rule(team: Team, person: Person, found: DutyInForce, now: datetime) -> bool:
    """Before the freeze and within the budget of the period the planner's rule may answer.

    A seat at minimum cover is always its owner's to decide, also where an old pad passes it.
    """
    held = found.held
    if not team.standing_rule or team.accountable_id is None or held.guarded:
        return False
    if held.starts_at - now < timedelta(hours=team.freeze_h):
        return False
    span = team.period_at(held.days[0]).span
    asked = [
        request.starts_at.astimezone(team.tz).date() in span
        for request in DutyRequest.objects.filter(person=person)
    ]
    return sum(asked) < team.passes
