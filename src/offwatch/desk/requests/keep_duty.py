"""This duty stays with me, whatever comes: sayable for two days after it was published."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Booking, Keep, Person
from offwatch.desk.outcome import Outcome
from offwatch.desk.rosters.current import find_in_force
from offwatch.errors import Refused


@transaction.atomic
def do_keep_duty(actor: Person, duty_id: str, now: datetime) -> Outcome:
    lock_team(actor.team_id)
    found = find_in_force(actor, duty_id)
    if found is None:
        raise Refused("keep.unknown-duty", "You have no such duty in the roster.")
    booking = Booking.objects.get(version=found.version, person=actor, duty_id=found.held.duty_id)
    if now >= booking.planned_at + timedelta(days=settings.KEEP_DAYS):
        raise Refused("keep.too-late", "A duty can be kept for two days after it was published.")
    _, new = Keep.objects.get_or_create(
        person=actor, duty_id=booking.duty_id, starts_at=booking.starts_at
    )
    if new:
        Person.objects.filter(pk=actor.pk).update(changes=F("changes") + 1)
    return Outcome("kept")
