"""The pad's web server: this machine only, one clock, and a clean end."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from waitress import create_server

from offwatch.errors import Refused, Unavailable
from offwatch.pad.runtime import home, scheduler
from offwatch.vault import session

THREADS = 4


def serve(port: int, *, stays_open: bool, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; tell ``ready`` the address once it answers."""
    clock = scheduler.Clock(stays_open=stays_open)
    with alone(home.home()), _listen(port) as listener:
        _serve(listener, clock, ready)


def _serve(listener: socket.socket, clock: scheduler.Clock, ready: Callable[[str], None]) -> None:
    from offwatch.pad.runtime.wsgi import application

    server = create_server(application, sockets=[listener], threads=THREADS, ident=None)
    scheduler.run(clock)
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        clock.start()
        ready(f"http://localhost:{listener.getsockname()[1]}")
        server.run()  # returns on SystemExit and KeyboardInterrupt
    finally:
        signal.signal(signal.SIGTERM, before)
        server.close()
        clock.stop()
        scheduler.run(None)
        session.lock()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One site a vault: two clocks would send twice as often as every other pad."""
    with os.fdopen(os.open(folder / "serve.lock", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "pad.served", "This pad is being served already; open that one, or stop it first."
            ) from None
        yield


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EACCES:
            raise Unavailable(
                "port.not-allowed", f"Port {port} is not for everyone; choose one above 1023."
            ) from None
        if error.errno != errno.EADDRINUSE:
            raise
        raise Unavailable(
            "port.in-use",
            f"Port {port} is in use by something else; choose another with --port, "
            "or --port 0 for any free one.",
        ) from None
    return listener


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
