"""The first row of a new pad: the zone that its days are counted in, and its phase."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from offwatch.errors import BadInput, Refused
from offwatch.pad.models import Setup
from offwatch.pad.outcome import PadOutcome


def do_begin(now: datetime, zone: str) -> PadOutcome:
    """Give an empty vault its pad."""
    check_zone(zone)
    phase = random.SystemRandom().random()
    with transaction.atomic():
        if Setup.objects.exists():
            raise Refused("vault.exists", "This vault holds a pad already.")
        Setup.objects.create(zone=zone, phase=phase, made_at=now)
    return PadOutcome("The pad is ready.")


def check_zone(zone: str) -> ZoneInfo:
    """The zone of that name, or a refusal that says how one is written."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            "pad.zone", "A zone is written like Europe/Berlin; UTC will do as well."
        ) from None
