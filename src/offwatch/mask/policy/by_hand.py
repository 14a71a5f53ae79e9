"""What a person says for herself: keeping a duty, or passing one by hand."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime

from offwatch.errors import Refused
from offwatch.mask.policy.select import OwnDuty
from offwatch.mask.policy.state import MaskState
from offwatch.mask.release.ledger import ReleaseLedger
from offwatch.mask.release.released import Released, release_duty
from offwatch.norm import Norm


@dataclass(frozen=True, slots=True)
class HandOutcome:
    """What was let out, and the state to keep with it.

    ``to_owner``: the budget is spent, the duty is guarded or inside the freeze, so its owner
    decides. The mask never protects a pass by hand.
    """

    released: Released
    state: MaskState
    to_owner: bool


def keep_duty(ledger: ReleaseLedger, state: MaskState, duty: OwnDuty, now: datetime) -> HandOutcome:
    """Keep a duty whatever comes: only in the keep window, before any track has looked.

    Parameters
    ----------
    ledger : ReleaseLedger
    state : MaskState
    duty : OwnDuty
    now : datetime, aware

    Returns
    -------
    HandOutcome

    Raises
    ------
    Refused
        ``mask.keep-closed`` outside the window, ``mask.passed`` for a duty already passed.
    """
    if state.has_passed(duty.duty_id, duty.starts_at):
        raise Refused("mask.passed", "This duty has been passed; see the open-duty list.")
    if not duty.published_at <= now < duty.keep_until:
        raise Refused(
            "mask.keep-closed",
            "A duty can be kept only just after its roster is published; "
            "a duty given away comes back from the open-duty list.",
        )
    released = release_duty(ledger, "keep", duty.duty_id, now)
    state = replace(state, kept=state.kept | {duty.duty_id})
    return HandOutcome(released, state, to_owner=False)


def hand_pass(
    ledger: ReleaseLedger,
    state: MaskState,
    norm: Norm,
    duty: OwnDuty,
    now: datetime,
    *,
    guarded: Set[str] = frozenset(),
    kept: Set[str] = frozenset(),
) -> HandOutcome:
    """Pass a duty at the person's own wish: possible before it begins, unless it is kept.

    It uses the budget of its period first. Beyond that, inside the freeze, or on a guarded seat it
    goes to the duty's owner. The desk takes no request for a kept duty, so none is let out.

    Parameters
    ----------
    ledger : ReleaseLedger
    state : MaskState
    norm : Norm
    duty : OwnDuty
    now : datetime, aware
    guarded : set of str
        Duties on seats at minimum cover.
    kept : set of str
        Duties that the desk holds as kept, or is about to hear are kept.

    Returns
    -------
    HandOutcome

    Raises
    ------
    Refused
        ``mask.duty-begun`` once the duty has begun, ``mask.kept`` where it is kept, ``mask.passed``
        where a pass for it, where it now stands, has been let out.
    """
    if duty.starts_at <= now:
        raise Refused("mask.duty-begun", "This duty has begun: speak to its owner.")
    if duty.duty_id in kept:
        raise Refused(
            "mask.kept",
            "You said that you keep this duty. If you cannot do it after all, speak to its owner "
            "or your planner, who can change the roster; you need not say why.",
        )
    if state.has_passed(duty.duty_id, duty.starts_at):
        raise Refused("mask.passed", "This duty has been passed; see the open-duty list.")
    number = norm.period_at(norm.today(duty.starts_at)).number
    within = state.spent.get(number, 0) < norm.passes
    frozen = norm.in_freeze(duty.starts_at, now)
    released = release_duty(ledger, "hand", duty.duty_id, now)
    return HandOutcome(
        released,
        state.after_pass(duty.duty_id, duty.starts_at, number, spends=within),
        to_owner=frozen or not within or duty.duty_id in guarded,
    )
