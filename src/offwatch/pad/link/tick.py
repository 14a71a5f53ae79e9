"""One tick: exactly one envelope to the desk, whatever there is to say."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from offwatch.errors import OffwatchError, Refused, Unavailable
from offwatch.pad.diary import odds
from offwatch.pad.link import transport
from offwatch.pad.link.outbox import put_quiet
from offwatch.pad.link.replies import absorb
from offwatch.pad.models import DeskLink, OutboxItem
from offwatch.wire import Envelope, open_sealed, read_public, read_unverified

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick said and what came back; ``trouble`` is a code when nothing came."""

    type: str
    answer: str
    trouble: str = ""


def linked() -> DeskLink:
    """The desk this pad speaks to, or a refusal."""
    link = DeskLink.objects.first()
    if link is None:
        raise Refused("pad.not-paired", "This pad has no desk yet; pair it on the Settings page.")
    return link


def do_tick(now: datetime) -> Ticked:
    """Send the next envelope, or a quiet one; an unanswered one goes again, byte for byte."""
    with _one_at_a_time:
        item = _next_item(now)
        link = linked()
        try:
            reply = transport.exchange(link.url, item.envelope)
            said = _verified(reply, link, item)
        except transport.DeskRefused as refusal:
            _note_refusal(item, refusal, now)
            return Ticked(item.type, item.answer, refusal.code)
        except Unavailable as trouble:
            DeskLink.objects.filter(pk=link.pk).update(trouble=trouble.code)
            return Ticked(item.type, "", trouble.code)
        with transaction.atomic():
            link = DeskLink.objects.get(pk=link.pk)
            absorb(link, item, said.body, now)
    if said.type == "duties":
        odds.keep_odds(now)
    return Ticked(item.type, item.answer)


def _next_item(now: datetime) -> OutboxItem:
    """The oldest unanswered envelope, marked as sent before it is."""
    with transaction.atomic():
        link = linked()
        open_states = (OutboxItem.WAITING, OutboxItem.SENT)
        item = OutboxItem.objects.filter(state__in=open_states).first() or put_quiet(link, now)
        item.state, item.sent_at = OutboxItem.SENT, item.sent_at or now
        item.tries += 1
        item.save()
        return item


def _verified(reply: bytes, link: DeskLink, item: OutboxItem) -> Envelope:
    """The answer, if the pinned desk gave it to this pad and to this envelope."""
    try:
        said = open_sealed(reply, read_public(link.desk_key))
        ours = (read_unverified(item.envelope).device, item.message_id)
        if (said.device, said.message_id) == ours:
            return said
    except OffwatchError:
        pass
    raise Unavailable(
        "desk.not-pinned", "What answered is not the desk this pad was paired with."
    ) from None


def _note_refusal(item: OutboxItem, refusal: Refused, now: datetime) -> None:
    with transaction.atomic():
        item.state, item.answered_at, item.answer = OutboxItem.REFUSED, now, refusal.code
        item.save()
        DeskLink.objects.update(trouble=refusal.code, heard_at=now)
