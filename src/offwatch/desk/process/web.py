"""The web server as a child process: ``python -m offwatch.desk.process.web PORT``."""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from offwatch.desk.process import lifeline


def main(port: int) -> None:
    lifeline.hold()
    Server(
        "offwatch.desk.process.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        log_level=LogLevels.error,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
