"""Before a pass by hand: what an observer could make of it, measured on this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from offwatch.norm import Norm
from offwatch.pad.masking.aside import WAIT_S, Aside, with_duty_passed
from offwatch.pad.masking.state import norm_in_force
from offwatch.pad.models import DeskLink, KnownDuty
from offwatch.spans import InstantSpan

if TYPE_CHECKING:
    from offwatch.mask.meter import Exposure, TeamHistory

START = 0.1


@dataclass(frozen=True, slots=True)
class Before:
    """What stands beside “Ask to move”.

    Neither ``now`` nor ``after`` while it is being worked out, nor where there is less than a whole
    period to go by (``nothing_yet``).
    """

    nothing_yet: bool
    now: Exposure | None = None
    after: Exposure | None = None


def see_before(duty: KnownDuty, now: datetime) -> Before | None:
    """How far the owner's own history gives something away, now and after passing ``duty``.

    None where no norm is known. Nothing of it is kept in the vault, and nothing leaves.
    """
    norm = norm_in_force(DeskLink.objects.first())
    if norm is None:
        return None
    from offwatch.pad.masking.history import see_history  # numpy, and only where it is needed

    days = InstantSpan(duty.start_at, duty.end_at).days_in(ZoneInfo(norm.zone))
    seen = see_history(norm, norm.today(now), days.end_day - timedelta(days=1))
    if seen is None:
        return Before(nothing_yet=True)
    day = (norm.today(duty.start_at) - norm.first_day).days
    working = _meter.ask(seen.team(norm), norm, day)
    try:
        return Before(False, *working.result(WAIT_S))
    except TimeoutError:
        return Before(nothing_yet=False)


def see_now(now: datetime) -> Before | None:
    """How far the owner's own history gives something away as it is; none without a norm."""
    norm = norm_in_force(DeskLink.objects.first())
    if norm is None:
        return None
    from offwatch.pad.masking.history import see_history

    today = norm.today(now)
    seen = see_history(norm, today, today)
    if seen is None:
        return Before(nothing_yet=True)
    working = _meter.ask(seen.team(norm), norm, None)
    try:
        return Before(False, *working.result(WAIT_S))
    except TimeoutError:
        return Before(nothing_yet=False)


def _measure(team: TeamHistory, norm: Norm, day: int | None) -> tuple[Exposure, Exposure]:
    """What it is now, and what it would be with the duty of that day passed."""
    from offwatch.mask.meter import measure

    name, then = team.names[0], with_duty_passed(team, day)
    now = measure(team, name, norm, START)
    return now, now if then is team else measure(then, name, norm, START)


_meter = Aside(_measure)
