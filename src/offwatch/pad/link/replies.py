"""What came of what was sent, taken into the vault; the same answer twice changes nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from offwatch.errors import OffwatchError
from offwatch.pad.diary import odds
from offwatch.pad.link.norms import hear_norm
from offwatch.pad.link.notices import COPIED, note
from offwatch.pad.link.outbox.queue_file import open_queue
from offwatch.pad.link.pairing import finish_pairing
from offwatch.pad.link.queue import Sent
from offwatch.pad.masking.adopt import adopt_said
from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem, PairingAttempt
from offwatch.wire import (
    Body,
    Done,
    Duties,
    Duty,
    Refusal,
    Said,
    TeamNorm,
    open_sealed,
    read_public,
)

ABOUT_THE_PAD = {"wire.unknown-device", "wire.revoked"}
"""Refusals that end no message: it can be said again once this pad has been paired anew."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one envelope said and what came back; ``trouble`` is a code when nothing came."""

    type: str
    answer: str
    trouble: str = ""


def take_answers(now: datetime) -> list[Ticked]:
    """Take in what the sender has left in the queue: every envelope that went, and its answer.

    An answer is believed by what its desk signed; what is outside of the bounds of the wire is not
    taken in, noted for the owner, and stops nothing.
    """
    queue = open_queue()
    ticked, listed = [], False
    sent = queue.sent()
    for each in sent:
        with transaction.atomic():
            done = _take(each, now)
        if each.answered_at is not None:
            queue.forget([each.number])
        ticked.append(done)
        listed = listed or done.answer.startswith("duties")
    if listed:
        odds.keep_odds(now)
    return ticked


def _take(sent: Sent, now: datetime) -> Ticked:
    item = _item_of(sent)
    if item.answered_at is not None:  # taken in before, and not forgotten in the queue
        return Ticked(item.type, item.answer)
    attempt = PairingAttempt.objects.filter(item=item).first()
    if sent.answered_at is None:
        (PairingAttempt if attempt else DeskLink).objects.update(trouble=sent.trouble)
        return Ticked(item.type, "", sent.trouble)
    if attempt is not None:
        refused = finish_pairing(attempt, item, sent.reply, now)
        if refused is not None:
            note(refused.code, now)
        item.refresh_from_db()
        return Ticked(item.type, item.answer)
    link = DeskLink.objects.first()
    if link is None or link.device != sent.letter.device:  # of a link before this one
        item.state, item.answered_at = OutboxItem.REFUSED, now
        item.answer = "paired-anew"
        item.save()
        return Ticked(item.type, item.answer)
    return _absorb_reply(link, item, sent, now)


def _item_of(sent: Sent) -> OutboxItem:
    """The row of what was sent; a quiet one is written down now. Its bytes are those that went."""
    letter = sent.letter
    item = OutboxItem.objects.filter(message_id=letter.message_id).first()
    if item is None:
        item = OutboxItem(message_id=letter.message_id, type="quiet", made_at=sent.first_sent_at)
    if item.answered_at is None:
        item.text, item.count = letter.envelope.rstrip(b" "), letter.count
        item.state, item.sent_at, item.tries = OutboxItem.SENT, sent.first_sent_at, sent.tries
        item.save()
    return item


def _absorb_reply(link: DeskLink, item: OutboxItem, sent: Sent, now: datetime) -> Ticked:
    try:
        said = open_sealed(sent.reply, read_public(link.desk_key))
    except OffwatchError as error:
        note(error.code, now)
        item.state, item.answered_at, item.answer = OutboxItem.REFUSED, now, error.code
        item.save()
        link.heard_at, link.trouble = now, ""
        link.count = max(link.count, item.count)
        link.save()
        return Ticked(item.type, item.answer)
    last = said.header.count
    if last > item.count or (last == item.count and sent.tries == 1):
        note(COPIED, now)
    link.count = max(link.count, item.count, last)
    if isinstance(said.body, Refusal) and said.body.code in ABOUT_THE_PAD:
        link.trouble, link.heard_at = said.body.code, now
        link.save()
        _wait_again(item, said.body.code, now)
        return Ticked(item.type, "", said.body.code)
    absorb(link, item, said.body, now)
    return Ticked(item.type, item.answer)


def _wait_again(item: OutboxItem, code: str, now: datetime) -> None:
    """Nothing became of it, and it is not the message's fault."""
    if item.type == "quiet":
        item.state, item.answered_at, item.answer = OutboxItem.REFUSED, now, code
    item.save()


def absorb(link: DeskLink, item: OutboxItem, body: Body, now: datetime) -> None:
    """Take one verified answer in; called inside the transaction that marks ``item`` answered."""
    item.state, item.answered_at = OutboxItem.DONE, now
    match body:
        case TeamNorm():
            hear_norm(link, body)
            item.answer = "norm"
        case Duties():
            _turn_page(link, body, now)
            item.answer = f"duties, page {body.page + 1}"
        case Said():
            link.epoch, link.cursor, link.incoming = body.epoch, 0, []
            adopt_said(link, body, now)
            item.answer = "said"
        case Done():
            item.answer = body.state
            _mark_duty(item, body.state)
        case Refusal():
            item.state, item.answer = OutboxItem.REFUSED, body.code
    item.save()
    link.heard_at, link.trouble = now, ""
    link.save()


def _mark_duty(item: OutboxItem, state: str) -> None:
    """Until the next list comes, a duty shows what the desk said about it just now."""
    if item.release is not None and state in ("asked", "kept"):
        KnownDuty.objects.filter(duty_id=item.release.what).update(state=state)


def _turn_page(link: DeskLink, page: Duties, now: datetime) -> None:
    if page.epoch != link.epoch:
        link.epoch, link.cursor, link.incoming = page.epoch, 0, []
    if page.cursor < link.cursor:
        return  # an old answer, come again
    if page.page == 0:
        link.incoming = []
    held: list[list[object]] = link.incoming
    if page.page != len(held) or (held and held[0][0] != page.cursor):
        link.incoming = []  # a page is missing: the list starts again from page 0
        return
    link.incoming = [*held, [page.cursor, msgspec.to_builtins(page.duties)]]
    if not page.more:
        _replace_duties([duty for _, duties in link.incoming for duty in duties], now)
        link.incoming, link.cursor, link.told_at = [], page.cursor, now


def _replace_duties(rows: list[object], now: datetime) -> None:
    """What lies ahead is as told now; what is over stays as it was, for the meter to look at."""
    duties = msgspec.convert(rows, type=list[Duty])
    ahead = KnownDuty.objects.filter(end_at__gt=now)
    ahead.exclude(duty_id__in=[duty.duty_id for duty in duties]).delete()
    for duty in duties:
        row = KnownDuty.objects.filter(duty_id=duty.duty_id).first() or KnownDuty()
        if row.pk and row.start_at != duty.start_at:
            row.moved_from_at = row.start_at
        for name, value in msgspec.structs.asdict(duty).items():
            setattr(row, name, value)
        row.save()
