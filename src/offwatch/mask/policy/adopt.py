"""What the desk already has of this pad, after a restore from an older backup.

A restored pad has forgotten what it said since the backup. Were it to choose again, it would ask
for other days in the same period, and two sets of days tell more than one. So it takes what the
desk says it has as its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from offwatch.mask.policy.select import OwnDuty
from offwatch.mask.policy.state import MaskState
from offwatch.mask.release.ledger import DaysReleased, ReleaseLedger
from offwatch.mask.release.released import release_row
from offwatch.norm import Norm


def adopt_published(
    ledger: ReleaseLedger, state: MaskState, period: int, days: Sequence[date], now: datetime
) -> MaskState:
    """Take the days that the desk has for a period as this pad's answer for it.

    Nothing leaves: the ledger gets a row, so that the owner sees what was said in her name.

    Parameters
    ----------
    ledger : ReleaseLedger
        Where releases are written down.
    state : MaskState
        What the pad knows that it has said.
    period : int
        The period's number.
    days : sequence of date
        The rhythm days that the desk has for it.
    now : datetime, aware
        When the desk told.

    Returns
    -------
    MaskState
        The period is answered; a period that the pad has answered already stays as it is.
    """
    if period in state.answered:
        return state
    said = DaysReleased(period, tuple(sorted(days)))
    ledger.append(release_row("days", said.dump(), now))
    return replace(state, answered=state.answered | {period})


def adopt_passed(state: MaskState, norm: Norm, duties: Iterable[OwnDuty]) -> MaskState:
    """Count the duties that the desk has been asked to move, where the pad has forgotten it.

    Parameters
    ----------
    state : MaskState
        What the pad knows that it has said.
    norm : Norm
        The team's norm.
    duties : iterable of OwnDuty
        Duties whose state on the desk says that they were asked about, where they stand now.

    Returns
    -------
    MaskState
        Each of them is passed and uses a pass of its period.
    """
    for duty in duties:
        if not state.has_passed(duty.duty_id, duty.starts_at):
            number = norm.period_at(norm.today(duty.starts_at)).number
            state = state.after_pass(duty.duty_id, duty.starts_at, number)
    return state
