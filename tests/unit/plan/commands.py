"""``offwatch …`` run in this process: a child of its own takes a second to begin."""

from __future__ import annotations

import contextlib
import io
import signal
from pathlib import Path
from typing import NamedTuple

from offwatch.cli import main


class Done(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def offwatch(folder: Path, *args: str) -> Done:
    """Run a command in a folder, as from a shell without a terminal."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    handler = signal.getsignal(signal.SIGTERM)
    try:
        with (
            contextlib.chdir(folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main(args)
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        signal.signal(signal.SIGTERM, handler)
    return Done(status, out.getvalue(), err.getvalue())
