"""What ends by itself is started again, ever later, and given up when that does not help."""

from __future__ import annotations

import doctest
import os
import signal
import time
import urllib.error
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.desk.process.conftest import Served
from tests.desk.process.programs import wait_until

from offwatch.desk.process import keep
from offwatch.desk.process.keep import DELAYS_S, STEADY_S, Child, Failures


def test_the_examples_in_the_text_are_true() -> None:
    """The doctests of the module."""
    assert doctest.testmod(keep).failed == 0


def test_each_wait_is_longer_than_the_last() -> None:
    """At once the first time; then as the table says; after its last line it is enough."""
    now = 0.0
    failures = Failures(clock=lambda: now)
    for delay in DELAYS_S:
        failures.started()
        now += 1.0
        failures.ended()
        assert failures.wait_s == delay
        assert failures.due == (delay == 0)
        assert not failures.too_many
        now += delay
        assert failures.due
    failures.started()
    failures.ended()
    assert failures.too_many


def test_what_ran_steadily_counts_anew() -> None:
    """A fault a day is not a fault in a row; the sum of all is still told."""
    now = 0.0
    failures = Failures(clock=lambda: now)
    for _ in range(3 * len(DELAYS_S)):
        failures.started()
        now += STEADY_S
        failures.ended()
        assert (failures.in_a_row, failures.wait_s) == (1, 0.0)
    assert failures.total == 3 * len(DELAYS_S)


def test_a_child_that_cannot_run_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real processes that end at once, without the waits."""
    monkeypatch.setattr(keep, "DELAYS_S", (0.0,) * 3)
    said: list[str] = []
    child = Child("the web server", "this_module_does_not_exist")
    child.start(os.environ)
    wait_until(lambda: child.look_after(os.environ, said.append) or child.failures.too_many)
    keep.stop([child])
    assert said[0] == "the web server ended by itself (once); starting it again"
    assert len(said) == 4


def children_of(pid: int) -> dict[str, list[int]]:
    """The processes below a desk, by the module they run; granian's own worker apart."""
    found: dict[str, list[int]] = {"web": [], "work": [], "answering": []}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_bytes()
            for name in ("web", "work"):
                if f"desk.process.{name}\0".encode() in words:
                    found[name].append(int(child))
    for web in found["web"]:
        for task in Path(f"/proc/{web}/task").iterdir():
            found["answering"] += [int(c) for c in (task / "children").read_text().split()]
    found["answering"] = [
        pid for pid in found["answering"] if b"resource_tracker" not in cmdline(pid)
    ]
    return found


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def database_pid(served: Served) -> int | None:
    """None while there is none, or only half of its file."""
    try:
        return int((served.home / "pg" / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return None


def answers(address: str) -> Callable[[], bool]:
    """Whether a page comes that needs the database."""

    def asked() -> bool:
        try:
            with urlopen(f"{address}/feed/guess.ics", timeout=5) as reply:
                return bool(reply.status == 404)
        except urllib.error.HTTPError as error:
            with error:
                return error.code == 404
        except OSError:
            return False

    return asked


@pytest.mark.parametrize("which", ["web", "answering", "work"])
def test_a_killed_process_is_started_again(served: Served, which: str) -> None:
    """kill -9 of the web server, of the process in it that answers, of the worker."""
    wait_until(answers(served.address))  # an earlier one may still be on its way back
    wait_until(lambda: len(children_of(served.pid)[which]) == 1)
    (victim,) = children_of(served.pid)[which]
    os.kill(victim, signal.SIGKILL)

    def another() -> bool:
        now = children_of(served.pid)[which]
        return len(now) == 1 and victim not in now

    wait_until(another)
    wait_until(answers(served.address))
    assert "ended by itself" in served.said()


def test_a_killed_database_is_started_again(served: Served) -> None:
    """kill -9 of PostgreSQL: the pages come back, at the same address, from the same data."""
    victim = database_pid(served)
    assert victim is not None
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: database_pid(served) not in (victim, None))
    wait_until(answers(served.address))
    assert "the database ended by itself" in served.said()
    time.sleep(0.5)
    assert answers(served.address)()
