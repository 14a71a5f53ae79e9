"""The texts of calendars out of a file or a folder."""

from __future__ import annotations

import stat
from pathlib import Path

from offwatch.calendars.blocks import MOST_BYTES, too_large
from offwatch.errors import BadInput

MOST_FILES = 1_000


def read_file(path: Path) -> bytes:
    """The text of one file."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise OSError
        if about.st_size > MOST_BYTES:
            raise too_large()
        with path.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise BadInput(
            "calendar.no-file", "The calendar's file cannot be read; is it still there?"
        ) from None


def read_folder(path: Path) -> list[bytes]:
    """The texts of all calendars in a folder, not of folders in it."""
    try:
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in (".ics", ".ical"))
    except (OSError, ValueError):
        raise BadInput(
            "calendar.no-folder", "The folder of calendars cannot be read; is it still there?"
        ) from None
    if len(files) > MOST_FILES or sum(_size(file) for file in files) > MOST_BYTES:
        raise too_large()
    return [read_file(file) for file in files if file.is_file()]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
