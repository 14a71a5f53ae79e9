"""An export of two gigabytes, read in little memory with a bar that moves: ``make prove``."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from tests.unit.diary.apps.test_apple_health import DOCTYPE, NIGHT, TYPE, record

from offwatch.diary.readers import source as sources
from offwatch.diary.readers.apps.apple_health import parse_health

STEP = (
    ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" sourceVersion="17.1" '
    'device="&lt;&lt;HKDevice: 0x1&gt;, name:iPhone&gt;" unit="count" '
    'creationDate="2024-03-01 09:05:00 +0100" startDate="2024-03-01 08:55:00 +0100" '
    'endDate="2024-03-01 09:00:00 +0100" value="{n}">\n'
    '  <MetadataEntry key="HKMetadataKeySyncVersion" value="1"/>\n </Record>\n'
)
FLOW = record(f"{TYPE}MenstrualFlow", *NIGHT, "HKCategoryValueMenstrualFlowHeavy")
SIZE = 2 * 2**30
MOST_MB = 150


def pieces(size: int) -> Iterator[bytes]:
    """An export of this size: steps, and every so often a day of flow."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{DOCTYPE}<HealthData locale="en">'.encode()
    block = "".join(STEP.format(n=n) for n in range(2_000)).encode() + FLOW.encode()
    for _ in range(size // len(block)):
        yield block
    yield b"</HealthData>"


def test_it_is_read_piece_by_piece() -> None:
    """Progress is told as it goes; what is repeated is kept once."""
    raw = b"".join(pieces(4 * 2**20))
    told: list[tuple[int, int]] = []

    reading = parse_health(
        sources.Source(lambda: io.BytesIO(raw), len(raw)),
        UTC,
        progress=lambda done, total: told.append((done, total)),
    )
    assert len(reading.diary.onset_days()) == 1
    assert len(told) > 10
    assert told == sorted(told)
    assert told[-1][1] == len(raw)


@pytest.mark.slow
def test_two_gigabytes_in_little_memory(tmp_path: Path) -> None:
    """The whole command, from the file to its preview, with the bar that a terminal shows."""
    path = tmp_path / "export.xml"
    with path.open("wb") as out:
        for piece in pieces(SIZE):
            out.write(piece)
    assert path.stat().st_size > SIZE * 0.99
    code = (
        "import sys; from offwatch.cli import main; "
        "main(['pad', 'import', sys.argv[1], '--preview', '--json'])"
    )
    leader, follower = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        stderr=follower,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(follower)
        shown = bytearray()
        while True:
            try:
                piece = os.read(leader, 65_536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    os.close(leader)
    assert process.returncode == 0
    assert b'"format": "apple-health"' in out
    assert usage.ru_maxrss / 1024 <= MOST_MB
    assert b"Reading" in shown
    assert b"%" in shown
    path.unlink()
