"""Envelopes in the vault: sealed once, then sent with the same bytes until answered."""

from __future__ import annotations

from datetime import datetime

from offwatch.mask.release.released import Released
from offwatch.pad.link.outbox.bodies import body_of
from offwatch.pad.models import DeskLink, OutboxItem, ReleaseRow
from offwatch.wire import Body, Pair, Quiet, device_id, public_text, read_signing, read_unverified
from offwatch.wire import seal as seal_bytes


def put_released(link: DeskLink, released: Released, now: datetime) -> OutboxItem:
    """Put what the mask has released in the outbox; its ledger row is there already."""
    row = ReleaseRow.objects.get(release_id=released.release_id)
    return _put(link, body_of(released), now, row)


def put_pair(link: DeskLink, code: str, now: datetime) -> OutboxItem:
    """Introduce this pad with the member's code."""
    key = public_text(read_signing(link.device_key))
    return _put(link, Pair(code=code, public_key=key), now)


def put_quiet(link: DeskLink, now: datetime) -> OutboxItem:
    """Nothing to say; it asks for what changed since ``cursor``."""
    return _put(link, Quiet(cursor=link.cursor), now)


def _put(link: DeskLink, body: Body, now: datetime, row: ReleaseRow | None = None) -> OutboxItem:
    key = read_signing(link.device_key)
    sealed = seal_bytes(body, device=device_id(public_text(key)), key=key, made_on=now.date())
    envelope = read_unverified(sealed)
    return OutboxItem.objects.create(
        message_id=envelope.message_id,
        type=envelope.type,
        text=sealed.rstrip(b" "),
        release=row,
        made_at=now,
    )
