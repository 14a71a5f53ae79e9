"""One tick by hand, with the vault open: seal, send, take the answer in."""

from __future__ import annotations

import threading
from datetime import datetime

from offwatch.errors import Refused
from offwatch.pad.link.outbox import seal_ahead
from offwatch.pad.link.outbox.queue_file import open_queue
from offwatch.pad.link.replies import Ticked, take_answers
from offwatch.pad.link.sender import send_due
from offwatch.pad.models import DeskLink, PairingAttempt

_one_at_a_time = threading.Lock()


def linked() -> DeskLink:
    """The desk this pad speaks to, or a refusal."""
    link = DeskLink.objects.first()
    if link is None:
        raise Refused("pad.not-paired", "This pad has no desk yet; pair it on the Settings page.")
    return link


def do_tick(now: datetime) -> Ticked:
    """Send the next envelope now, or a quiet one; one that got no answer goes again."""
    with _one_at_a_time:
        if not PairingAttempt.objects.exists():
            linked()
        take_answers(now)
        queue = open_queue()
        seal_ahead([now, *(slot for slot in queue.slots() if slot > now)])
        send_due(queue, now)
        done = take_answers(now)
    return done[-1]
