"""A desk of the benchmark's own: database, web server and worker, as ``serve`` starts them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OFFWATCH = str(Path(sys.executable).with_name("offwatch"))
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_ADDRESS = re.compile(r"desk http://localhost:(\d+)")


@dataclass(frozen=True)
class Added:
    """What adding a team took: seconds, CPU seconds of the command, lines that told of progress."""

    team: int
    seconds: float
    cpu_s: float
    lines: int


@dataclass(frozen=True)
class Served:
    port: int
    process: subprocess.Popen[str]

    def web_cpu_s(self) -> float:
        """CPU seconds that the web server's processes have taken so far."""
        children = _children()
        todo, taken = list(children.get(self.process.pid, ())), 0.0
        while todo:
            pid = todo.pop()
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"process.web" in command or b"granian" in command:
                taken += _cpu_s(pid)
            todo += children.get(pid, ())
        return taken


@contextmanager
def database(home: Path) -> Iterator[None]:
    """The embedded database for as long as this is open, with Django set up on it."""
    from offwatch.desk.process import prepare

    with prepare.database(home, durable=True):
        prepare.set_up()
        yield


def add_team(folder: Path, roster: dict[str, Any], team: dict[str, Any]) -> Added:
    """Add the team as an operator does, by the command."""
    for name, form in (("roster", roster), ("team", team)):
        (folder / f"{name}.json").write_text(json.dumps(form), encoding="utf-8")
    command = [_OFFWATCH, "desk", "add-team", "--json"]
    command += ["--roster", str(folder / "roster.json"), "--team", str(folder / "team.json")]
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise RuntimeError(done.stderr)
    cpu_s = after.children_user + after.children_system
    cpu_s -= before.children_user + before.children_system
    made = json.loads(done.stdout)
    return Added(made["team"], seconds, cpu_s, len(done.stderr.splitlines()))


@contextmanager
def serving() -> Iterator[Served]:
    """``offwatch desk serve`` on a free port, ended at the end."""
    command = [_OFFWATCH, "desk", "serve", "--port", "0"]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = _ADDRESS.search(line)
            if found is None:
                said.seek(0)
                raise RuntimeError(said.read())
            yield Served(int(found[1]), process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
            assert process.stdout is not None
            process.stdout.close()


def log_in(key: str) -> str:
    """A session of one person, as logging in makes it; gives its key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    user = User.objects.get(person__key=key)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    assert session.session_key is not None
    return session.session_key


def stored_bytes() -> dict[str, int]:
    """What each table takes with its indexes, once what is dead in it has been cleared away."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname = 'public' ORDER BY relname"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'VACUUM FULL "{table}"')
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            found[table] = int(cursor.fetchone()[0])
    return found


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                stat = (each / "stat").read_text()
            except OSError:
                continue
            parent = int(stat.rpartition(")")[2].split()[1])
            found.setdefault(parent, []).append(int(each.name))
    return found


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND
