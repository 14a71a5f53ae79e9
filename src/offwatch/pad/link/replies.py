"""What the desk answered, taken into the vault; the same answer twice changes nothing more."""

from __future__ import annotations

from datetime import datetime

import msgspec

from offwatch.pad.models import DeskLink, KnownDuty, OutboxItem
from offwatch.wire import Body, Done, Duties, Duty, Refusal, Said, TeamNorm


def absorb(link: DeskLink, item: OutboxItem, body: Body, now: datetime) -> None:
    """Take one verified answer in; called inside the transaction that marks ``item`` answered."""
    item.state, item.answered_at = OutboxItem.DONE, now
    match body:
        case TeamNorm():
            link.norm = msgspec.to_builtins(body)
            link.paired_at = link.paired_at or now
            item.answer = "norm"
        case Duties():
            _turn_page(link, body, now)
            item.answer = f"duties, page {body.page + 1}"
        case Said():
            link.epoch, link.cursor, link.incoming = body.epoch, 0, []
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
            setattr(row, name, value[:200] if isinstance(value, str) else value)
        row.save()
