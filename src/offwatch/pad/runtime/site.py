"""The process that serves the pad's pages, and the only one that ever holds the vault's key.

``serve`` starts it and keeps the listening sockets. It serves the unlock page, and once unlocked
everything; when the vault is locked it ends, and its memory with it. ``serve`` then starts
another one, which is locked.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from offwatch.errors import BadInput, OffwatchError
from offwatch.pad.runtime import boot, channel, home, web_server
from offwatch.vault import keys, session
from offwatch.vault.private_memory import keep_private

if TYPE_CHECKING:
    from offwatch.pad.runtime.scheduler import OnUnlock, Scheduler

STANDBY_S = 5.0
"""A site that stands by loads later than that: the one that answers has just been unlocked."""


def main(parent: int, passphrase: int, listeners: Sequence[int]) -> None:
    """Serve on ``listeners`` until the vault is locked or the parent ends.

    All three are file descriptors; ``passphrase`` is -1, or where to read one that opens the vault
    for as long as this process runs.
    """
    keep_private()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to pass on
    line = socket.socket(fileno=parent)
    go = threading.Event()
    threading.Thread(target=_follow, args=(line, go), daemon=True).start()
    go.wait(STANDBY_S)
    try:
        clock = _load(passphrase >= 0, partial(_tell_unlocked, line))
        go.wait()
        if passphrase >= 0:
            boot.open_vault(home.home(), _first_line(passphrase))
    except OffwatchError as error:
        told = channel.Failed(error.code, error.message, isinstance(error, BadInput))
        channel.say(line, told)
        sys.exit(1)
    sockets = [socket.socket(fileno=fd) for fd in listeners]
    _serve(sockets, clock, lambda: channel.say(line, channel.PagesReady()))


def _load(stays_open: bool, on_unlock: OnUnlock) -> Scheduler:
    """Import all that the pages need, so that the first of them does not wait for it."""
    boot.boot()
    from offwatch.pad.runtime import scheduler

    importlib.import_module("offwatch.pad.urls")
    clock = scheduler.Scheduler(on_unlock, stays_open=stays_open)
    scheduler.run(clock)
    return clock


def _serve(listeners: list[socket.socket], clock: Scheduler, ready: Callable[[], None]) -> None:
    from offwatch.pad.runtime.wsgi import application

    has_been_open = False

    def is_open() -> bool:
        nonlocal has_been_open
        vault = session.current()
        # A sample, and a pad that is still being made, are in folders of their own.
        has_been_open = has_been_open or (vault is not None and vault.home == home.home())
        return vault is not None or not keys.exists(home.home())

    def is_over() -> bool:
        return has_been_open and session.current() is None

    server = web_server.create(application, listeners, is_open=is_open, is_over=is_over)
    clock.start()
    ready()
    try:
        server.run()  # until SIGTERM
    except web_server.Over:
        os._exit(channel.LOCKED)  # at once, with whatever threads are still at work
    clock.stop()
    session.lock()


def _tell_unlocked(line: socket.socket, tick_key: bytes, every_s: int, phase: float) -> None:
    channel.say(line, channel.Unlocked(tick_key.hex(), every_s, phase))


def _first_line(handle: int) -> str:
    with os.fdopen(handle, "rb", buffering=0) as source:
        line = bytearray()
        while (byte := source.read(1)) not in (b"", b"\n"):
            line += byte
    return line.decode("utf-8").rstrip("\r")


def _follow(parent: socket.socket, go: threading.Event) -> None:
    """Go when the parent says so, and end when it has ended, however it has."""
    for _ in channel.listen(parent):
        go.set()
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), [int(fd) for fd in sys.argv[3:]])
