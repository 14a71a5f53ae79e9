"""Pass a request on to whoever decides it: all that anyone but its owner can do with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import DutyRequest, Person, Role
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.requests.routing import next_in_line
from offwatch.desk.states import PENDING, RequestState, go
from offwatch.errors import Refused
from offwatch.language import gettext as _

URGENT = timedelta(hours=12)
PATIENCE = timedelta(hours=1)


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


def hand_to_duty_officers(now: datetime) -> int:
    """What nobody has answered for an hour and begins within twelve goes to the duty officer.

    Done every minute by the worker. From then on the duty officer decides, and nobody else.
    """
    handed = 0
    urgent = DutyRequest.objects.filter(
        state__in=PENDING,
        by_rule=False,
        starts_at__gt=now,
        starts_at__lte=now + URGENT,
        made_at__lte=now - PATIENCE,
    ).exclude(waits_with__roles__contains=[Role.DUTY_OFFICER])
    for pk, team_id in list(urgent.values_list("pk", "team_id")):
        with transaction.atomic():
            lock_team(team_id)
            request = urgent.filter(pk=pk).first()
            officers = Person.objects.filter(
                team=team_id, roles__contains=[Role.DUTY_OFFICER], user__is_active=True
            )
            if request is None:
                continue
            officer = officers.exclude(pk=request.person_id).order_by("pk").first()
            if officer is None:
                continue
            request.passed_on_by = request.waits_with
            request.owner = request.waits_with = officer
            request.state = go("request", request.state, RequestState.PASSED_ON)
            request.save(update_fields=["passed_on_by", "owner", "waits_with", "state"])
            handed += 1
    return handed
