"""Files named on the command line: regular, of a bounded size; JSON with no key given twice."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from offwatch.errors import BadInput
from offwatch.strict_json import parse_json

__all__ = ["MOST_BYTES", "parse_json", "read_regular"]

MOST_BYTES = 32 * 1024 * 1024


def read_regular(path: Path, code: str, *, most: int = MOST_BYTES) -> bytes:
    """Read a file whole; a pipe, a device or a folder is refused, and so is a file too large.

    **Raises**: `BadInput` with ``code``.
    """
    try:
        # a pipe that nobody writes to would hold us at opening already
        held = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        raise BadInput(code, f"{_name(path)} cannot be opened; check the path.") from None
    if not stat.S_ISREG(os.fstat(held).st_mode):
        os.close(held)
        raise BadInput(code, f"{_name(path)} is not a regular file; save it as one first.")
    with os.fdopen(held, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BadInput(code, f"{_name(path)} is larger than {most // 1024 // 1024} MB.")
    return data


def _name(path: Path) -> str:
    return path.name[:80]
