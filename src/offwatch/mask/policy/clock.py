"""Whether a batch may run by what the clock says, and how a wrong clock is set right.

A clock that was once a year ahead must not end in a pad that never asks again, for such a pad
stands out. So a jump of more than a period is not believed until the clock has read so for a day,
and where it was believed all the same the owner can set it right.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from offwatch.errors import Refused
from offwatch.mask.policy.state import MaskState
from offwatch.norm import Norm

SURE_AFTER = timedelta(hours=24)
"""How long the clock must have read so before a jump is believed."""


class SilenceReason(StrEnum):
    """Why a batch said less than it might have, for the pad to show its owner."""

    NONE = "none"
    NOT_YET = "not-yet"  # the team's hour has not come
    ALREADY_RUN = "already-run"  # today's batch has left
    CLOCK_BACK = "clock-back"  # the last batch is dated later than now
    CLOCK_JUMPED = "clock-jumped"  # more than a period since the last batch: not believed yet
    ALREADY_ANSWERED = "already-answered"  # this period's days have been asked for
    NORM_CHANGED = "norm-changed"  # the new norm waits for a period not yet asked for


def why_silent(state: MaskState, norm: Norm, now: datetime) -> SilenceReason:
    """Why no batch may run now.

    Parameters
    ----------
    state : MaskState
        What the pad has said so far.
    norm : Norm
        The team's norm.
    now : datetime, aware
        What the clock says.

    Returns
    -------
    SilenceReason
        ``NONE`` where a batch may run, else why not.
    """
    today, last = norm.today(now), state.last_batch_day
    if last is not None and today < last:
        return SilenceReason.CLOCK_BACK
    if last == today:
        return SilenceReason.ALREADY_RUN
    if _has_jumped(state, norm, now):
        since = state.jump_seen_at
        if since is None or now - since < SURE_AFTER:
            return SilenceReason.CLOCK_JUMPED
    return SilenceReason.NOT_YET if now < norm.batch_at(today) else SilenceReason.NONE


def watch_clock(state: MaskState, norm: Norm, now: datetime) -> MaskState:
    """Remember since when the clock has been more than a period ahead, if it is.

    Parameters
    ----------
    state, norm, now
        As for `why_silent`.
    """
    if not _has_jumped(state, norm, now):
        return replace(state, jump_seen_at=None)
    if state.jump_seen_at is None or state.jump_seen_at > now:
        return replace(state, jump_seen_at=now)
    return state


def set_clock_right(state: MaskState, norm: Norm, now: datetime, published: Set[int]) -> MaskState:
    """The state once its owner says that the clock is right now and was wrong before.

    Parameters
    ----------
    state, norm
        As for `why_silent`.
    now : datetime, aware
        What the clock says, and is right.
    published : set of int
        Numbers of periods whose days the desk has taken or may still take. What it has is not
        asked for again; other periods still to come are.

    Returns
    -------
    MaskState
        The next batch is tomorrow's.

    Raises
    ------
    Refused
        ``mask.clock-right`` where the last batch is not dated later than now.
    """
    if why_silent(state, norm, now) is not SilenceReason.CLOCK_BACK:
        raise Refused("mask.clock-right", "The clock is not behind; there is nothing to set right.")
    today = norm.today(now)
    ahead = norm.first_unasked(today).number
    return replace(
        state,
        last_batch_day=today,
        answered=frozenset(n for n in state.answered if n < ahead or n in published),
        norm_from=None if state.norm_from is None else min(state.norm_from, ahead),
    )


def _has_jumped(state: MaskState, norm: Norm, now: datetime) -> bool:
    last = state.last_batch_day
    return last is not None and (norm.today(now) - last).days > norm.period_days
