"""Started by root, PostgreSQL runs as somebody else, and nothing of the machine is changed."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from offwatch.desk.process import environ, pguser, postgres

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as somebody else")
NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others may pass through."""
    with tempfile.TemporaryDirectory(prefix="offwatch-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


def modes(path: Path) -> list[int]:
    return [each.stat().st_mode for each in (path, *path.parents)]


def test_a_folder_out_of_reach_is_used_and_stays_closed(folder: Path) -> None:
    """The database is made, runs, and is started again where others may not pass."""
    closed = folder / "closed"
    home = closed / "desk"
    home.mkdir(parents=True)
    closed.chmod(0o700)
    before = modes(home)
    for _ in range(2):
        with (
            postgres.running(home, durable=False) as server,
            psycopg.connect(server.url.replace("/offwatch?", "/postgres?")) as link,
        ):
            (where,) = link.execute("SELECT pg_backend_pid() > 0").fetchone() or (False,)
            assert where
    assert (home / "pg" / "PG_VERSION").exists()
    assert modes(home) == before


def test_programs_out_of_reach_are_copied(folder: Path) -> None:
    """Into the desk's folder, once, and again when they have changed; the way stays closed."""
    closed = folder / "closed"
    programs = closed / "install" / "bin"
    for part in ("bin", "lib", "share"):
        (closed / "install" / part).mkdir(parents=True)
    (programs / "postgres").write_text("one")
    closed.chmod(0o700)
    copy = pguser.reachable_programs(programs, folder, NOBODY)
    assert pguser.may_pass(copy, NOBODY)
    assert (copy / "postgres").read_text() == "one"
    (copy / "mark").write_text("not copied again")
    assert pguser.reachable_programs(programs, folder, NOBODY) == copy
    assert (copy / "mark").exists()
    (programs / "new").write_text("two")
    pguser.reachable_programs(programs, folder, NOBODY)
    assert (copy / "new").exists()
    assert not pguser.may_pass(programs, NOBODY)


@pytest.mark.parametrize("reached", [pytest.param(True, marks=pytest.mark.slow), False])
def test_the_real_programs_run_from_where_nobody_may_pass(
    folder: Path, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    """A checkout in a closed folder, as below ``/root``, has a database all the same."""
    package = postgres.find_binaries().parents[1]
    closed = folder / "closed"
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, closed / part.name, symlinks=True)
    programs = closed / postgres.find_binaries().relative_to(package.parent)
    closed.chmod(0o700)
    monkeypatch.setattr(postgres, "find_binaries", lambda: programs)
    home = folder / "desk" if reached else closed / "desk"
    with (
        postgres.running(home, durable=False) as server,
        psycopg.connect(server.url.replace("/offwatch?", "/postgres?")) as link,
    ):
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_no_account_is_made(folder: Path) -> None:
    """It runs as an account that was there."""
    before = {each.pw_name for each in pwd.getpwall()}
    with postgres.running(folder, durable=False) as server:
        owner = pwd.getpwuid(Path(f"/proc/{server.pid}").stat().st_uid).pw_name
    assert owner in pguser.ACCOUNTS
    assert {each.pw_name for each in pwd.getpwall()} == before


def test_roots_own_desk_is_where_others_may_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in root's home, unless one is there already; and where it is told, if it is told."""
    monkeypatch.delenv("OFFWATCH_DESK_HOME", raising=False)
    monkeypatch.setenv("HOME", "/nonexistent")
    assert environ.desk_home() == Path("/var/lib/offwatch/desk")
    monkeypatch.setenv("OFFWATCH_DESK_HOME", "/elsewhere")
    assert environ.desk_home() == Path("/elsewhere")
