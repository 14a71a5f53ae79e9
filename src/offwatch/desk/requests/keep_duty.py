"""This duty stays with me, whatever comes: sayable for two days after it was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from offwatch.desk.models import Booking, Keep, Person
from offwatch.desk.people.outcome import Outcome, lock_team
from offwatch.desk.rosters.current import find_in_force
from offwatch.errors import Refused


@dataclass(frozen=True, slots=True)
class KeepDuty:
    duty_id: str


@transaction.atomic
def do_keep_duty(actor: Person, command: KeepDuty, now: datetime) -> Outcome:
    lock_team(actor.team_id)
    found = find_in_force(actor, command.duty_id)
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
