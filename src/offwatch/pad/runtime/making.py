"""A new vault: made in a draft folder beside its home, which becomes the home in one step.

Nothing counts before that step, and what a killed attempt leaves is cleared by the next one.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError

from offwatch.errors import Refused, Unavailable
from offwatch.pad.runtime import launch
from offwatch.vault import keys, session
from offwatch.vault.secret import Secret

_OURS = ("serve.lock", keys.FILE, f".{keys.FILE}.*", keys.DATABASE, f"{keys.DATABASE}-*")


def refuse_existing(home: Path) -> None:
    """Stop before anything is asked or written unless the folder is new or empty."""
    if keys.exists(home):
        raise Refused("vault.exists", f"There is a vault in {home} already; choose another --home.")
    launch.refuse_others(home)


@contextmanager
def making(home: Path) -> Iterator[Path]:
    """A draft folder to make a vault in; it becomes ``home`` at the end, or it is gone."""
    real = home.resolve()
    draft = real.with_name(f".{real.name}.new")
    folder = _take(draft, home)
    try:
        _clear(draft)  # what a killed attempt has left
        refuse_existing(home)
        try:
            with keys.held(draft):
                yield draft
            session.lock()
            _put(draft, real)
        except BaseException as error:
            session.lock()
            _clear(draft)
            if isinstance(error, DatabaseError):
                raise _not_made(home) from None
            raise
    finally:
        if _is(draft, folder):
            with suppress(OSError):  # it holds what is not ours
                draft.rmdir()
        os.close(folder)


def fill(
    draft: Path,
    passphrase: str,
    cost: keys.Cost | None = None,
    *,
    recovery: str = "",
    site: str = "",
) -> str:
    """Make a vault with its tables in a draft folder and open it; return the recovery key."""
    key, recovery = keys.create(draft, passphrase, cost, recovery=recovery, site=site)
    session.open_with(draft, key)
    call_command("migrate", verbosity=0, interactive=False)
    return recovery


def make_vault(home: Path, passphrase: str, cost: keys.Cost | None = None) -> str:
    """Make a vault with its tables in ``home`` and open it; return the recovery key."""
    with making(home) as draft:
        recovery = fill(draft, passphrase, cost)
        key = Secret(session.opened().key.reveal())
    session.open_with(home, key)
    return recovery


def _take(draft: Path, home: Path) -> int:
    """The draft folder, held by this process alone; the lock ends with the process."""
    draft.parent.mkdir(parents=True, exist_ok=True)
    while True:
        try:
            draft.mkdir(mode=0o700, exist_ok=True)
            folder = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue  # somebody else's draft has just become a home, or is gone
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.ELOOP):
                raise _in_the_way(draft) from None
            raise
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(folder)
            raise Refused(
                "vault.being-made",
                f"Another command makes a pad in {home} now; let it end, or stop it.",
            ) from None
        if _is(draft, folder):
            return folder
        os.close(folder)


def _is(draft: Path, folder: int) -> bool:
    """Whether the folder that is locked is still the one of that name."""
    try:
        return os.path.samestat(draft.stat(), os.fstat(folder))
    except FileNotFoundError:
        return False


def _clear(draft: Path) -> None:
    """Remove a half-made vault; what is not a part of one stays, and is in the way."""
    if (draft / launch.FOLDER).is_dir() and not (draft / launch.FOLDER).is_symlink():
        shutil.rmtree(draft / launch.FOLDER)
    for path in list(draft.iterdir()) if draft.exists() else []:
        if not any(path.match(ours) for ours in _OURS) or not path.is_file():
            raise _in_the_way(draft)
        path.unlink()


def _put(draft: Path, real: Path) -> None:
    """All of the draft is on disk before it is the home, and then its name is."""
    for path in [*draft.iterdir(), draft]:
        _sync(path)
    try:
        if real.is_dir() and not real.is_symlink():
            _take_over(real, draft)
        draft.rename(real)  # an empty folder is replaced, one that holds something is not
    except OSError:
        raise _not_made(real) from None
    _sync(real.parent)


def _take_over(real: Path, draft: Path) -> None:
    """A pad that is made by its own pages: what they are served with goes with it."""
    if launch.has_others(real):
        raise _not_made(real)
    shutil.rmtree(real / launch.SAMPLE, ignore_errors=True)
    for name in launch.SERVED:
        if (real / name).exists():
            (real / name).rename(draft / name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _in_the_way(draft: Path) -> Refused:
    return Refused("vault.draft", f"{draft} is in the way of a new pad; move it elsewhere.")


def _not_made(folder: Path) -> Unavailable:
    return Unavailable(
        "vault.not-made",
        f"No vault could be made in {folder}; is the disk full, or the folder in use?",
    )
