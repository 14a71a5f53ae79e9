"""The lock of a vault whose last page has been closed.

A page says when it is shown, and when it is closed or left. A link and a reload close one page and
show another, so the lock waits for a moment.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from offwatch.vault import session

GRACE_S = 10.0
"""From the end of the last page to the lock."""
LOADING_S = 60.0
"""The same where another page had been asked for just before: it may be on its way."""
_MOST = 10_000


class ShownPages:
    """The pages that browsers show of the vault that is open now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epoch = ""
        self._shown: set[str] = set()
        self._gone: set[str] = set()
        self._gone_at = 0.0

    def come(self, epoch: str, page: str) -> None:
        """A page is shown, unless word of its end came first."""
        with self._lock:
            self._begin(epoch)
            if page not in self._gone and len(self._shown) < _MOST:
                self._shown.add(page)

    def go(self, epoch: str, page: str) -> None:
        """A page is shown no more."""
        with self._lock:
            self._begin(epoch)
            self._gone.add(page)
            self._shown.discard(page)
            self._gone_at = time.monotonic()

    def are_gone(self, vault: session.OpenVault) -> bool:
        """Whether pages of this vault were shown, none is now, and none is on its way."""
        with self._lock:
            if self._epoch != vault.epoch or self._shown or not self._gone:
                return False
            asked_for = self._gone_at - vault.last_used < GRACE_S
            return time.monotonic() - self._gone_at >= (LOADING_S if asked_for else GRACE_S)

    def _begin(self, epoch: str) -> None:
        """What was shown of a vault that has been locked since is nobody's."""
        if epoch != self._epoch:
            self._epoch, self._shown, self._gone = epoch, set(), set()
        if len(self._gone) > _MOST:
            self._gone.clear()


def lock_if_closed(pages: ShownPages, before: Callable[[], None] | None = None) -> bool:
    """Lock if no page of the vault is shown any more; say whether that was so.

    ``before`` is called first, if it is.
    """
    vault = session.current()
    if vault is None or not pages.are_gone(vault):
        return False
    if before is not None:
        before()
    if not pages.are_gone(vault):  # a page has come meanwhile
        return False
    session.lock()
    return True
