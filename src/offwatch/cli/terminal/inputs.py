"""Files named on the command line: regular, of a bounded size; JSON with no key given twice."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from offwatch.errors import BadInput

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


def parse_json(data: bytes, code: str, name: str) -> Any:
    """Parse JSON in which no object says the same key twice.

    **Raises**: `BadInput` with ``code``.
    """
    try:
        return json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
    except _SaidTwice as twice:
        key = str(twice)[:40]
        message = f"{name[:80]} says “{key}” twice in one object; keep one of them."
        raise BadInput(code, message) from None
    except (ValueError, RecursionError):
        raise BadInput(code, f"{name[:80]} is not a JSON file.") from None


class _SaidTwice(Exception):
    """The key that an object holds twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _SaidTwice(key)
        found[key] = value
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _name(path: Path) -> str:
    return path.name[:80]
