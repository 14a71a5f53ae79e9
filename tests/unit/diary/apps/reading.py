"""Reading a made-up export in a test, and seeing what was kept of it."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import pyzipper

from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.file import read_source
from offwatch.diary.readers.source import in_memory
from offwatch.diary.reading import Reading

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def read(
    raw: bytes | str, zone: tzinfo = UTC, read_as: ReadAs | None = None
) -> tuple[str, Reading]:
    """Read a file that is only in memory."""
    data = raw.encode() if isinstance(raw, str) else raw
    return read_source(in_memory(data), zone, NOW, read_as)


def read_json(data: Any, zone: tzinfo = UTC) -> tuple[str, Reading]:
    return read(json.dumps(data), zone)


def kept(reading: Reading) -> list[tuple[str, str, str, str]]:
    """What was kept: when, kind, name and value."""
    return [(e.at.isoformat(), e.kind, e.name, e.value) for e in reading.events]


def episodes(reading: Reading) -> list[tuple[date, date | None]]:
    return [(one.onset_day, one.last_day) for one in reading.diary.written_episodes()]


def zipped(files: dict[str, bytes], password: str = "", *, aes: bool = True) -> bytes:
    """A ZIP file in memory."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        if password:
            archive.setpassword(password.encode())
            archive.setencryption(pyzipper.WZ_AES if aes else None)
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def clue(*days: str, more: tuple[dict[str, Any], ...] = ()) -> bytes:
    """An export of Clue with light bleeding on these days."""
    rows = [{"date": day, "type": "period", "value": {"option": "light"}} for day in days]
    return json.dumps([*rows, *more]).encode()
