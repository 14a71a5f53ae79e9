"""Before a pass by hand: what an observer could make of it, measured on this machine alone."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from offwatch.norm import Norm
from offwatch.pad.masking.state import norm_in_force
from offwatch.pad.models import DeskLink, KnownDuty
from offwatch.spans import InstantSpan

if TYPE_CHECKING:
    from offwatch.mask.meter import Exposure, TeamHistory

START = 0.1
WAIT_S = 1.0
KEPT = 8

_one_at_a_time = threading.Lock()
_asked: dict[bytes, Future[tuple[Exposure, Exposure]]] = {}


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
    working = _measure_aside(seen.team(norm), norm, day)
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
    working = _measure_aside(seen.team(norm), norm, None)
    try:
        return Before(False, *working.result(WAIT_S))
    except TimeoutError:
        return Before(nothing_yet=False)


def _measure_aside(
    team: TeamHistory, norm: Norm, day: int | None
) -> Future[tuple[Exposure, Exposure]]:
    """In a thread of its own: for some norms the first time takes long, and no page waits for it.

    What is kept is a digest of the history and the numbers; the vault may be locked meanwhile.
    """
    parts = (team.asked, team.duty, team.passed, team.first, team.last)
    plain = b"".join(part.tobytes() for part in parts) + f"{norm.fingerprint},{day}".encode()
    key = sha256(plain).digest()
    with _one_at_a_time:
        working = _asked.get(key)
        if working is None or (working.done() and working.exception()):
            working = _asked[key] = Future()
            args = (working, team, norm, day)
            threading.Thread(target=_work, args=args, daemon=True).start()
            while len(_asked) > KEPT:
                _asked.pop(next(iter(_asked)))
        return working


def _work(
    working: Future[tuple[Exposure, Exposure]], team: TeamHistory, norm: Norm, day: int | None
) -> None:
    from offwatch.mask.meter import measure

    try:
        name = team.names[0]
        now = measure(team, name, norm, START)
        passed_then = day is None or bool(
            team.passed[0, day]
        )  # one day is passed once, however many duties
        after = now
        if day is not None and not passed_then:
            after = measure(team.with_pass(0, day), name, norm, START)
        working.set_result((now, after))
    except BaseException as error:  # told to whoever asked
        working.set_exception(error)
