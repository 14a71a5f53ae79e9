"""PostgreSQL refuses to run as root: for root, somebody else who can reach its folders."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

User = pwd.struct_passwd


def find(data: Path, programs: Path) -> User | None:
    """Who PostgreSQL runs as; ``None`` is whoever we are."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)  # whoever it was made for
    user = _named("postgres") or _named("pgserver") or _make("pgserver") or _named("nobody")
    if user is None:
        return None
    for path in (data.parent, programs, programs.parent / "lib", programs.parent / "share"):
        _open_way(path)
    return user


def as_user(user: User | None) -> dict[str, Any]:
    """What ``subprocess`` needs to start a program as ``user``."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def give(path: Path, user: User | None) -> None:
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _named(name: str) -> User | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make(name: str) -> User | None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", name]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return None
    return _named(name)


def _open_way(path: Path) -> None:
    """Let others pass through (not look into) each folder on the way, and say where that was new.

    Without it another user could not reach a data folder below ``/root``.
    """
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            print(f"{folder}: other users may now pass through it (o+x)", file=sys.stderr)
