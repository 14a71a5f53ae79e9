"""The chain search in a thread of its own, while the solvers work in their processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.roster.roster import Roster
from offwatch.plan.scope import ScopeResult


class SearchThread:
    """Runs a chain search once more if its proofs can hold for every plan.

    Parameters
    ----------
    search : ChainSearch
        The search; from now on it belongs to the thread.
    until : float, seconds
        When it must end, on the clock of `time.monotonic`.
    wake : callable
        Called from the thread when something has been found.
    """

    def __init__(self, search: ChainSearch, until: float, wake: Callable[[], None]) -> None:
        self.search, self.wake = search, wake
        self._found: list[tuple[ScopeResult, Roster]] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        search.deadline.extend(until)
        if search.can_prove:
            self._thread.start()

    def take(self) -> Iterator[tuple[ScopeResult, Roster]]:
        """Take what has been found since it was last asked."""
        while self._found:
            yield self._found.pop()

    def finish(self, until: float) -> None:
        """Let the search go on until then at most, in seconds of `time.monotonic`, and end it."""
        if self._thread.is_alive():
            self._thread.join(max(0.0, until - time.monotonic()))
            self.search.deadline.stop()
            self._thread.join()

    def _run(self) -> None:
        found = self.search.run()
        if found is not None:
            self._found.append(found)
            self.wake()
