"""The desk as real processes: how the tests start it, look at it and wait for its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.request import urlopen

TEAM = {"people": {"knight": {"leader": "leader"}, "leader": {"roles": ["planner"]}, "general": {}}}
MAIN = "import sys; from offwatch.cli import main; main(sys.argv[1:])"


def home(place: Path) -> Path:
    return place / ("a-rather-long-folder-name-" * 4) / "desk"


def environment() -> dict[str, str]:
    return {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }


def desk(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MAIN, "desk", *args]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=90, check=False, env=environment()
    )


def serve(place: Path, errors: IO[str] | None = None) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "desk", "serve", "--home", str(home(place)), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if errors is None else errors,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("desk http://localhost:"), first
    return process, first.split()[1]


def left_over(place: Path) -> list[str]:
    """Every process that has to do with this folder, by its command line or its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if str(place).encode() in words and int(folder.name) != os.getpid():
            found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:120])
    return found


def ended(process: subprocess.Popen[str]) -> int:
    status = process.wait(30)
    assert process.stdout is not None
    process.stdout.close()
    return status


def healthy(address: str) -> bool:
    with urlopen(f"{address}/health") as answer:
        return bool(json.load(answer) == {"ok": True})


def wait_until(so: Callable[[], bool], within_s: float = 30.0) -> None:
    """Look again and again until it is so; generous, for a loaded machine."""
    until = time.monotonic() + within_s
    while not so():
        assert time.monotonic() < until
        time.sleep(0.1)
