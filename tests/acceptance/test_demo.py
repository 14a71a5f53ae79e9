"""`offwatch demo --json`: the form that other programs read."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cheap_passwords import cheap_passwords

KEYS = {"id", "row", "title", "shown", "seconds", "ok"}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A place of the demo's own for temporary files, short enough for a socket's path."""
    path = Path(tempfile.mkdtemp(prefix="night-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, object]:
    """One run of the demo with both usual ports taken by somebody else."""
    with cheap_passwords(), _taken(8710), _taken(8720):
        done = subprocess.run(
            [sys.executable, "-m", "offwatch", "demo", "--json"],
            env=os.environ | {"TMPDIR": str(folder)},
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert isinstance(result, dict)
    return result


def _taken(port: int) -> socket.socket:
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("localhost", port))
        taken.listen()
    except OSError:
        pass  # somebody else has it already, which serves as well
    return taken


def test_the_demo_has_its_fixed_form(told: dict[str, object]) -> None:
    """One object with ok, seconds and steps, each step with its six fields."""
    assert set(told) == {"ok", "seconds", "steps"}
    assert told["ok"] is True
    steps = told["steps"]
    assert isinstance(steps, list)
    assert all(set(step) == KEYS and step["ok"] is True and step["shown"] for step in steps)
    assert {1, 6, 7, 8, 11, 13} <= {step["row"] for step in steps}


def test_the_demo_leaves_nothing_behind(told: dict[str, object], folder: Path) -> None:
    """No server, worker or database of the demo outlives it, and its folder is gone."""
    assert told["ok"]
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    assert [line for line in lines if str(folder) in line] == []
    assert list(folder.glob("offwatch-*")) == []
