"""Kill -9 at any instant loses no acknowledged entry, and brings no taken-back one back."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

WRITER = Path(__file__).parent / "vault_writer.py"
FIRST = 4  # steps that are acknowledged before each kill, however slow the machine is


def after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("kills", [3, pytest.param(200, marks=pytest.mark.slow)])
def test_kill_9_loses_no_acknowledged_entry(tmp_path: Path, kills: int) -> None:
    """After each kill the file is sound and holds what was acknowledged.

    Only the one step under way at the kill may have made it or not.
    """
    rng = random.Random(7)
    safe: set[str] = set()
    last, acknowledged = "", 0
    for kill in range(kills + 1):
        writer = subprocess.Popen(
            [sys.executable, str(WRITER), str(tmp_path / "pad")], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        found = set()
        for line in iter(writer.stdout.readline, "ready\n"):
            assert line.startswith("="), f"the writer ended with {writer.poll()}"
            found.add(line[1:-1])
        lost, more = safe - found, found - safe
        assert len(lost) <= 1
        assert len(more) <= 1
        assert not lost or last == f"+{min(lost)}", "an acknowledged entry is gone"
        assert not lost or not more or more == {after(min(lost))}, "corrected to another day"
        safe = found
        first = [writer.stdout.readline() for _ in range(FIRST)]
        if kill < kills:
            time.sleep(rng.uniform(0.0, 0.5))
        writer.kill()
        for line in "".join([*first, writer.stdout.read()]).splitlines():
            last, day = line, line[1:]
            acknowledged += 1
            safe = safe | {day} if line[0] == "+" else safe - {day}
            safe = safe | {after(day)} if line[0] == ">" else safe
        writer.stdout.close()
        writer.wait()
    assert acknowledged >= FIRST * kills
