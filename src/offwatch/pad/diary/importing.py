"""Files of this and other trackers: looked at first, then taken in whole or not at all."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path

from offwatch.diary.readers.drip import is_drip, parse_drip
from offwatch.diary.readers.generic import is_generic, parse_generic
from offwatch.diary.reading import Reading, read_lines
from offwatch.errors import BadInput


def preview(path: Path, zone: tzinfo, now: datetime | None = None) -> tuple[str, Reading]:
    """Which form a file has, and what can be read of it; nothing is kept."""
    lines = read_lines(path)
    if is_generic(lines):
        return "generic", parse_generic(lines, zone, now)
    if is_drip(lines):
        return "drip", parse_drip(lines, zone, now)
    raise BadInput(
        "diary.unknown-format",
        "This is neither a diary (at,kind,name,value) nor a drip export; see docs/diary.md.",
    )
