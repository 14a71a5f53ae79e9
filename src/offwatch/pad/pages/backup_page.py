"""What the pages say of backups: where they go, how the last one went, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format

from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.pad.backup.run import backup_place, is_overdue
from offwatch.pad.models import BackupPlace

_TROUBLE = {
    "backup.no-folder": later(
        "The folder is not there now. Connect its drive, or choose another folder."
    ),
    "backup.emptied": later(
        "The folder holds none of the earlier backups. If its drive is not connected, connect it; "
        "if this is the right folder, press “Back up now”."
    ),
    "backup.folder": later("The folder cannot be written to."),
    "backup.disk-full": later("There is no room left there. Make some."),
    "backup.no-room": later("The pad’s own folder cannot be written to; is the disk full?"),
    "backup.no-server": later("The server cannot be reached. It is tried again."),
    "backup.not-let-in": later("The server does not take this user and password."),
    "backup.server": later(
        "The server does not answer as one for files does. Look at the address."
    ),
    "vault.busy": later("The pad’s database was in use, or its disk is full. It is tried again."),
}


@dataclass(frozen=True, slots=True)
class BackupView:
    """The place and its state; ``overdue`` is what belongs on Today."""

    place: BackupPlace | None
    trouble: str
    overdue: bool

    @property
    def size_mb(self) -> str:
        """The size of the last one, in MB."""
        return number_format((self.place.last_bytes if self.place else 0) / 1e6, 1)


def see_backups(now: datetime) -> BackupView:
    """How backups stand."""
    place = backup_place()
    if place is None:
        return BackupView(None, "", overdue=False)
    return BackupView(place, trouble_with_backup(place.trouble), is_overdue(place, now))


def trouble_with_backup(code: str) -> str:
    """What went wrong with the last try, and what to do."""
    if not code:
        return ""
    said = _TROUBLE.get(code)
    return _(said) if said else _("The last backup failed ({code}).").format(code=code)
