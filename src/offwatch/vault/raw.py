"""The vault's database below Django: whether a key opens it, another key for it, a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from offwatch.errors import BadInput, Unavailable
from offwatch.vault.secret import Secret

_WAIT_S = 20


def opens(database: Path, key: Secret) -> bool:
    """Whether ``key`` is the database's key."""
    if not database.exists():
        return False
    with _refusing(), closing(_connect(database, key)) as raw:
        try:
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher.OperationalError:
            raise  # it is locked, or the disk fails: that says nothing about the key
        except sqlcipher.DatabaseError:
            return False
    return True


def rekey(database: Path, old: Secret, new: Secret) -> None:
    """Encrypt every page with ``new`` in one transaction, and leave no log with the old pages."""
    with _refusing(), closing(_connect(database, old)) as raw:
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        raw.execute(f'PRAGMA rekey = "{new.sqlcipher()}"')
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def copy(database: Path, key: Secret, to: Path) -> None:
    """Write the database as it is now to a new file, under the same key."""
    with _refusing(), closing(_connect(database, key)) as raw:
        raw.execute("VACUUM INTO ?", (str(to),))
    to.chmod(0o600)


def check(database: Path, key: Secret) -> None:
    """Refuse a file that ``key`` does not open whole: each page of it is looked at.

    Raises
    ------
    BadInput
        ``backup.damaged``.
    """
    if database.stat().st_size == 0 or not opens(database, key):
        raise _damaged()
    with _refusing(), closing(_connect(database, key)) as raw:
        try:
            broken = raw.execute("PRAGMA cipher_integrity_check").fetchall()
            whole = raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            whole = whole and not raw.execute("PRAGMA foreign_key_check").fetchall()
        except sqlcipher.OperationalError:
            raise
        except sqlcipher.DatabaseError:
            raise _damaged() from None
    if broken or not whole:
        raise _damaged()


def _damaged() -> BadInput:
    return BadInput(
        "backup.damaged", "This backup is not whole; nothing was changed. Take another one."
    )


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except sqlcipher.DatabaseError as error:
        if "full" in str(error):
            raise Unavailable(
                "backup.disk-full", "There is no room left for the backup; make some."
            ) from None
        raise Unavailable(
            "vault.busy",
            "The vault's database cannot be used now; end what else uses this pad, "
            "see that the disk is not full, and try again.",
        ) from None


def _connect(database: Path, key: Secret) -> Any:
    raw = sqlcipher.connect(str(database), timeout=_WAIT_S)
    raw.execute("PRAGMA cipher_log_level = NONE")
    raw.execute(f'PRAGMA key = "{key.sqlcipher()}"')
    return raw
