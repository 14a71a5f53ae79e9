"""Clean up after a demo that was killed: end what it started, and remove its folder.

``python -m offwatch.cli.night.clean_up FOLDER`` reads from its standard input what is started and
what has ended. If the input breaks off before it says ``done``, the demo was killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PATIENCE_S = 30.0


def clean_up(folder: Path, lines: Iterable[str]) -> None:
    """Wait for the end of the demo; if it came unannounced, do what the demo would have done."""
    running: list[int] = []
    for line in lines:
        word, _, number = line.strip().partition(" ")
        if word == "done":
            return
        if word == "started":
            running.append(int(number))
        elif word == "ended":
            running.remove(int(number))
    for each in folder.iterdir():
        if each.is_file():  # what is written in clear goes first
            each.unlink()
    for how, patience_s in ((signal.SIGINT, PATIENCE_S), (signal.SIGKILL, 5.0)):
        for pid in reversed(running):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        until = time.monotonic() + patience_s
        while any(map(_runs, running)) and time.monotonic() < until:
            time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # one that has ended and that nobody has asked for yet runs no more
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state != "Z"


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    clean_up(Path(sys.argv[1]), sys.stdin)
