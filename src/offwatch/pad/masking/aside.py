"""What the meter works out: in a thread of its own and once, for some norms it takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, TypeVar

from offwatch.norm import Norm

if TYPE_CHECKING:
    from offwatch.mask.meter import TeamHistory

WAIT_S = 1.0
"""How long a page waits for the answer before it says that it is being worked out."""
KEPT = 8

T = TypeVar("T")


class Aside(Generic[T]):
    """Answers to one question about a team's history, the last few kept.

    ``answer`` is asked with the history, the norm and a day counted from the norm's first, if there
    is one. What is kept is a digest of what was asked, and the numbers; the vault may be locked
    meanwhile.
    """

    def __init__(self, answer: Callable[[TeamHistory, Norm, int | None], T]) -> None:
        self._answer = answer
        self._one_at_a_time = threading.Lock()
        self._at_work = threading.Lock()  # what one has worked out serves the next
        self._asked: dict[bytes, Future[T]] = {}

    def ask(self, team: TeamHistory, norm: Norm, day: int | None) -> Future[T]:
        """The answer, once it is there; what failed before is tried again."""
        parts = (team.asked, team.duty, team.passed, team.first, team.last)
        plain = b"".join(part.tobytes() for part in parts) + f"{norm.fingerprint},{day}".encode()
        key = sha256(plain).digest()
        with self._one_at_a_time:
            working = self._asked.get(key)
            if working is None or (working.done() and working.exception()):
                working = self._asked[key] = Future()
                args = (working, team, norm, day)
                threading.Thread(target=self._work, args=args, daemon=True).start()
                while len(self._asked) > KEPT:
                    self._asked.pop(next(iter(self._asked)))
            return working

    def _work(self, working: Future[T], team: TeamHistory, norm: Norm, day: int | None) -> None:
        try:
            with self._at_work:
                answer = self._answer(team, norm, day)
            working.set_result(answer)
        except BaseException as error:  # told to whoever asked
            working.set_exception(error)


def with_duty_passed(team: TeamHistory, day: int | None) -> TeamHistory:
    """The history as it would be if the first of the team also passed the duty of that day.

    The same where no day is meant or that day is passed: one is passed once, however many duties.
    """
    return team if day is None or team.passed[0, day] else team.with_pass(0, day)
