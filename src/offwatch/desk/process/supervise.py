"""``offwatch desk serve``: database, worker and web server as one thing that starts and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from offwatch.desk.process import prepare
from offwatch.desk.process.postgres import Running
from offwatch.errors import Unavailable

PATIENCE_S = 60.0
GRACE_S = 12.0


class Stop(BaseException):
    """Somebody asked us to stop."""


class Asked:
    """Whether we were asked to stop.

    While the database starts, asking breaks in anywhere. Once there are children it is looked at in
    the loops only: an exception in the midst of ``Popen.poll`` would leave its lock held for ever.
    """

    def __init__(self) -> None:
        self.to_stop = False
        self.breaks_in = True

    def at_a_check_only(self) -> None:
        self.breaks_in = False
        self.check()

    def check(self) -> None:
        if self.to_stop:
            raise Stop


def serve(home: Path, port: int, say: prepare.Say, announce: prepare.Say) -> None:
    """Run the desk until SIGINT or SIGTERM; leave no process behind."""
    port = free_port(port)
    with _stopping_on_signals() as asked, prepare.database(home, say) as server:
        prepare.set_up(say)
        asked.at_a_check_only()
        say("starting the site and one worker")
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            children["web"] = _start("offwatch.desk.process.web", str(port))
            children["work"] = _start("offwatch.desk.process.work")
            _await_health(port, children["web"], asked)
            announce(f"desk http://localhost:{port}")
            _watch(children, server, asked)
        finally:
            _stop(children.values())


def free_port(port: int) -> int:
    """``port`` if nobody has it; for 0, one that nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
        except (OSError, OverflowError):
            raise Unavailable(
                "port.in-use",
                f"Port {port} is taken or not allowed; choose another with --port, or 0 for any.",
            ) from None


def _start(module: str, *args: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *args],
        stdin=subprocess.PIPE,  # the lifeline: it breaks when we are gone
        stdout=sys.stderr.fileno(),
        start_new_session=True,  # Ctrl-C is ours to pass on
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "offwatch.desk.settings"},
    )


def _await_health(port: int, web: subprocess.Popen[bytes], asked: Asked) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and web.poll() is None:
        asked.check()
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Unavailable("desk.start", "The site did not start; what it said is above.")


def _watch(
    children: dict[str, subprocess.Popen[bytes]], server: Running | None, asked: Asked
) -> None:
    while children["web"].poll() is None:
        asked.check()
        if server is not None and not server.alive:
            raise Unavailable(
                "postgres.stopped",
                "The database stopped by itself; see pg.log in the desk's folder, then start anew.",
            )
        if children["work"].poll() is not None:
            time.sleep(1.0)
            children["work"] = _start("offwatch.desk.process.work")
        time.sleep(0.2)
    raise Unavailable("desk.stopped", "The site stopped by itself; what it said is above.")


def _stop(children: Iterable[subprocess.Popen[bytes]]) -> None:
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    until = time.monotonic() + GRACE_S
    for child in running:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # whatever it started and did not end


@contextmanager
def _stopping_on_signals() -> Iterator[Asked]:
    asked = Asked()

    def stop(number: int, frame: FrameType | None) -> None:
        asked.to_stop = True
        for each in before:
            signal.signal(each, signal.SIG_IGN)  # stopping is under way: once is enough
        if asked.breaks_in:
            raise Stop

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    except BaseException:
        if not asked.to_stop:
            raise  # else whatever was cut short: we were to stop, and have
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
