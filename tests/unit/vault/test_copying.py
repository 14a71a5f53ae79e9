"""A copy of the open vault: whole, under the same key, looked at before anybody relies on it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from sqlcipher3 import dbapi2 as sqlcipher
from tests.refusals import refused
from tests.unit.vault.conftest import CHEAP, PASSPHRASE

from offwatch.errors import Refused, Unavailable
from offwatch.vault import keys, raw, session
from offwatch.vault.copying import VaultCopy, copy_open_vault
from offwatch.vault.secret import Secret

WORD = "an-unmistakable-word"


@pytest.fixture
def copied(home: Path, tmp_path: Path) -> tuple[VaultCopy, Secret]:
    """A copy of a vault with some pages in it, and its key."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE page (id INTEGER PRIMARY KEY, text TEXT)")
        cursor.execute("CREATE TABLE line (page INTEGER REFERENCES page(id))")
        cursor.executemany("INSERT INTO page (text) VALUES (%s)", [(WORD * 9,)] * 200)
    (tmp_path / "copy").mkdir()
    copy = copy_open_vault(tmp_path / "copy")
    return copy, Secret(session.opened().key.reveal())


def test_a_copy_is_whole_and_opens_with_the_same_passphrase(
    copied: tuple[VaultCopy, Secret], tmp_path: Path
) -> None:
    """All rows are in it, nobody else may read it, and no word of it is in clear."""
    copy, key = copied
    raw.check(copy.database, key)
    elsewhere = copy.database.parent
    keys.put(elsewhere, copy.wrapped)
    assert keys.unwrap(elsewhere, PASSPHRASE).reveal() == key.reveal()
    assert stat.S_IMODE(copy.database.stat().st_mode) == 0o600
    assert WORD.encode() not in copy.database.read_bytes()
    session.lock()
    session.unlock(elsewhere, PASSPHRASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM page")
        assert cursor.fetchone() == (200,)


def test_the_name_of_a_pads_pages_stays_with_the_pad(
    copied: tuple[VaultCopy, Secret], home: Path
) -> None:
    """A copy elsewhere does not say it; what is restored is given the name there is already."""
    copy, _ = copied
    name = keys.site(home)
    assert name.encode() not in copy.wrapped
    elsewhere = copy.database.parent
    keys.put(elsewhere, copy.wrapped)
    keys.set_site(elsewhere, name)
    assert keys.site(elsewhere) == name


def test_keys_are_put_into_a_folder_without_any_only(
    copied: tuple[VaultCopy, Secret], home: Path
) -> None:
    """What is there stays, and what cannot be read as keys goes nowhere."""
    copy, _ = copied
    before = (home / keys.FILE).read_bytes()
    with refused("vault.exists", Refused):
        keys.put(home, copy.wrapped)
    assert (home / keys.FILE).read_bytes() == before
    with refused("vault.unreadable"):
        keys.put(copy.database.parent, copy.wrapped[:-9])
    assert not (copy.database.parent / keys.FILE).exists()


def _cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:-4096])


def _turn_a_bit(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)


def _turn_the_first_bit(database: Path) -> None:
    content = bytearray(database.read_bytes())
    content[0] ^= 1
    database.write_bytes(content)


def _empty(database: Path) -> None:
    database.write_bytes(b"")


@pytest.mark.parametrize("damage", [_cut, _turn_a_bit, _turn_the_first_bit, _empty])
def test_a_damaged_copy_is_refused(
    copied: tuple[VaultCopy, Secret], damage: Callable[[Path], None]
) -> None:
    """One bit anywhere is enough."""
    copy, key = copied
    damage(copy.database)
    with refused("backup.damaged"):
        raw.check(copy.database, key)


def test_a_copy_under_another_key_is_refused(copied: tuple[VaultCopy, Secret]) -> None:
    """It may be whole; nobody can say."""
    with refused("backup.damaged"):
        raw.check(copied[0].database, Secret.new())


def test_a_copy_whose_rows_do_not_belong_together_is_refused(
    copied: tuple[VaultCopy, Secret],
) -> None:
    """Every page is whole, and a line belongs to no page."""
    copy, key = copied
    with closing(sqlcipher.connect(str(copy.database))) as database:
        database.execute(f'PRAGMA key = "{key.sqlcipher()}"')
        database.execute("INSERT INTO line VALUES (999)")
        database.commit()
    with refused("backup.damaged"):
        raw.check(copy.database, key)


def test_a_database_that_another_holds_is_busy_and_not_damaged(
    copied: tuple[VaultCopy, Secret], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock says nothing about the key or the pages: whoever asks is told to try again."""
    monkeypatch.setattr(raw, "_WAIT_S", 0.01)
    copy, key = copied
    asks: list[Callable[[], object]] = [
        lambda: raw.opens(copy.database, key),
        lambda: raw.check(copy.database, key),
        lambda: raw.copy(copy.database, key, tmp_path / "second.db"),
        lambda: raw.rekey(copy.database, key, Secret.new()),
    ]
    with closing(sqlcipher.connect(str(copy.database))) as other:
        other.execute(f'PRAGMA key = "{key.sqlcipher()}"')
        other.execute("BEGIN EXCLUSIVE")
        for ask in asks:
            with refused("vault.busy", Unavailable):
                ask()
    raw.check(copy.database, key)


def test_a_lock_between_two_looks_is_no_damage_either(
    copied: tuple[VaultCopy, Secret], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the other came once the key was seen to open the database."""
    monkeypatch.setattr(raw, "_WAIT_S", 0.01)
    monkeypatch.setattr(raw, "opens", lambda database, key: True)
    copy, key = copied
    with closing(sqlcipher.connect(str(copy.database))) as other:
        other.execute(f'PRAGMA key = "{key.sqlcipher()}"')
        other.execute("BEGIN EXCLUSIVE")
        with refused("vault.busy", Unavailable):
            raw.check(copy.database, key)


def test_a_copy_goes_over_no_file_that_is_there(copied: tuple[VaultCopy, Secret]) -> None:
    """SQLite writes into a new file only, and what is there stays."""
    copy, key = copied
    (copy.database.parent / "there.db").write_bytes(b"something else")
    with refused("vault.busy", Unavailable):
        raw.copy(copy.database, key, copy.database.parent / "there.db")
    assert (copy.database.parent / "there.db").read_bytes() == b"something else"


def test_a_locked_vault_is_not_copied(home: Path, tmp_path: Path) -> None:
    """Its key is not there."""
    session.lock()
    with refused("vault.locked", Refused):
        copy_open_vault(tmp_path)
    assert not (tmp_path / keys.DATABASE).exists()


def test_a_folder_that_is_being_made_is_locked_once(tmp_path: Path) -> None:
    """Who holds the folder already changes its keys without waiting for itself."""
    home = tmp_path / "pad"
    keys.create(home, PASSPHRASE, CHEAP, site="pad-" + "a" * 16)
    with keys.changing(home), keys.held(home):
        keys.set_site(home, "pad-" + "b" * 16)
    assert keys.site(home) == "pad-" + "b" * 16
