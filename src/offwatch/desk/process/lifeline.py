"""A child that ends when its parent does, even if the parent was killed."""

from __future__ import annotations

import os
import signal
import sys
import threading


def hold() -> None:
    """End this process, in order, once the pipe on its standard input breaks."""
    threading.Thread(target=_watch, name="lifeline", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
