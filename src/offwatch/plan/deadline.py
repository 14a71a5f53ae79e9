"""A deadline that a search looks at, and that another thread may bring forward."""

from __future__ import annotations

import threading
import time


class OutOfTime(Exception):
    """The search has used up its time, or was stopped."""


class Deadline:
    """A time after which a search must end.

    Parameters
    ----------
    at : float, seconds
        On the clock of `time.monotonic`.
    """

    def __init__(self, at: float) -> None:
        self.at = at
        self._stopped = threading.Event()

    @property
    def passed(self) -> bool:
        """Whether the time is up or the search was stopped."""
        return time.monotonic() > self.at or self._stopped.is_set()

    def check(self) -> None:
        """Go on only before the deadline.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        if self.passed:
            raise OutOfTime

    def extend(self, at: float) -> None:
        """Give the search another end, in seconds of `time.monotonic`; a stop still holds."""
        self.at = at

    def stop(self) -> None:
        """End the search at its next look at the clock. Any thread may call it."""
        self._stopped.set()
