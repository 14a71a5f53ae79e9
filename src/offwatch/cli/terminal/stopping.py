"""SIGTERM as Ctrl-C: a command that is told to go cleans up behind itself."""

from __future__ import annotations

import signal
from types import FrameType


def stop_in_order() -> None:
    """Have SIGTERM end this command as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if callable(signal.getsignal(signal.SIGINT)):
        signal.raise_signal(signal.SIGINT)  # as it is taken here, which asyncio changes
    else:
        raise KeyboardInterrupt  # a shell's background job ignores Ctrl-C
