"""Pass a request on to whoever decides it: all that anyone but its owner can do with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Ask, Person
from offwatch.desk.outcome import Outcome
from offwatch.desk.requests.routing import next_in_line
from offwatch.desk.states import PENDING, AskState, go
from offwatch.errors import Refused


@transaction.atomic
def do_pass_on(actor: Person, ask_id: int, now: datetime) -> Outcome:
    """Give the request to the duty's owner, or from the owner to their deputy."""
    lock_team(actor.team_id)
    ask = Ask.objects.filter(pk=ask_id, team=actor.team_id, asked_of=actor, by_rule=False).first()
    if ask is None:
        raise Refused("ask.not-yours", "This is not with you; it may have been passed on.")
    to = next_in_line(ask, actor)
    if ask.state not in PENDING or to is None:
        raise Refused("ask.no-further", "There is nobody to pass this on to.")
    ask.state = go("ask", ask.state, AskState.PASSED_ON)
    ask.asked_of = to
    ask.passed_on_by = actor
    ask.save(update_fields=["state", "asked_of", "passed_on_by"])
    return Outcome("passed_on", f"Passed on to {to.name}.")
