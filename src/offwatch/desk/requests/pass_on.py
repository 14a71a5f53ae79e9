"""Pass a request on to whoever decides it: all that anyone but its owner can do with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import DutyRequest, Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.requests.routing import next_in_line
from offwatch.desk.states import PENDING, RequestState, go
from offwatch.errors import Refused
from offwatch.language import gettext as _


@transaction.atomic
def do_pass_on(actor: Person, request_id: int, now: datetime) -> DeskOutcome:
    """Give the request to the duty's owner, or from the owner to their deputy."""
    lock_team(actor.team_id)
    request = DutyRequest.objects.filter(
        pk=request_id, team=actor.team_id, waits_with=actor, by_rule=False
    ).first()
    if request is None:
        raise Refused("request.not-yours", "This is not with you; it may have been passed on.")
    to = next_in_line(request, actor)
    if request.state not in PENDING or to is None:
        raise Refused("request.no-further", "There is nobody to pass this on to.")
    request.state = go("request", request.state, RequestState.PASSED_ON)
    request.waits_with = to
    request.passed_on_by = actor
    request.save(update_fields=["state", "waits_with", "passed_on_by"])
    return DeskOutcome("passed_on", _("Passed on to {name}.").format(name=to.name))
