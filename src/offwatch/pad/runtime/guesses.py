"""Who may try a passphrase when: each client waits longer after each wrong one.

A try costs Argon2id's time and memory, so one is made at a time and few may wait for their turn.
Browsers that are known have lanes of their own. Nobody else can make them wait.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from offwatch.errors import Refused
from offwatch.language import ngettext

FREE = 3
"""Wrong tries before there is a delay."""
LONGEST_S = {True: 15.0, False: 60.0}
"""The longest delay of a client that is known, and of one that is not."""
FORGET_S = 900.0
_QUEUE = 2
_TURN_S = 10.0


class TooMany(Refused):
    """Another try has to wait."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(
            "pad.too-many-guesses",
            ngettext(
                "Too many tries; try again in {n} second. To be let in before others, open the "
                "address that `offwatch pad open` prints.",
                "Too many tries; try again in {n} seconds. To be let in before others, open the "
                "address that `offwatch pad open` prints.",
                math.ceil(wait_s),
            ).format(n=math.ceil(wait_s)),
        )
        self.wait_s = math.ceil(wait_s)


@dataclass
class _Lane:
    wrong: int = 0
    next_at: float = 0.0
    last_at: float = 0.0
    busy: bool = False


class Guesses:
    """The wrong tries of late, by client, and the one try that is being made."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lanes: dict[tuple[bool, str], _Lane] = {}
        self._one_at_a_time = threading.Lock()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, client: str, *, known: bool) -> Iterator[None]:
        """Make one try in this block; a Refused out of it is a wrong one.

        Raises
        ------
        TooMany
            The client has to wait, or too many are waiting.
        """
        lane = self._enter(client, known)
        try:
            if not self._one_at_a_time.acquire(timeout=_TURN_S):
                raise TooMany(_TURN_S)
            try:
                yield
            except Refused:
                self._wrong(lane, known)
                raise
            finally:
                self._one_at_a_time.release()
            with self._lock:
                self._lanes.pop((known, client), None)
        finally:
            lane.busy = False

    def _enter(self, client: str, known: bool) -> _Lane:
        now = self._clock()
        with self._lock:
            for key, old in list(self._lanes.items()):
                if not old.busy and now - old.last_at > FORGET_S:
                    del self._lanes[key]
            lane = self._lanes.setdefault((known, client), _Lane(last_at=now))
            if now < lane.next_at:
                raise TooMany(lane.next_at - now)
            waiting = sum(other.busy for (kind, _), other in self._lanes.items() if kind == known)
            if lane.busy or waiting > _QUEUE:
                raise TooMany(1)
            lane.busy, lane.last_at = True, now
            return lane

    def _wrong(self, lane: _Lane, known: bool) -> None:
        with self._lock:
            lane.wrong += 1
            lane.last_at = self._clock()
            if lane.wrong >= FREE:
                delay = min(2.0 ** min(lane.wrong - FREE, 20), LONGEST_S[known])
                lane.next_at = lane.last_at + delay
