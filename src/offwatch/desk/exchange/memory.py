"""How much of each message is remembered, and for how long: what a repeat must not do again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.cache import cache

from offwatch.desk.models import Device, WireMessage
from offwatch.errors import Refused

TAKEN_DAYS = 30
"""How old a message may be by its own date; its id is remembered for as long, then forgotten."""
EARLY_DAYS = 2  # a pad's clock may be ahead of ours
PER_HOUR = 600
"""Envelopes of one pad an hour; at the usual 15 minutes from one to the next it sends four."""


def is_taken(made_on: date, today: date) -> bool:
    """Whether a message of this date is taken: not from the future, nor too old to be known."""
    return today - timedelta(days=TAKEN_DAYS) <= made_on <= today + timedelta(days=EARLY_DAYS)


def count_in(device: Device, now: datetime) -> None:
    """Count an envelope of this pad; the count is in memory only and lasts an hour.

    **Raises** `Refused` ``wire.too-often``.
    """
    key = f"wire:{device.pk}:{now:%Y%m%d%H}"
    cache.add(key, 0, timeout=3600)
    if cache.incr(key) > PER_HOUR:
        raise Refused("wire.too-often", "This pad speaks too often; wait an hour.")


def forget_idle(device: Device) -> None:
    """Drop the answers to messages that said nothing: only the last one can still be repeated."""
    WireMessage.objects.filter(device=device, idle=True, reply__isnull=False).update(reply=None)


def forget_old(today: date) -> int:
    """Forget the messages that would not be taken again."""
    old = WireMessage.objects.filter(made_on__lt=today - timedelta(days=TAKEN_DAYS))
    return old.delete()[0]
