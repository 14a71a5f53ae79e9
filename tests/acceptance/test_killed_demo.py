"""A demo that is killed leaves neither processes nor anything readable behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

CODE = """
import sys, time
from datetime import date
from offwatch.cli.night.stage import DemoSites
stage = DemoSites(print)
stage.example("diary.csv", date(2026, 3, 10))
held = stage.start([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print(stage.home, held.pid, flush=True)
if sys.argv[1] == "close":
    held.kill()
    stage.close()
else:
    time.sleep(600)
"""


def start(how: str) -> tuple[subprocess.Popen[str], Path, int]:
    demo = subprocess.Popen([sys.executable, "-c", CODE, how], stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    home, pid = demo.stdout.readline().split()
    demo.stdout.close()
    return demo, Path(home), int(pid)


def gone(home: Path, pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        state = "Z"
    return not home.exists() and state == "Z"


def test_a_killed_demo_leaves_nothing() -> None:
    """kill -9: the diary and the passphrase go, and so does what was started."""
    demo, home, pid = start("stay")
    assert (home / "passphrase").exists()
    demo.kill()
    demo.wait()
    until = time.monotonic() + 120
    while not gone(home, pid):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_demo_that_ends_cleans_up_itself() -> None:
    """Nothing waits for it afterwards."""
    demo, home, _ = start("close")
    assert demo.wait(30) == 0
    assert not home.exists()
