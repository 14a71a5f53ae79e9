"""``offwatch pad serve``: holds the address, starts the site, again after each Lock, and sends.

This process never has the vault's key: not even the passphrase comes by here, since the site
answers its own connections. What it sends was sealed by the site. So nothing private is in its
memory at any time.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.pad.reminders.sender import ReminderSender
from offwatch.pad.runtime import channel, launch
from offwatch.pad.runtime.home import refuse_links
from offwatch.pad.runtime.sending import Sender
from offwatch.vault import keys
from offwatch.vault.private_memory import keep_private

_STOPPED = "The pad's pages stopped several times; what they said is above."
_STOP_S = 20
_QUICK_S, _TRIES = 10.0, 5
"""A site that ends by itself within so many seconds is started again so many times."""


def serve(
    folder: Path,
    port: int,
    *,
    passphrase: Path | None,
    ready: Callable[[str], None],
) -> None:
    """Serve until Ctrl-C or SIGTERM; tell ``ready`` an address to open once it answers.

    ``passphrase``: a file to unlock the vault with at once, for as long as nobody locks it.
    """
    keep_private()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        alone(folder) as lock,
        _listening(port) as listeners,
        _stoppable(),
        Sender(folder) as sender,
        ReminderSender(folder) as reminders,
    ):
        name = keys.site(folder) if keys.exists(folder) else launch.first_site(folder)
        address = f"http://{name}.localhost:{listeners[0].getsockname()[1]}"
        lock.write(address.encode())
        lock.flush()
        launch.forget_tokens(folder)
        _keep_up(
            listeners,
            passphrase,
            sender,
            lambda: ready(launch.address(folder, address)),
            reminders,
        )


def served_at(folder: Path) -> str:
    """Where the pad in this folder is being served."""
    try:
        with alone(folder):
            pass
    except Refused:
        return (folder / launch.LOCK_FILE).read_text()
    raise Refused("pad.not-served", "This pad is not being served; `offwatch pad serve` does.")


@contextmanager
def alone(folder: Path) -> Iterator[IO[bytes]]:
    """One site a vault: two clocks would send twice as often as every other pad."""
    refuse_links(folder)
    handle = os.open(folder / launch.LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "pad.served", "This pad is being served already; open that one, or stop it first."
            ) from None
        lock.truncate()
        yield lock


def _keep_up(
    listeners: list[socket.socket],
    passphrase: Path | None,
    sender: Sender,
    ready: Callable[[], None],
    reminders: ReminderSender | None = None,
) -> None:
    """Start a site whenever there is none, until this process is told to stop.

    While the vault is open a second site stands by, loaded and locked, for when it is locked.
    """
    quick = 0
    site, standby = _Site(listeners, passphrase), None
    try:
        while True:
            began = time.monotonic()
            for said in site.answer():
                if isinstance(said, channel.PagesReady):
                    ready()
                    ready = _nothing
                elif isinstance(said, channel.Unlocked):
                    key = bytes.fromhex(said.tick_key)
                    sender.begin(key, said.every_s, said.phase)
                    if reminders is not None:
                        reminders.begin(key)
                    standby = standby or _Site(listeners, None)
            status = site.close()
            if status == channel.LOCKED or str(passphrase) == "-":
                passphrase = None
            if status != channel.LOCKED:
                quick = quick + 1 if time.monotonic() - began < _QUICK_S else 1
                if quick >= _TRIES:
                    raise Unavailable("pad.stopped", _STOPPED)
                time.sleep(0.2 * quick)
            if standby is not None and passphrase is not None:
                standby.close()
                standby = None
            site, standby = standby or _Site(listeners, passphrase), None
    finally:
        for each in (site, standby):
            if each is not None:
                each.close()


class _Site:
    """One process of ``offwatch.pad.runtime.site``, which loads and waits to be told to answer."""

    def __init__(self, listeners: list[socket.socket], passphrase: Path | None) -> None:
        with ExitStack() as on_failure, ExitStack() as passed_on:
            ours, theirs = socket.socketpair()
            on_failure.enter_context(ours)
            passed_on.enter_context(theirs)
            secret = -1 if passphrase is None else _open_secret(passphrase)
            if passphrase is not None:
                passed_on.callback(os.close, secret)
            fds = [theirs.fileno(), secret, *(each.fileno() for each in listeners)]
            self._line = ours
            self._process = subprocess.Popen(
                [sys.executable, "-m", "offwatch.pad.runtime.site", *map(str, fds)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[fd for fd in fds if fd >= 0],
            )
            on_failure.pop_all()

    def answer(self) -> Iterator[channel.Said]:
        """Have it answer, and say what it says until it ends; its own refusal is raised here."""
        with suppress(BrokenPipeError):  # it has ended already
            channel.say(self._line, channel.Go())
        for said in channel.listen(self._line):
            if isinstance(said, channel.Failed):
                raise (BadInput if said.bad_input else Refused)(said.code, said.message)
            yield said

    def close(self) -> int:
        """End it, if it has not ended; its exit status."""
        self._line.close()  # which it takes for the end of this process
        try:
            return self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _open_secret(passphrase: Path) -> int:
    if str(passphrase) == "-":
        return os.dup(sys.stdin.fileno())
    try:
        return os.open(passphrase, os.O_RDONLY)
    except OSError:
        raise BadInput("pad.passphrase-file", "The passphrase file cannot be read.") from None


@contextmanager
def _listening(port: int) -> Iterator[list[socket.socket]]:
    """Sockets on both of this machine's own addresses, so that nobody else answers on one."""
    first = _bind(socket.AF_INET, "127.0.0.1", port)
    with first:
        try:
            second = _bind(socket.AF_INET6, "::1", first.getsockname()[1])
        except OSError:  # a machine without IPv6
            yield [first]
            return
        with second:
            yield [first, second]


def _bind(family: int, address: str, port: int) -> socket.socket:
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        listener.bind((address, port))
        listener.listen(1024)
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


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM and Ctrl-C end this process in order, and the site with it."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _nothing() -> None:
    pass
