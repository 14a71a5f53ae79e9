"""A backup in the vault's own folder before a new version changes its tables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from offwatch.errors import OffwatchError, Unavailable
from offwatch.pad.backup.copies import draft_folder, make_archive
from offwatch.pad.backup.names import BackupName, of_series
from offwatch.pad.backup.places.folder import BackupFolder

FOLDER = "upgrades"
KEPT = 3
_SERIES = "00000000"


def keep_before_upgrade(now: datetime, home: Path) -> Path:
    """Back the open vault up as it is; without that its tables stay as they are.

    Raises
    ------
    Unavailable
        ``vault.upgrade``.
    """
    try:
        (home / FOLDER).mkdir(mode=0o700, exist_ok=True)
        place = BackupFolder(home / FOLDER)
        before = of_series(place.names(), _SERIES)
        number = before[-1].number + 1 if before else 1
        name = BackupName(_SERIES, number, now.replace(microsecond=0))
        with draft_folder(home) as draft:
            place.put(str(name), make_archive(now, draft))
        for old in before[: 1 - KEPT]:
            place.delete(str(old))
    except (OffwatchError, OSError):
        raise Unavailable(
            "vault.upgrade",
            "This version changes the vault, and the backup before that could not be made; "
            "nothing was changed. Make room on the disk and try again.",
        ) from None
    return place.path_of(str(name))
