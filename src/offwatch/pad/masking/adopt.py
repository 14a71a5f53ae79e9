"""What the desk has from this pad already, taken over where the pad has forgotten it."""

from __future__ import annotations

from datetime import datetime, timedelta

from offwatch.mask.policy.adopt import adopt_passed, adopt_published
from offwatch.mask.policy.select import OwnDuty
from offwatch.pad.link.outbox.ledger import VaultLedger
from offwatch.pad.masking.state import keep_state, load_state, norm_in_force
from offwatch.pad.models import DeskLink
from offwatch.wire import Said


def adopt_said(link: DeskLink, said: Said, now: datetime) -> None:
    """Count its days and passes as said, so that nothing else is asked for in their periods.

    In the caller's transaction; nothing where there is no norm to count them by.
    """
    norm = norm_in_force(link)
    if norm is None:
        return
    tracks, state = load_state(norm, now)
    for asked in said.days:
        state = adopt_published(VaultLedger(), state, asked.period, asked.days, now)
    passed = [
        OwnDuty(each.duty_id, each.start_at, each.start_at + timedelta(hours=1), each.start_at)
        for each in said.passes
    ]
    keep_state(tracks, adopt_passed(state, norm, passed))
