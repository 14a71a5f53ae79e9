"""``offwatch desk serve``: database, worker and web server as one thing that starts and stops."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from offwatch.desk.process import environ, prepare
from offwatch.desk.process.keep import Child, Failures, ended_words, stop
from offwatch.desk.process.postgres import Running
from offwatch.errors import Unavailable

PATIENCE_S = 60.0


class StopAsked(BaseException):
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
            raise StopAsked


def serve(home: Path, port: int, say: prepare.Say, announce: prepare.Say) -> None:
    """Run the desk until SIGINT or SIGTERM; leave no process behind."""
    port = free_port(port)
    with _stopping_on_signals() as asked, prepare.database(home, say) as server:
        prepare.set_up(say)
        asked.at_a_check_only()
        say("starting the site and one worker")
        web = Child("the web server", "offwatch.desk.process.web", str(port))
        work = Child("the worker", "offwatch.desk.process.work")
        try:
            web.start(_environment())
            work.start(_environment())
            _await_health(port, web, asked)
            announce(f"desk http://localhost:{port}")
            first = first_account(
                environ.address("OFFWATCH_DESK_URL") or f"http://localhost:{port}"
            )
            if first:
                announce(f"Nobody has an account yet. Make the first one at {first}")
            _watch(web, work, server, asked, say)
        finally:
            stop([web, work])


def first_account(site: str) -> str:
    """The address that makes the first account; empty once there is one."""
    from offwatch.desk.teams.setup import is_empty, setup_token

    return f"{site}/setup/{setup_token()}" if is_empty() else ""


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


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "offwatch.desk.settings"}


def _await_health(port: int, web: Child, asked: Asked) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and web.runs:
        asked.check()
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Unavailable("desk.start", "The site did not start; what it said is above.")


def _watch(web: Child, work: Child, server: Running | None, asked: Asked, say: prepare.Say) -> None:
    """Start again what ends by itself, until we are asked to stop or it is of no use.

    A site without its worker still shows the roster, so the worker is tried for ever.
    """
    database = Failures()
    while True:
        asked.check()
        if server is not None and not server.alive:
            server = _start_database(server, database, asked, say)
            if server.url != os.environ["DATABASE_URL"]:
                os.environ["DATABASE_URL"] = server.url
                stop([web, work])
                web.start(_environment())
                work.start(_environment())
        for child in (web, work):
            child.look_after(_environment(), say)
        if web.failures.too_many:
            raise Unavailable(
                "desk.stopped",
                "The site ended by itself again and again; what it said is above.",
            )
        time.sleep(0.2)


def _start_database(server: Running, failures: Failures, asked: Asked, say: prepare.Say) -> Running:
    while True:
        failures.ended()
        if failures.too_many:
            raise Unavailable(
                "postgres.stopped",
                "The database ended by itself again and again; see pg.log in the desk's folder,"
                " then start anew.",
            )
        say(ended_words("the database", failures))
        while not failures.due:
            asked.check()
            time.sleep(0.1)
        failures.started()
        with suppress(Unavailable):
            return server.start_again()


@contextmanager
def _stopping_on_signals() -> Iterator[Asked]:
    asked = Asked()

    def stop(number: int, frame: FrameType | None) -> None:
        asked.to_stop = True
        for each in before:
            signal.signal(each, signal.SIG_IGN)  # stopping is under way: once is enough
        if asked.breaks_in:
            raise StopAsked

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    except BaseException:
        if not asked.to_stop:
            raise  # else whatever was cut short: we were to stop, and have
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
