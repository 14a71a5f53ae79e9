"""A pad out of a backup: checked whole before it takes any place, and nothing lost for it.

What stands where it is to go is never written over. It keeps its place until the restored pad is
whole, and then stands beside it under another name.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from offwatch.errors import BadInput, Refused
from offwatch.pad.backup.archive import unpack_archive
from offwatch.pad.backup.names import BackupName, read_name
from offwatch.pad.backup.places.base import BackupStore
from offwatch.pad.backup.places.folder import BackupFolder
from offwatch.pad.folder.exchange import exchange
from offwatch.pad.link.notices import RESTORED, note
from offwatch.pad.models import BackupPlace, DeskLink
from offwatch.pad.runtime.boot import bring_up_to_date
from offwatch.pad.runtime.making import making
from offwatch.pad.runtime.serve import alone
from offwatch.vault import keys, raw, session
from offwatch.vault.secret import Secret

OpenWith = Callable[[Path], Secret]
"""Gives the key of the vault in a folder, by what its owner knows; may set a new passphrase."""


@dataclass(frozen=True, slots=True)
class RestoredPad:
    """When the backup was made, and where what stood in its place is now."""

    made_at: datetime
    aside: Path | None


def by_passphrase(passphrase: str) -> OpenWith:
    """The passphrase of the time when the backup was made."""
    return lambda folder: keys.unwrap(folder, passphrase)


def by_recovery_key(recovery: str, new_passphrase: str, cost: keys.Cost | None = None) -> OpenWith:
    """The recovery key of that time; the passphrase is another one from now on."""

    def open_with(folder: Path) -> Secret:
        keys.recover(folder, recovery, new_passphrase, cost)
        return keys.unwrap(folder, new_passphrase)

    return open_with


def do_restore(
    now: datetime, backup: Path, home: Path, open_with: OpenWith, *, replace: bool = False
) -> RestoredPad:
    """Make the pad in ``home`` out of a backup; the vault is locked at the end.

    ``replace``: a pad that stands there is put aside, whole. Without it that is refused.
    """
    if not keys.exists(home):
        with making(home) as draft:
            return RestoredPad(_fill(now, backup, draft, open_with), None)
    if not replace:
        raise refuse_to_replace(home)
    with alone(home):
        restored = home.with_name(f"{home.name}.restoring")
        if restored.exists():  # of an attempt that was killed: it may be what stood here
            restored.rename(_aside(home, now))
        with making(restored) as draft:
            made_at = _fill(now, backup, draft, open_with)
        return RestoredPad(made_at, _take_place(home, restored, _aside(home, now)))


def refuse_to_replace(home: Path) -> Refused:
    """The refusal where a pad stands."""
    return Refused(
        "restore.exists",
        f"There is a pad in {home} already; --replace puts it aside, --into takes another folder.",
    )


def do_restore_newest(
    now: datetime, store: BackupStore, home: Path, open_with: OpenWith, *, replace: bool = False
) -> RestoredPad:
    """Restore the newest backup in a place; of several pads there, the one that is opened."""
    names = newest_of_each(store.names())
    for name in names:
        try:
            with _fetched(store, name) as file:
                return do_restore(now, file, home, open_with, replace=replace)
        except Refused as error:
            wrong = error.code in ("vault.wrong-passphrase", "vault.wrong-recovery-key")
            if not wrong or name is names[-1]:
                raise
    raise BadInput("backup.none", "There is no backup in that place.")


def newest_of_each(names: list[str]) -> list[BackupName]:
    """The newest backup of each pad, the youngest of all first."""
    newest: dict[str, BackupName] = {}
    for name in sorted(found for text in names if (found := read_name(text)) is not None):
        newest[name.series] = name
    return sorted(newest.values(), key=lambda name: name.made_at, reverse=True)


@contextmanager
def _fetched(store: BackupStore, name: BackupName) -> Iterator[Path]:
    if isinstance(store, BackupFolder):
        yield store.path_of(str(name))
        return
    with tempfile.TemporaryDirectory(prefix="pad-") as folder:  # encrypted, as it is there
        file = Path(folder) / str(name)
        store.get(str(name), file)
        yield file


def _fill(now: datetime, backup: Path, draft: Path, open_with: OpenWith) -> datetime:
    made_at = unpack_archive(backup, draft)
    key = open_with(draft)
    raw.check(draft / keys.DATABASE, key)
    session.open_with(draft, key)
    bring_up_to_date(draft, keep=False)
    with transaction.atomic():
        # Another pad with the same past may still be making backups of its own.
        BackupPlace.objects.update(series=secrets.token_hex(4), last_at=None, trouble="")
        if DeskLink.objects.exists():
            note(RESTORED, now)
    return made_at


def _aside(home: Path, now: datetime) -> Path:
    """A name that is free, for what stood in a restored pad's place."""
    name = f"{home.name}.before-{now:%Y%m%dT%H%M%SZ}"
    names = (name, *(f"{name}-{n}" for n in range(2, 1000)))
    return next(path for name in names if not (path := home.with_name(name)).exists())


def _take_place(home: Path, restored: Path, aside: Path) -> Path:
    """The restored pad gets the name of the one that stands there, which is put aside."""
    if exchange(home, restored):
        restored.rename(aside)
    else:
        home.rename(aside)
        restored.rename(home)
    return aside
