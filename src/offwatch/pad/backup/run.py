"""One backup: a copy of the open vault, put in its place, and older ones that can go, removed."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime, timedelta
from pathlib import Path

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.pad.backup.copies import draft_folder, make_archive, no_room
from offwatch.pad.backup.names import BackupName, of_series, superseded, unfinished
from offwatch.pad.backup.places.base import BackupStore
from offwatch.pad.backup.places.folder import BackupFolder
from offwatch.pad.backup.places.webdav import WebDav, check_address
from offwatch.pad.models import BackupPlace
from offwatch.pad.outcome import PadOutcome
from offwatch.vault import session

OVERDUE = timedelta(days=1)
_one_at_a_time = threading.Lock()


def backup_place() -> BackupPlace | None:
    """Where this pad's backups go, if its owner has chosen a place."""
    return BackupPlace.objects.first()


def do_choose_folder(now: datetime, path: str) -> PadOutcome:
    """Have backups go to a folder that is there; not to the vault's own."""
    folder = Path(path.strip()).expanduser()
    if not path.strip() or not folder.is_absolute():
        raise BadInput("backup.path", "Write the whole path of a folder, such as /media/stick/pad.")
    home = session.opened().home.resolve()
    if folder.resolve() == home or home in folder.resolve().parents:
        raise BadInput(
            "backup.own-folder",
            "That is the pad's own folder: what takes it would take the backups. Choose another.",
        )
    BackupFolder(folder).names()  # refuses what is not there
    return _choose(BackupPlace(kind=BackupPlace.FOLDER, address=str(folder)), now)


def do_choose_webdav(
    now: datetime, url: str, user: str, password: str, *, timeout_s: float = 10.0
) -> PadOutcome:
    """Have backups go to a WebDAV server that answers and takes the password."""
    address = check_address(url.strip())
    before = backup_place()
    if not password and before is not None and (before.address, before.user) == (address, user):
        password = before.password
    WebDav(address, user, password, timeout_s).names()
    place = BackupPlace(kind=BackupPlace.WEBDAV, address=address, user=user, password=password)
    return _choose(place, now)


def do_stop_backups() -> PadOutcome:
    """Make no more; those that were made stay where they are."""
    BackupPlace.objects.all().delete()
    return PadOutcome("No more backups are made. Those already made stay where they are.")


def do_backup(now: datetime, *, timeout_s: float = 30.0, sure: bool = False) -> PadOutcome:
    """Make a backup now; what fails is written down for the owner, and raised.

    ``sure``: the owner asked for it, so that a place that has lost all earlier ones is right.
    """
    row = backup_place()
    if row is None:
        raise Refused("backup.no-place", "Choose a folder for backups first, under Settings.")
    if not _one_at_a_time.acquire(blocking=False):
        raise Unavailable("backup.at-work", "A backup is being made just now.")
    try:
        name, size = _put(place_of(row, timeout_s), row, now, sure=sure)
    except OffwatchError as error:
        BackupPlace.objects.filter(pk=row.pk).update(trouble=error.code)
        raise
    finally:
        _one_at_a_time.release()
    BackupPlace.objects.filter(pk=row.pk).update(
        last_at=now, last_name=str(name), last_bytes=size, trouble=""
    )
    return PadOutcome("The backup is made.")


def do_backup_to(now: datetime, folder: Path) -> str:
    """One more backup in any folder that is there; gives its name. None is removed."""
    row = backup_place()
    series = row.series if row is not None else secrets.token_hex(4)
    place = BackupFolder(folder)
    ours = of_series(place.names(), series)
    name = BackupName(series, ours[-1].number + 1 if ours else 1, now.replace(microsecond=0))
    _send(place, str(name), now)
    return str(name)


def place_of(row: BackupPlace, timeout_s: float = 30.0) -> BackupStore:
    """The place that the owner has chosen."""
    if row.kind == BackupPlace.WEBDAV:
        return WebDav(row.address, row.user, row.password, timeout_s)
    return BackupFolder(Path(row.address))


def is_overdue(row: BackupPlace, now: datetime) -> bool:
    """Whether the owner should hear of it: it fails, and there has been no good one for a day."""
    return bool(row.trouble) and abs(now - (row.last_at or row.chosen_at)) > OVERDUE


def _choose(place: BackupPlace, now: datetime) -> PadOutcome:
    before = backup_place()
    place.chosen_at = now
    place.series = before.series if before is not None else secrets.token_hex(4)
    if before is not None and before.address == place.address:
        place.last_at, place.last_name = before.last_at, before.last_name
        place.last_bytes = before.last_bytes
    BackupPlace.objects.all().delete()
    place.save()
    return PadOutcome("Backups go there from now on.")


def _put(
    place: BackupStore, row: BackupPlace, now: datetime, *, sure: bool
) -> tuple[BackupName, int]:
    names = place.names()
    ours = of_series(names, row.series)
    if row.last_at is not None and not ours and not sure:
        raise Unavailable(
            "backup.emptied",
            "The folder holds none of the earlier backups; is its drive connected? If it is the "
            "right one, back up by hand once.",
        )
    name = BackupName(row.series, ours[-1].number + 1 if ours else 1, now.replace(microsecond=0))
    size = _send(place, str(name), now)
    for text in unfinished(names, row.series):
        place.delete(text)
    for old in superseded([*ours, name]):
        place.delete(str(old))
    return name, size


def _send(place: BackupStore, name: str, now: datetime) -> int:
    home = session.opened().home
    with draft_folder(home) as folder:
        try:
            file = make_archive(now, folder)
            size = file.stat().st_size
        except OSError:
            raise no_room(home) from None
        place.put(name, file)
    return size
