"""A pad's first row, and the desk it speaks to."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from offwatch.errors import BadInput, Refused
from offwatch.pad.link import transport
from offwatch.pad.link.outbox import put_pair
from offwatch.pad.link.outcome import Outcome
from offwatch.pad.link.tick import Ticked, do_tick
from offwatch.pad.masking.state import forget_mask_state
from offwatch.pad.models import DeskLink, DutyOdds, KnownDuty, OutboxItem, Setup
from offwatch.pad.pages.words import answer_words
from offwatch.wire import new_signing_key, split_code, verify_desk


def do_begin(now: datetime, zone: str) -> Outcome:
    """Give an empty vault its pad."""
    check_zone(zone)
    phase = random.SystemRandom().random()
    with transaction.atomic():
        if Setup.objects.exists():
            raise Refused("vault.exists", "This vault holds a pad already.")
        Setup.objects.create(zone=zone, phase=phase, made_at=now)
    return Outcome("The pad is ready.")


def check_zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            "pad.zone", "A zone is written like Europe/Berlin; UTC will do as well."
        ) from None


def do_pair(now: datetime, url: str, code: str) -> Outcome:
    """Pin the desk that the code came from, and introduce this pad to it."""
    url = transport.desk_address(url)
    secret, fingerprint = split_code(code)
    desk_key = transport.fetch_key(url)
    verify_desk(desk_key, fingerprint)
    with transaction.atomic():
        # Words for the desk before are not for this one; the ledger keeps what was released.
        unsaid = OutboxItem.objects.filter(state__in=(OutboxItem.WAITING, OutboxItem.SENT))
        unsaid.update(state=OutboxItem.REFUSED, answered_at=now, answer="paired-anew")
        if not DeskLink.objects.filter(desk_key=desk_key).exists():
            forget_mask_state()
            KnownDuty.objects.all().delete()
        KnownDuty.objects.filter(end_at__gt=now).delete()  # the desk tells what lies ahead again
        for model in (DeskLink, DutyOdds):
            model.objects.all().delete()
        link = DeskLink.objects.create(
            url=url, desk_key=desk_key, device_key=bytes(new_signing_key()).hex(), linked_at=now
        )
        item = put_pair(link, secret, now)
    ticked = do_tick(now)
    item.refresh_from_db()
    if item.state == OutboxItem.REFUSED:
        DeskLink.objects.all().delete()
        raise Refused(
            "pair.refused",
            f"The desk did not take this code: it is {answer_words(item.answer)}; get a new one."
            if item.answer == "pair.code"
            else f"The desk did not take this pad ({item.answer}); ask whoever runs the desk.",
        )
    return Outcome(_paired(ticked))


def _paired(ticked: Ticked) -> str:
    if ticked.trouble:
        return "The desk is known but did not answer; the pad tries again with each tick."
    return "Paired. Your duties come with the next ticks."
