"""The web server as a child process: ``python -m offwatch.desk.process.web PORT``."""

from __future__ import annotations

import resource
import sys

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from offwatch.desk.process import lifeline

CONNECTIONS = 4096


def main(port: int) -> None:
    lifeline.hold()
    _allow_files(CONNECTIONS + 256)
    Server(
        "offwatch.desk.process.asgi:site",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        workers=1,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
        workers_kill_timeout=10,
    ).serve()


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files, as far as we may: each connection takes one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
