"""A lost pad is shut out, by its owner or an administrator."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.desk.models import Device, Person, Role
from offwatch.desk.outcome import DeskOutcome
from offwatch.errors import Refused


@transaction.atomic
def do_revoke_device(actor: Person, device_pk: int, now: datetime) -> DeskOutcome:
    device = (
        Device.objects.select_for_update().filter(pk=device_pk, person__team=actor.team_id).first()
    )
    if device is None or (device.person_id != actor.pk and not actor.has(Role.ADMINISTRATOR)):
        raise Refused("device.not-yours", "Only its owner or an administrator can revoke a pad.")
    if device.revoked_at is None:
        device.revoked_at = now
        device.save(update_fields=["revoked_at"])
    return DeskOutcome("revoked", "This pad can no longer speak for you.")
