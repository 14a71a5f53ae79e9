"""Sealing ahead: the words that wait and quiet ones after them, into the slots to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from offwatch.pad.link.outbox.bodies import quiet
from offwatch.pad.link.outbox.items import body_in, sealed
from offwatch.pad.link.outbox.queue_file import open_queue
from offwatch.pad.link.queue import Letter, Sent
from offwatch.pad.models import DeskLink, OutboxItem, PairingAttempt
from offwatch.wire import new_message_id

TRIES = 5


def seal_ahead(slots: Sequence[datetime]) -> int:
    """Seal one envelope for each slot, in the place of all that have not left yet.

    Words go first, in their order; what may have left already keeps its bytes and goes before all.
    Call it whenever something was put in the outbox, when an answer has been taken in, and at
    unlocking; it needs the vault, the sending does not. Returns how many slots are filled: none
    for a pad without a desk.
    """
    queue = open_queue()
    for _ in range(TRIES):
        tries, sent = queue.tries(), queue.sent()
        letters = list(zip(slots, _letters(sent, slots), strict=False))
        if queue.fill(letters, tries=tries, mark=_mark()):
            return len(letters)
    return 0  # the sender was quicker each time: what is in the queue stays, and goes


def keep_sealed(slots: Sequence[datetime]) -> None:
    """Seal ahead, unless what is sealed already would say the same and lasts for a while."""
    queue = open_queue()
    if len(queue.slots()) < len(slots) // 2 + 1 or not queue.is_marked(_mark()):
        seal_ahead(slots)


def reseal() -> None:
    """Seal the slots that are sealed already anew: something was put in the outbox."""
    slots = open_queue().slots()
    if slots:
        seal_ahead(slots)


def _mark() -> str:
    """What the envelopes to come depend on: whom to, what waits, and what is known already."""
    parts: list[object] = []
    for to in (*DeskLink.objects.all(), *PairingAttempt.objects.all()):
        parts += [to.device, to.url]
    parts += DeskLink.objects.values_list("epoch", "cursor")
    parts += _open_words().values_list("message_id", flat=True)
    return repr(parts)


def _open_words() -> QuerySet[OutboxItem]:
    states = (OutboxItem.WAITING, OutboxItem.SENT)
    words = OutboxItem.objects.filter(state__in=states).exclude(type="pair")
    return words.order_by("id")


def _letters(sent: Sequence[Sent], slots: Sequence[datetime]) -> Iterator[Letter]:
    """A letter for each slot: open words, then quiet ones without end."""
    link = DeskLink.objects.first()
    attempt = PairingAttempt.objects.select_related("item").first()
    gone = {each.letter.message_id for each in sent}
    if link is None:
        item = attempt.item if attempt is not None else None
        if attempt is not None and item is not None and item.message_id not in gone:
            yield _letter(attempt, item.message_id, item.count, item.envelope)
        return
    count = max([link.count, *(s.letter.count for s in sent if s.letter.device == link.device)])
    words = iter([item for item in _open_words() if item.message_id not in gone])
    for slot in slots:
        item = next(words, None)
        if item is not None and item.text:  # it may have left: the same bytes again
            yield _letter(link, item.message_id, item.count, item.envelope)
            continue
        count += 1
        name = item.message_id if item is not None else new_message_id()
        body = body_in(item) if item is not None else quiet(link)
        yield _letter(link, name, count, sealed(link, body, name, count, slot))


def _letter(to: DeskLink | PairingAttempt, name: str, count: int, envelope: bytes) -> Letter:
    return Letter(to.url, to.desk_key, to.device, name, count, envelope)
