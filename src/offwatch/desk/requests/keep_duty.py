"""This duty stays with me, whatever comes: sayable for two days after it was published."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Keep, Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.states import HoldingState, go
from offwatch.errors import Refused


@transaction.atomic
def do_keep_duty(actor: Person, duty_id: str, now: datetime) -> DeskOutcome:
    """Note that the person keeps this duty; no plan for somebody else takes it from then on."""
    lock_team(actor.team_id)
    holdings = holdings_of(actor)
    booking = holdings.booked.get(duty_id)
    if booking is None:
        raise Refused("keep.unknown-duty", "You have no such duty in the roster.")
    state = holdings.state(duty_id)
    if state == HoldingState.KEPT:
        return DeskOutcome("kept")
    if state == HoldingState.REQUESTED:
        raise Refused(
            "keep.requested", "You asked for this duty to be moved; wait for the answer first."
        )
    if now >= booking.planned_at + timedelta(days=settings.KEEP_DAYS):
        raise Refused("keep.too-late", "A duty can be kept for two days after it was published.")
    go("holding", state, HoldingState.KEPT)
    Keep.objects.create(person=actor, duty_id=duty_id, starts_at=booking.starts_at)
    Person.objects.filter(pk=actor.pk).update(changes=F("changes") + 1)
    return DeskOutcome("kept")
