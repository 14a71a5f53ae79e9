"""A swap answered: by the colleague, by whoever owns the duties, or taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from offwatch.desk.editing.edit import with_cells
from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, Swap, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.states import SWAPS_PENDING, HoldingState, SwapState, go
from offwatch.desk.swaps.notices import tell
from offwatch.desk.swaps.trade import Trade, check_trade, owners_of, trade_of, within_rule
from offwatch.errors import Refused
from offwatch.language import gettext as _
from offwatch.language import ngettext
from offwatch.plan import dump_roster

WHY = "Swap that two agreed on"


@transaction.atomic
def do_accept_swap(actor: Person, swap_id: int, now: datetime) -> DeskOutcome:
    """The colleague agrees: it goes to whoever owns the duties, or the standing rule approves it.

    A duty for which its owner declined a request before is never moved by the rule.
    """
    team = lock_team(actor.team_id)
    swap = _pending(team, swap_id, SwapState.OFFERED, colleague=actor)
    trade = _trade(swap)
    check_trade(trade, now)
    owners = owners_of(team, trade)
    rule = within_rule(team, trade, now) and not _was_declined(trade)
    if rule or not owners:
        swap.by_rule = rule
        return _approve(team, swap, trade, team.accountable if rule else actor, now)
    swap.state = go("swap", swap.state, SwapState.ACCEPTED)
    swap.waits_with = owners[0]
    swap.save(update_fields=["state", "waits_with"])
    tell(swap, [swap.holder], now)
    return DeskOutcome("accepted", _("Agreed. {name} decides.").format(name=owners[0].name))


@transaction.atomic
def do_decline_swap(actor: Person, swap_id: int, now: datetime) -> DeskOutcome:
    """The colleague does not: everything stays, and the holder is told."""
    swap = _pending(lock_team(actor.team_id), swap_id, SwapState.OFFERED, colleague=actor)
    _end(swap, SwapState.DECLINED, actor, now)
    tell(swap, [swap.holder], now)
    return DeskOutcome("declined", _("Declined; {name} is notified.").format(name=swap.holder.name))


@transaction.atomic
def do_withdraw_swap(actor: Person, swap_id: int, now: datetime) -> DeskOutcome:
    """Either of the two takes back what they said, as long as it is not in force."""
    swap = _pending(lock_team(actor.team_id), swap_id)
    agreed = swap.state == SwapState.ACCEPTED
    if actor.pk != swap.holder_id and not (agreed and actor.pk == swap.colleague_id):
        raise _not_yours()
    _end(swap, SwapState.WITHDRAWN, actor, now)
    other = swap.colleague if actor.pk == swap.holder_id else swap.holder
    tell(swap, [other], now)
    return DeskOutcome("withdrawn", "Withdrawn; everything stays as it is.")


@transaction.atomic
def do_approve_swap(actor: Person, swap_id: int, now: datetime) -> DeskOutcome:
    """The owner agrees; where the other duty has another owner, it goes on to them."""
    team = lock_team(actor.team_id)
    swap = _pending(team, swap_id, SwapState.ACCEPTED, waits_with=actor)
    trade = _trade(swap)
    check_trade(trade, now)
    done = {actor.pk, swap.agreed_by_id}
    left = [owner for owner in owners_of(team, trade) if owner.pk not in done]
    if left:
        swap.state = go("swap", swap.state, SwapState.ACCEPTED)
        swap.agreed_by, swap.waits_with = actor, left[0]
        swap.save(update_fields=["state", "agreed_by", "waits_with"])
        return DeskOutcome("accepted", _("Agreed. {name} decides.").format(name=left[0].name))
    return _approve(team, swap, trade, actor, now)


@transaction.atomic
def do_refuse_swap(actor: Person, swap_id: int, now: datetime) -> DeskOutcome:
    """The owner does not agree: everything stays, and both are told."""
    swap = _pending(lock_team(actor.team_id), swap_id, SwapState.ACCEPTED, waits_with=actor)
    _end(swap, SwapState.REFUSED, actor, now)
    tell(swap, [swap.holder, swap.colleague], now)
    return DeskOutcome("refused", "Declined; both are notified.")


def end_swaps(now: datetime) -> int:
    """End the swaps of which a duty has begun, or is no longer as it was; both are told.

    Done every minute by the worker.
    """
    ended = 0
    pending = Swap.objects.filter(state__in=SWAPS_PENDING)
    for team_id in set(pending.values_list("team", flat=True)):
        with transaction.atomic():
            lock_team(team_id)
            for swap in _with_people(pending.filter(team=team_id)):
                trade = trade_of(swap)
                begun = swap.starts_at <= now or (
                    swap.wanted_starts_at is not None and swap.wanted_starts_at <= now
                )
                if trade is not None and not begun:
                    continue
                _end(swap, SwapState.LAPSED if begun else SwapState.MOVED, None, now)
                tell(swap, [swap.holder, swap.colleague], now)
                ended += 1
    return ended


def swaps_for(person: Person) -> list[Swap]:
    """What waits for this person's answer: as the colleague, or as the owner of a duty."""
    offered = _with_people(Swap.objects.filter(colleague=person, state=SwapState.OFFERED))
    to_decide = _with_people(Swap.objects.filter(waits_with=person, state=SwapState.ACCEPTED))
    return [*offered, *to_decide]


def swaps_of(person: Person) -> list[Swap]:
    """What this person offered or agreed to, and is not in force yet."""
    offered = _with_people(Swap.objects.filter(holder=person, state__in=SWAPS_PENDING))
    agreed = _with_people(Swap.objects.filter(colleague=person, state=SwapState.ACCEPTED))
    return [*offered, *agreed]


def _approve(
    team: Team, swap: Swap, trade: Trade, decided_by: Person | None, now: datetime
) -> DeskOutcome:
    """Publish it as a version of its own; each of the two gets one notice of it."""
    swap.state = go("swap", swap.state, SwapState.APPROVED)
    swap.decided_by, swap.ended_at, swap.waits_with = decided_by, now, None
    before = roster_of(trade.version)
    version = publish(
        team,
        Publication.read(with_cells(dump_roster(before), check_trade(trade, now))),
        base=trade.version,
        made_by=decided_by,
        why=WHY,
        now=now,
    )
    swap.outcome = version
    swap.save()
    count = version.notices.count()
    said = ngettext("Swapped: {n} person is notified.", "Swapped: {n} people are notified.", count)
    return DeskOutcome("approved", said.format(n=count), version.pk)


def _end(swap: Swap, state: SwapState, by: Person | None, now: datetime) -> None:
    swap.state = go("swap", swap.state, state)
    swap.decided_by, swap.ended_at, swap.waits_with = by, now, None
    swap.save(update_fields=["state", "decided_by", "ended_at", "waits_with"])


def _pending(team: Team, swap_id: int, state: SwapState | None = None, **whose: Person) -> Swap:
    """The swap, for whoever may answer it; to others it is not there."""
    swap = _with_people(Swap.objects.filter(pk=swap_id, team=team, **whose)).first()
    if swap is None:
        raise _not_yours()
    if swap.state not in SWAPS_PENDING or (state is not None and swap.state != state):
        raise Refused("state.answered", "This has been answered already; look at the page again.")
    return swap


def _with_people(swaps: QuerySet[Swap]) -> QuerySet[Swap]:
    """Each with its people, one query a table: rules by row make joins of persons slow."""
    return swaps.prefetch_related(
        "team", "version", "holder__team", "colleague__team", "waits_with"
    )


def _trade(swap: Swap) -> Trade:
    trade = trade_of(swap)
    if trade is None:
        raise Refused(
            "swap.unknown-duty",
            "One of these duties is no longer as it was; look at My duties again.",
        )
    return trade


def _was_declined(trade: Trade) -> bool:
    return any(
        holdings_of(person).state(held.duty_id) == HoldingState.DECLINED
        for person, held in (
            (trade.holder, trade.given),
            *([(trade.colleague, trade.wanted)] if trade.wanted is not None else []),
        )
    )


def _not_yours() -> Refused:
    return Refused("swap.not-yours", "This swap is not with you; look at the page again.")
