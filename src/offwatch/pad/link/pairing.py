"""Pairing with a desk: on the side, until that desk has answered; then in one step.

What the pad has with its desk so far stays as it is while another pairing is tried, and if it does
not succeed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from offwatch.errors import OffwatchError, Refused, Unavailable
from offwatch.language import gettext as _
from offwatch.pad.link import transport
from offwatch.pad.link.norms import hear_norm
from offwatch.pad.link.outbox import put_pair, reseal_for
from offwatch.pad.link.outbox.queue_file import open_queue
from offwatch.pad.link.sender import verify_reply
from offwatch.pad.masking.state import forget_mask_state
from offwatch.pad.models import DeskLink, DutyOdds, KnownDuty, OutboxItem, PairingAttempt
from offwatch.pad.outcome import PadOutcome
from offwatch.wire import (
    Body,
    Refusal,
    TeamNorm,
    new_signing_key,
    open_sealed,
    read_public,
    split_code,
    verify_desk,
)


def do_pair(now: datetime, url: str, code: str) -> PadOutcome:
    """Introduce this pad to the desk that the code came from; change over once it has answered."""
    url = transport.desk_address(url)
    secret, fingerprint = split_code(code)
    desk_key = transport.fetch_key(url)
    verify_desk(desk_key, fingerprint)
    with transaction.atomic():
        do_give_up_pairing(now)
        attempt = PairingAttempt.objects.create(
            url=url, desk_key=desk_key, device_key=bytes(new_signing_key()).hex(), begun_at=now
        )
        attempt.item = put_pair(attempt, secret, now)
        attempt.save()
    return do_try_pairing(now)


def do_try_pairing(now: datetime) -> PadOutcome:
    """Send the envelope of the pairing that waits for its answer, the same bytes each time."""
    attempt = PairingAttempt.objects.select_related("item").first()
    if attempt is None or attempt.item is None:
        raise Refused("pair.none", "No pairing waits for an answer; begin with a new code.")
    item = attempt.item
    item.state, item.sent_at, item.tries = OutboxItem.SENT, item.sent_at or now, item.tries + 1
    item.save()
    try:
        reply = transport.exchange(attempt.url, item.envelope)
        verify_reply(reply, attempt.desk_key, attempt.device, item.message_id)
    except Unavailable as trouble:
        PairingAttempt.objects.update(trouble=trouble.code)
        return PadOutcome("The desk is known but did not answer; the pad goes on as before.")
    refused = finish_pairing(attempt, item, reply, now)
    if refused is not None:
        raise refused
    return PadOutcome("Paired. Your duties come with the next syncs.")


def do_give_up_pairing(now: datetime) -> PadOutcome:
    """Stop trying; what the pad has with its desk stays as it is."""
    with transaction.atomic():
        for attempt in PairingAttempt.objects.select_related("item"):
            _close(attempt, "given-up", now)
    return PadOutcome("No pairing is waiting any more.")


def finish_pairing(
    attempt: PairingAttempt, item: OutboxItem, reply: bytes, now: datetime
) -> Refused | None:
    """Change over if the desk's signed norm has come; else the attempt ends, and this says why."""
    try:
        body: Body = open_sealed(reply, read_public(attempt.desk_key)).body
    except OffwatchError as error:
        body = Refusal(item.message_id, error.code)
    if isinstance(body, TeamNorm):
        with transaction.atomic():
            _change_over(attempt, item, body, now)
        return None
    code = body.code if isinstance(body, Refusal) else "wire.type"
    with transaction.atomic():
        _close(attempt, code, now)
    if code == "pair.code":
        return Refused(
            "pair.refused",
            "The desk did not take this code: it is used up, too old or mistyped; get a new one.",
        )
    if code.startswith("wire."):
        return Refused(
            "pair.unreadable",
            _("The desk answered with what this pad cannot take ({code}); update both.").format(
                code=code
            ),
        )
    return Refused(
        "pair.refused",
        _("The desk did not take this pad ({code}); ask whoever runs the desk.").format(code=code),
    )


def _close(attempt: PairingAttempt, answer: str, now: datetime) -> None:
    attempt.delete()
    if attempt.item is not None:
        OutboxItem.objects.filter(pk=attempt.item.pk).update(
            state=OutboxItem.REFUSED, answered_at=now, answer=answer
        )


def _change_over(attempt: PairingAttempt, item: OutboxItem, norm: TeamNorm, now: datetime) -> None:
    """The new link in the place of the old, in the caller's transaction."""
    before = DeskLink.objects.first()
    link = DeskLink(
        url=attempt.url,
        desk_key=attempt.desk_key,
        device_key=attempt.device_key,
        linked_at=attempt.begun_at,
        paired_at=now,
        heard_at=now,
        count=item.count,
    )
    same = before is not None and before.desk_key == attempt.desk_key
    if before is not None and same:
        link.norm, link.told_at = before.norm, before.told_at
    hear_norm(link, norm)
    open_items = OutboxItem.objects.filter(state__in=(OutboxItem.WAITING, OutboxItem.SENT))
    unsaid = open_items.exclude(pk=item.pk)
    if same:
        reseal_for(unsaid, now)
    else:
        # Words for the desk before are not for this one; the ledger keeps what was released.
        unsaid.update(state=OutboxItem.REFUSED, answered_at=now, answer="paired-anew")
        forget_mask_state()
        theirs = KnownDuty.objects.values("duty_id")
        DutyOdds.objects.filter(duty_id__in=theirs).delete()
        KnownDuty.objects.all().delete()
    DeskLink.objects.all().delete()
    PairingAttempt.objects.all().delete()
    item.state, item.answered_at, item.answer = OutboxItem.DONE, now, "norm"
    item.save()
    link.save()
    transaction.on_commit(open_queue().clear)  # it is for the link before
