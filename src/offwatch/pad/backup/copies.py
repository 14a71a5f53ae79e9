"""A copy of the open vault as one file, made in the vault's own folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from offwatch.errors import Unavailable
from offwatch.pad.backup.archive import write_archive
from offwatch.vault.copying import copy_open_vault

_DRAFT = ".backup-"


def make_archive(now: datetime, folder: Path) -> Path:
    """A backup of the open vault as a file in ``folder``."""
    to = folder / "backup.zip"
    copy = copy_open_vault(folder)
    write_archive(copy, to, now)
    copy.database.unlink()
    return to


@contextmanager
def draft_folder(home: Path) -> Iterator[Path]:
    """A folder of this process's own in the vault's; those that were left behind are removed.

    The system's folder for temporary files may be read by others, and may be in memory.
    """
    for left in home.glob(f"{_DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        folder = Path(mkdtemp(prefix=_DRAFT, dir=home))
    except OSError:
        raise no_room(home) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def no_room(home: Path) -> Unavailable:
    """The refusal where the vault's folder takes no file."""
    return Unavailable(
        "backup.no-room",
        f"Nothing can be written in {home}; is the disk full, or the folder not ours?",
    )
