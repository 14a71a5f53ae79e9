"""What the owner says to the desk by hand: keep this one, or please move it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from offwatch.errors import Refused
from offwatch.language import gettext as _
from offwatch.mask.policy.by_hand import HandOutcome, hand_pass, keep_duty
from offwatch.mask.policy.state import MaskState
from offwatch.norm import Norm
from offwatch.pad.link.outbox import VaultLedger, put_released, reseal
from offwatch.pad.link.tick import linked
from offwatch.pad.masking.guarded_and_kept import guarded_ids, is_kept
from offwatch.pad.masking.state import keep_state, load_state, masked_duty, norm_of
from offwatch.pad.models import KnownDuty, OutboxItem
from offwatch.pad.outcome import PadOutcome


def do_hand_pass(now: datetime, duty_id: str) -> PadOutcome:
    """Ask that a duty be moved: the person's own word, not the mask's."""

    def speak(state: MaskState, norm: Norm, duty: KnownDuty) -> HandOutcome:
        return hand_pass(
            VaultLedger(),
            state,
            norm,
            masked_duty(duty, norm),
            now,
            guarded=guarded_ids([duty]),
            kept=frozenset({duty_id}) if is_kept(duty, said_about(duty_id)) else frozenset(),
        )

    duty, outcome = _say(now, duty_id, speak)
    said = _("“Please move {duty}” leaves with the next sync.")
    if outcome.to_owner:
        said = _("“Please move {duty}” leaves with the next sync. {owner} decides.")
    return PadOutcome(said.format(duty=duty.name, owner=duty.owner))


def do_keep(now: datetime, duty_id: str) -> PadOutcome:
    """Say that a duty stays, whatever comes: only soon after it was published."""

    def speak(state: MaskState, norm: Norm, duty: KnownDuty) -> HandOutcome:
        if duty_id in state.kept:
            raise Refused("pad.kept-already", "You keep this duty already.")
        return keep_duty(VaultLedger(), state, masked_duty(duty, norm), now)

    duty = _say(now, duty_id, speak)[0]
    return PadOutcome(_("“Keep {duty}” leaves with the next sync.").format(duty=duty.name))


def said_about(duty_id: str) -> OutboxItem | None:
    """The last envelope that named this duty, unless the desk refused it."""
    return said_about_each([duty_id]).get(duty_id)


def said_about_each(duty_ids: Sequence[str]) -> dict[str, OutboxItem]:
    """The same for several duties, those of which something was said."""
    items = OutboxItem.objects.filter(release__what__in=duty_ids, type__in=("pass", "keep"))
    latest = items.exclude(state=OutboxItem.REFUSED).select_related("release").order_by("id")
    return {item.release.what: item for item in latest if item.release is not None}


def _say(
    now: datetime, duty_id: str, speak: Callable[[MaskState, Norm, KnownDuty], HandOutcome]
) -> tuple[KnownDuty, HandOutcome]:
    """Ledger, envelope and the mask's state in one transaction."""
    with transaction.atomic():
        link = linked()
        norm = norm_of(link)
        duty = KnownDuty.objects.filter(duty_id=duty_id).first()
        if duty is None:
            raise Refused("pad.no-duty", "That duty is not on your list now; load the page again.")
        book, state = load_state(norm, now)
        outcome = speak(state, norm, duty)
        keep_state(book, outcome.state)
        put_released(outcome.released, now)
    reseal()
    return duty, outcome
