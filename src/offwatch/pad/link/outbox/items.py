"""What waits in the outbox: a message by its name, sealed when its slot is known.

Once an envelope may have left, its bytes stay: it goes again with the same until it is answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from offwatch.mask.release.released import Released
from offwatch.pad.link.outbox.bodies import body_of, introduction
from offwatch.pad.models import DeskLink, OutboxItem, PairingAttempt, ReleaseRow
from offwatch.wire import PAD_SAYS, Body, new_message_id, read_signing, seal

_NAMES = {form: name for name, form in PAD_SAYS.items()}


def put_released(released: Released, now: datetime) -> OutboxItem:
    """Put what the mask has released in the outbox; its ledger row is there already."""
    row = ReleaseRow.objects.get(release_id=released.release_id)
    return _put(body_of(released), now, row)


def put_pair(attempt: PairingAttempt, secret: str, now: datetime) -> OutboxItem:
    """Put the introduction to a desk in the outbox, sealed: it does not wait for a slot."""
    body = introduction(attempt, secret)
    item = _put(body, now)
    item.count = 1
    item.text = sealed(attempt, body, item.message_id, item.count, now).rstrip(b" ")
    item.save()
    return item


def body_in(item: OutboxItem) -> Body:
    """What an item says."""
    return msgspec.json.decode(bytes(item.body), type=PAD_SAYS[item.type])


def sealed(
    to: DeskLink | PairingAttempt, body: Body, message_id: str, count: int, slot: datetime
) -> bytes:
    """An envelope for one slot, dated by it."""
    return seal(
        body,
        device=to.device,
        key=read_signing(to.device_key),
        made_on=slot.date(),
        message_id=message_id,
        count=count,
    )


def reseal_for(items: Iterable[OutboxItem], now: datetime) -> None:
    """Let words of an earlier pairing be said to the same desk again under a new one.

    What may have left stays as it was, closed, and its words wait anew beside it.
    """
    for item in items:
        if item.state == OutboxItem.WAITING and item.release is not None:
            continue
        item.state, item.answered_at, item.answer = OutboxItem.REFUSED, now, "paired-anew"
        item.save()
        if item.release is not None:
            _put(body_in(item), now, item.release)


def _put(body: Body, now: datetime, row: ReleaseRow | None = None) -> OutboxItem:
    return OutboxItem.objects.create(
        message_id=new_message_id(),
        type=_NAMES[type(body)],
        body=msgspec.json.encode(body),
        release=row,
        made_at=now,
    )
