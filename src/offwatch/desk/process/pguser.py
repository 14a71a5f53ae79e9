"""PostgreSQL refuses to run as root: started by root, it runs as an account without rights.

Nothing of the machine is changed for it: no account is made and no folder is opened. Programs that
the account cannot reach are copied; a data folder that it cannot reach is handed to it open.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from offwatch.errors import Unavailable

User = pwd.struct_passwd
ACCOUNTS = ("postgres", "nobody")


def find_user(data: Path) -> User | None:
    """Who PostgreSQL runs as; ``None`` is whoever we are."""
    if os.geteuid() != 0:
        return None
    user = _owner(data) or next(filter(None, map(_named, ACCOUNTS)), None)
    if user is None:
        raise _no_account("there is neither a postgres nor a nobody account")
    return user


@contextmanager
def reach(folder: Path, user: User | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A path by which ``user`` gets into a folder of theirs, and the descriptors to pass for it.

    Where the way is closed to them, below ``/root`` for instance, it is the folder held open.
    """
    if user is None or may_pass(folder.parent, user):
        yield str(folder), ()
        return
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not Path(f"/proc/self/fd/{held}").exists():
            raise _no_account(f"{user.pw_name} cannot reach the desk's folder")
        yield f"/proc/self/fd/{held}", (held,)
    finally:
        os.close(held)


def reachable_programs(programs: Path, home: Path, user: User | None) -> Path:
    """The folder of the programs as ``user`` can run them; a copy, if the way to it is closed."""
    if user is None or may_pass(programs, user):
        return programs
    if not may_pass(home, user):
        passing = Path(tempfile.mkdtemp(prefix="offwatch-pg-"))
        atexit.register(shutil.rmtree, passing, ignore_errors=True)
        return _copy(programs, passing)
    copy = home / "pg.programs"
    stamp = copy / "copied-from"
    was = f"{programs} {programs.stat().st_mtime_ns}"
    if not stamp.exists() or stamp.read_text() != was:
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        _copy(programs, copy)
        stamp.write_text(was)
    return copy / programs.relative_to(programs.parents[2])


def _copy(programs: Path, to: Path) -> Path:
    """The programs with all that they look for beside them: their own folder, and the libraries.

    A wheel keeps its libraries in a folder beside the package, ``PACKAGE.libs``.
    """
    to.chmod(0o755)
    package = programs.parents[1]
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, to / part.relative_to(package.parent), symlinks=True)
    (to / package.name).chmod(0o755)
    return to / programs.relative_to(package.parent)


def may_pass(folder: Path, user: User) -> bool:
    """Whether an account may pass through a folder and all above it, by their modes."""
    for each in [folder, *folder.parents]:
        found = each.stat()
        if found.st_uid == user.pw_uid:
            allowed = found.st_mode & stat.S_IXUSR
        elif found.st_gid == user.pw_gid:
            allowed = found.st_mode & stat.S_IXGRP
        else:
            allowed = found.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def as_user(user: User | None) -> dict[str, Any]:
    """What ``subprocess`` needs to start a program as ``user``."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(path: Path, user: User | None) -> None:
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _owner(data: Path) -> User | None:
    """Whom the data was made for, if it has been made for somebody else than root."""
    if not data.exists() or data.stat().st_uid == 0:
        return None
    try:
        return pwd.getpwuid(data.stat().st_uid)
    except KeyError:
        raise _no_account("its data belongs to an account that is not known here") from None


def _no_account(why: str) -> Unavailable:
    return Unavailable(
        "postgres.root",
        f"PostgreSQL does not run as root, and {why}; start the desk as another user.",
    )


def _named(name: str) -> User | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
