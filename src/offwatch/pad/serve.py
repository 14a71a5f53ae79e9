"""The pad's web server: this machine only, one clock, and a clean end."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from django.core.wsgi import get_wsgi_application
from waitress import create_server

from offwatch.errors import Unavailable
from offwatch.pad import scheduler
from offwatch.vault import session

THREADS = 4


def serve(port: int, *, stays_open: bool, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; tell ``ready`` the address once it answers."""
    listener = _listen(port)
    server = create_server(get_wsgi_application(), sockets=[listener], threads=THREADS, ident=None)
    clock = scheduler.Clock(stays_open=stays_open)
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
