"""Got it: a notice is acknowledged by the person it was for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from offwatch.desk.models import Notice, Person
from offwatch.desk.people.outcome import Outcome
from offwatch.errors import Refused


@dataclass(frozen=True, slots=True)
class Acknowledge:
    notice: int


@transaction.atomic
def do_acknowledge(actor: Person, command: Acknowledge, now: datetime) -> Outcome:
    notice = Notice.objects.select_for_update().filter(pk=command.notice, person=actor).first()
    if notice is None:
        raise Refused("notice.not-yours", "This notice is for somebody else.")
    if notice.acknowledged_at is None:
        notice.acknowledged_at = now
        notice.save(update_fields=["acknowledged_at"])
    return Outcome("acknowledged")
