"""Please move this duty: no word on why, and no place for one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Ask, Keep, Person, Search, Team
from offwatch.desk.outcome import Outcome
from offwatch.desk.queue import start_search
from offwatch.desk.requests.routing import first_asked, owner_of
from offwatch.desk.rosters.current import find_in_force
from offwatch.desk.rosters.duties import Held
from offwatch.desk.states import PENDING, AskState
from offwatch.errors import Refused


@transaction.atomic
def do_pass_duty(actor: Person, duty_id: str, now: datetime) -> Outcome:
    """Ask whoever decides, and send the planner to look for ways."""
    team = lock_team(actor.team_id)
    found = find_in_force(actor, duty_id)
    if found is None:
        raise Refused("pass.unknown-duty", "You have no such duty in the roster.")
    held = found.held
    if held.starts_at <= now:
        raise Refused("pass.begun", "This duty has begun; speak to the duty officer.")
    if Keep.objects.filter(person=actor, duty_id=held.duty_id, starts_at=held.starts_at).exists():
        raise Refused("pass.kept", "You said that this duty stays with you.")
    earlier = Ask.objects.filter(person=actor, duty_id=held.duty_id)
    if earlier.filter(state__in=PENDING).exists():
        return Outcome("asked")
    if earlier.filter(state=AskState.REFUSED, starts_at=held.starts_at).exists():
        raise Refused("pass.refused", "The answer for this duty was no; it stays where it is.")
    owner = owner_of(team, held, actor)
    ask = Ask.objects.create(
        team=team,
        person=actor,
        version=found.version,
        duty_id=held.duty_id,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        made_at=now,
        owner=owner,
        asked_of=first_asked(team, actor, owner),
        by_rule=_within_rule(team, actor, held, now),
    )
    search = Search.objects.create(team=team, ask=ask, base=found.version)
    Person.objects.filter(pk=actor.pk).update(changes=F("changes") + 1)
    start_search(search)
    return Outcome("asked", ref=ask.pk)


def _within_rule(team: Team, person: Person, held: Held, now: datetime) -> bool:
    """Before the freeze and within the budget of the period the planner's rule may answer."""
    if not team.standing_rule or team.accountable_id is None:
        return False
    if held.starts_at - now < timedelta(hours=team.freeze_h):
        return False
    span = team.period_at(held.days[0]).span
    asked = [
        ask.starts_at.astimezone(team.tz).date() in span
        for ask in Ask.objects.filter(person=person)
    ]
    return sum(asked) < team.passes
