"""Chains going on in a thread while the solvers work in their processes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from offwatch.plan.ejection.search import Chains
from offwatch.plan.incumbent import Search
from offwatch.plan.result import Rung
from offwatch.plan.roster.roster import Roster


class Beside:
    """Chains that can prove what they find, going on beside the solvers."""

    def __init__(self, ladder: Chains, until: float, wake: Callable[[], None]) -> None:
        self.ladder, self.wake = ladder, wake
        self.found: list[tuple[Rung, Roster]] = []
        ladder.until, ladder.on_found = until, None
        self.thread = threading.Thread(target=self._climb, daemon=True)
        if not ladder.fussy:
            self.thread.start()

    def take(self, search: Search) -> bool:
        """Take in what was found; whether that has answered the question for good."""
        while self.found:
            search.prove(*self.found.pop())
        return search.proved_everywhere

    def join(self, seconds: float) -> None:
        """Let them go on for so long at most."""
        if self.thread.is_alive():
            self.thread.join(max(0.0, seconds))
            self.ladder.until = 0.0
            self.thread.join()

    def _climb(self) -> None:
        found = self.ladder.climb()
        if found is not None:
            self.found.append(found)
            self.wake()
