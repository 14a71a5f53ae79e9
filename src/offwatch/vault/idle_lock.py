"""The lock of a vault that its owner has left open and does not use."""

from __future__ import annotations

import time
from collections.abc import Callable

from offwatch.vault import session


def lock_if_idle(idle_s: float, before: Callable[[], None] | None = None) -> bool:
    """Lock if the owner has not used the vault for so long; say whether that was so.

    ``before`` is called first, if it is.
    """
    vault = session.current()
    if vault is None or time.monotonic() - vault.last_used < idle_s:
        return False
    if before is not None:
        before()
    session.lock()
    return True
