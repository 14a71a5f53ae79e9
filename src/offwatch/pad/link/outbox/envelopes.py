"""Envelopes in the vault: sealed once, then sent with the same bytes until answered."""

from __future__ import annotations

from datetime import datetime

from offwatch.mask.release.released import Released
from offwatch.pad.link.outbox.bodies import body_of
from offwatch.pad.models import DeskLink, OutboxItem, ReleaseRow
from offwatch.wire import (
    PAD_SAYS,
    Body,
    Pair,
    Quiet,
    code_key,
    device_id,
    new_message_id,
    prove_code,
    public_text,
    read_signing,
    seal,
)


def put_released(link: DeskLink, released: Released, now: datetime) -> OutboxItem:
    """Put what the mask has released in the outbox; its ledger row is there already."""
    row = ReleaseRow.objects.get(release_id=released.release_id)
    return _put(link, body_of(released), now, row)


def put_pair(link: DeskLink, secret: str, now: datetime) -> OutboxItem:
    """Introduce this pad: prove that it was given the code, without saying it."""
    public = public_text(read_signing(link.device_key))
    return _put(link, Pair(public, prove_code(code_key(secret), public, link.desk_key)), now)


def put_quiet(link: DeskLink, now: datetime) -> OutboxItem:
    """Nothing to say; it asks for what changed since ``cursor``."""
    return _put(link, Quiet(link.epoch, link.cursor), now)


def _put(link: DeskLink, body: Body, now: datetime, row: ReleaseRow | None = None) -> OutboxItem:
    key = read_signing(link.device_key)
    name = new_message_id()
    link.count += 1
    link.save(update_fields=["count"])
    sealed = seal(
        body,
        device=device_id(public_text(key)),
        key=key,
        made_on=now.date(),
        message_id=name,
        count=link.count,
    )
    return OutboxItem.objects.create(
        message_id=name,
        type=next(known for known, form in PAD_SAYS.items() if type(body) is form),
        text=sealed.rstrip(b" "),
        release=row,
        made_at=now,
    )
