"""A folder of the owner's: on a stick, on another disk, or one that a cloud program keeps alike."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offwatch.errors import Unavailable
from offwatch.pad.backup.names import PARTIAL


class BackupFolder:
    """Backups in one folder, which is never made: where it is gone, something is not mounted."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        with _refusing():
            return [path.name for path in self._path.iterdir() if path.is_file()]

    def put(self, name: str, file: Path) -> None:
        with _refusing():
            draft = self._path / f".{name}{PARTIAL}"
            draft.unlink(missing_ok=True)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(handle, "wb") as out, file.open("rb") as source:
                    shutil.copyfileobj(source, out, 1024 * 1024)
                    out.flush()
                    os.fsync(out.fileno())
                draft.replace(self._path / name)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
            _sync(self._path)

    def path_of(self, name: str) -> Path:
        """Where one is: a file that need not be fetched."""
        return self._path / name

    def get(self, name: str, to: Path) -> None:
        with _refusing():
            shutil.copyfile(self._path / name, to)

    def delete(self, name: str) -> None:
        with _refusing():
            (self._path / name).unlink(missing_ok=True)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise Unavailable(
            "backup.no-folder",
            "The folder for backups is not there; connect its drive, or choose another folder.",
        ) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Unavailable(
                "backup.disk-full", "There is no room left for the backup; make some."
            ) from None
        raise Unavailable(
            "backup.folder",
            "The folder for backups cannot be used; see that it can be written to.",
        ) from None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
