"""Got it: a notice is acknowledged by the person it was for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.models import Notice, Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.errors import Refused


@transaction.atomic
def do_acknowledge(actor: Person, notice_id: int, now: datetime) -> DeskOutcome:
    notice = Notice.objects.select_for_update().filter(pk=notice_id, person=actor).first()
    if notice is None:
        raise Refused("notice.not-yours", "This notice is for somebody else.")
    if notice.acknowledged_at is None:
        notice.acknowledged_at = now
        notice.save(update_fields=["acknowledged_at"])
    return DeskOutcome("acknowledged")
