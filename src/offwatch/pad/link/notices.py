"""What the owner should know of the link, until they have seen it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from offwatch.pad.models import LinkNotice
from offwatch.pad.outcome import PadOutcome

COPIED = "pad.copied"
"""Envelopes of this pad have reached the desk that this pad has not sent."""

RESTORED = "pad.restored"
"""This pad comes out of a backup; the one that made it may still be there."""


def note(code: str, now: datetime) -> None:
    """Keep a notice, one for each code, with how often and when last."""
    if LinkNotice.objects.filter(code=code).update(times=F("times") + 1, last_at=now):
        return
    LinkNotice.objects.create(code=code, first_at=now, last_at=now)


def do_dismiss() -> PadOutcome:
    """The owner has read them all."""
    LinkNotice.objects.all().delete()
    return PadOutcome("Read.")
