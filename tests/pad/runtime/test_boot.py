"""What an opened vault must be: whole, of this version or brought to it, and backed up before."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections
from tests.pad.conftest import PASSPHRASE, write_days
from tests.pad.test_migrations import migrate, names
from tests.refusals import refused

from offwatch.errors import OffwatchError, Refused, Unavailable
from offwatch.pad.backup.archive import unpack_archive
from offwatch.pad.backup.upgrade import FOLDER, KEPT
from offwatch.pad.models import DiaryEntry
from offwatch.pad.runtime import boot
from offwatch.pad.runtime.serve import alone
from offwatch.vault import keys, raw, session


def refusal(home: Path) -> str:
    """The code with which it is refused; nothing of the folder is changed by that."""
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    with pytest.raises(OffwatchError) as caught:
        boot.open_vault(home, PASSPHRASE)
    assert session.current() is None
    after = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    assert {name: after.get(name) for name in before} == before
    return caught.value.code


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("zero", "vault.unreadable"),
        ("cut", "vault.unreadable"),
        ("foreign", "vault.unreadable"),
        ("gone", "vault.unreadable"),
        ("keys gone", "vault.no-keys"),
        ("keys zero", "vault.unreadable"),
        ("keys of another", "vault.wrong-passphrase"),
        ("both gone", "vault.missing"),
    ],
)
def test_a_vault_that_is_not_whole_is_named(home: Path, damage: str, code: str) -> None:
    """Each fault has its code, and nothing is written in its place."""
    session.lock()
    database, wrapped = home / keys.DATABASE, home / keys.FILE
    if damage == "zero":
        database.write_bytes(b"")
    elif damage == "cut":
        database.write_bytes(database.read_bytes()[:1000])
    elif damage == "foreign":
        database.write_bytes(b"SQLite format 3\0" + os.urandom(8176))
    elif damage == "gone":
        database.unlink()
    elif damage == "keys gone":
        wrapped.unlink()
    elif damage == "keys zero":
        wrapped.write_bytes(b"")
    elif damage == "both gone":
        database.unlink()
        wrapped.unlink()
    else:
        text = wrapped.read_text()
        at = text.index('"box": "') + 20
        wrapped.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    assert refusal(home) == code


def test_a_newer_vault_is_left_alone(home: Path) -> None:
    """Tables of a later version are not touched by an earlier one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('pad', '9999', %s)",
            ["2026-01-01"],
        )
    session.lock()
    assert refusal(home) == "vault.version"


def test_an_older_vault_is_backed_up_before_it_is_changed(home: Path, tmp_path: Path) -> None:
    """The backup holds the vault as it was; the last three are kept."""
    write_days([date(2026, 3, 1)])
    for turn in range(KEPT + 2):
        migrate("0007_keeps")
        session.lock()
        boot.open_vault(home, PASSPHRASE)
        assert DiaryEntry.objects.count() == 2
        assert len(list((home / FOLDER).iterdir())) == min(turn + 1, KEPT)
    newest = sorted((home / FOLDER).iterdir())[-1]
    old = tmp_path / "old"
    old.mkdir()
    unpack_archive(newest, old)
    key = keys.unwrap(old, PASSPHRASE)
    raw.check(old / keys.DATABASE, key)
    session.open_with(old, key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = 'pad'")
        assert cursor.fetchone() == ("0007_keeps",)


def test_without_a_backup_nothing_is_changed(home: Path) -> None:
    """No room for it: the vault stays of the version it has."""
    migrate("0007_keeps")
    session.lock()
    (home / FOLDER).write_text("in the way")
    with pytest.raises(Unavailable) as caught:
        boot.open_vault(home, PASSPHRASE)
    assert caught.value.code == "vault.upgrade"
    session.unlock(home, PASSPHRASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = 'pad'")
        assert cursor.fetchone() == ("0007_keeps",)


def test_a_vault_of_today_is_not_copied(home: Path) -> None:
    """Unlocking costs no backup."""
    assert names()[-1]
    session.lock()
    boot.open_vault(home, PASSPHRASE)
    assert not (home / FOLDER).exists()


def test_a_folder_that_was_copied_open_to_all_is_shut_to_others(home: Path, tmp_path: Path) -> None:
    """As a copy or an archive leaves it; what its links lead to stays as it is."""
    session.lock()
    outside = tmp_path / "outside"
    outside.write_text("not the pad's")
    outside.chmod(0o644)
    (home / "link").symlink_to(outside)
    for path in (home, home / keys.DATABASE, home / keys.FILE):
        path.chmod(0o777)
    boot.open_vault(home, PASSPHRASE)
    for path in (home, *home.rglob("*")):
        if not path.is_symlink():
            assert path.stat().st_mode & 0o077 == 0, path.name
    assert outside.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "name", ["vault.json", "vault.db-wal", "outgoing.db", "serve.lock", "launch", "upgrades"]
)
def test_a_link_in_place_of_a_file_of_the_pad_is_refused(
    home: Path, tmp_path: Path, name: str
) -> None:
    """Opening and serving stop before anything is written through it."""
    session.lock()
    connections.close_all()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not the pad's")
    own = home / name
    if own.is_dir():
        own.rename(tmp_path / "moved")
    elif name == "vault.json":
        own.rename(elsewhere)
    own.unlink(missing_ok=True)
    before = elsewhere.read_bytes()
    own.symlink_to(elsewhere)
    for step in (lambda: boot.open_vault(home, PASSPHRASE), lambda: alone(home).__enter__()):
        with refused("vault.link", Refused):
            step()
    assert elsewhere.read_bytes() == before
