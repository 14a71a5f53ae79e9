"""A backup is made, found again and rotated; what fails is told and harms nothing."""

from __future__ import annotations

import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from tests.pad.conftest import write_days

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.pad.backup.archive import unpack_archive
from offwatch.pad.backup.copies import draft_folder, make_archive
from offwatch.pad.backup.run import (
    backup_place,
    do_backup,
    do_choose_folder,
    do_stop_backups,
    is_overdue,
)
from offwatch.pad.models import DiaryEntry
from offwatch.vault import keys, raw, session

WORD = "an-unmistakable-word"


@pytest.fixture
def folder(home: Path, tmp_path: Path, now: datetime) -> Path:
    """Where backups go, chosen already."""
    folder = tmp_path / "stick"
    folder.mkdir()
    do_choose_folder(now, str(folder))
    return folder


def refusal(now: datetime, *, sure: bool = False) -> str:
    with pytest.raises(OffwatchError) as caught:
        do_backup(now, sure=sure)
    return caught.value.code


def test_it_is_whole_and_holds_nothing_in_clear(
    folder: Path, home: Path, tmp_path: Path, now: datetime
) -> None:
    """The vault's key opens every page of it; no word of the diary, no key, no name is in it."""
    write_days([date(2026, 3, 1)], name=WORD)
    key = session.opened().key
    do_backup(now)
    (backup,) = folder.iterdir()
    content = backup.read_bytes()
    for word in (WORD.encode(), key.reveal(), key.reveal().hex().encode(), b"CREATE TABLE"):
        assert word not in content
    assert keys.site(home).encode() not in content
    assert oct(backup.stat().st_mode)[-3:] == "600"
    draft = tmp_path / "draft"
    draft.mkdir()
    assert unpack_archive(backup, draft) == now
    raw.check(draft / keys.DATABASE, key)
    assert not list(home.glob(".backup-*"))
    place = backup_place()
    assert place is not None
    assert (place.last_at, place.last_name, place.trouble) == (now, backup.name, "")
    assert place.last_bytes == backup.stat().st_size


def test_what_is_written_meanwhile_is_in_it_or_not(folder: Path, now: datetime) -> None:
    """A transaction that has not ended is not waited for, and is not in the backup."""
    with transaction.atomic():
        write_days([date(2026, 3, 1)])

        def run() -> int:
            with draft_folder(session.opened().home) as draft:
                return make_archive(now, draft).stat().st_size

        with ThreadPoolExecutor(1) as other:
            assert other.submit(run).result(30) > 0
    assert DiaryEntry.objects.count() == 2


def test_older_ones_go_and_others_stay(folder: Path, now: datetime) -> None:
    """After fourteen a minute apart the last ten are there, and what is not ours as well."""
    (folder / "letter.txt").write_text("mine")
    (folder / "pad-ffffffff-000001-20260101T120000Z.zip").write_text("another pad's")
    for minute in range(14):
        do_backup(now + timedelta(minutes=minute))
    names = sorted(path.name for path in folder.iterdir())
    numbers = [
        int(name.split("-")[2]) for name in names if name.startswith("pad-") and "ffff" not in name
    ]
    assert numbers[-10:] == list(range(5, 15))
    assert len(numbers) <= 12  # midnight may lie between
    assert "letter.txt" in names
    assert "pad-ffffffff-000001-20260101T120000Z.zip" in names


def test_a_clock_set_back_loses_nothing(folder: Path, now: datetime) -> None:
    """The newest by number stays, however old it says it is."""
    for day in range(12):
        do_backup(now + timedelta(minutes=day))
    do_backup(now - timedelta(days=365))
    place = backup_place()
    assert place is not None
    assert (folder / place.last_name).exists()


def test_what_was_cut_short_is_cleared(folder: Path, home: Path, now: datetime) -> None:
    """A killed attempt leaves an unfinished file and a draft; the next one removes them."""
    place = backup_place()
    assert place is not None
    left = folder / f".pad-{place.series}-000001-20260101T120000Z.zip.part"
    left.write_text("half")
    (home / ".backup-old").mkdir()
    (home / ".backup-old" / "vault.db").write_text("half")
    do_backup(now)
    assert not left.exists()
    assert not list(home.glob(".backup-*"))


def test_a_folder_that_vanished_is_told_and_not_made(folder: Path, now: datetime) -> None:
    """An unplugged drive: the backup fails in words, and nothing is written in its stead."""
    do_backup(now)
    gone = folder.with_name("elsewhere")
    folder.rename(gone)
    assert refusal(now) == "backup.no-folder"
    assert not folder.exists()
    folder.mkdir()  # the place where a drive is mounted, without the drive
    assert refusal(now) == "backup.emptied"
    assert list(folder.iterdir()) == []
    place = backup_place()
    assert place is not None
    assert place.trouble == "backup.emptied"
    assert not is_overdue(place, now + timedelta(hours=23))
    assert is_overdue(place, now + timedelta(hours=25))
    do_backup(now, sure=True)
    place = backup_place()
    assert place is not None
    assert not is_overdue(place, now + timedelta(days=9))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_not_ours_is_told(folder: Path, now: datetime) -> None:
    """A read-only folder is named as such."""
    folder.chmod(0o500)
    assert refusal(now) == "backup.folder"
    folder.chmod(0o700)


def test_the_vaults_own_folder_is_no_place(home: Path, now: datetime) -> None:
    """A backup beside the vault is lost with it."""
    (home / "inner").mkdir()
    for path in (home, home / "inner", home / ".." / home.name):
        with pytest.raises(BadInput) as caught:
            do_choose_folder(now, str(path))
        assert caught.value.code == "backup.own-folder"
    with pytest.raises(BadInput) as caught:
        do_choose_folder(now, "relative")
    assert caught.value.code == "backup.path"
    with pytest.raises(Unavailable) as missing:
        do_choose_folder(now, str(home.parent / "none"))
    assert missing.value.code == "backup.no-folder"


def test_without_a_place_there_is_none(home: Path, now: datetime) -> None:
    """It says what to do; stopping leaves what was made."""
    with pytest.raises(Refused) as caught:
        do_backup(now)
    assert caught.value.code == "backup.no-place"


def test_stopping_keeps_what_was_made(folder: Path, now: datetime) -> None:
    """Backups are the owner's files."""
    do_backup(now)
    do_stop_backups()
    assert len(list(folder.iterdir())) == 1
    assert refusal(now) == "backup.no-place"


@pytest.mark.parametrize(
    "damage", ["cut", "flipped", "foreign", "empty", "compressed", "no-keys", "newer"]
)
def test_a_damaged_backup_is_refused(
    folder: Path, tmp_path: Path, now: datetime, damage: str
) -> None:
    """Whatever has become of the file, it is named and nothing is made of it."""
    do_backup(now)
    (backup,) = folder.iterdir()
    content = bytearray(backup.read_bytes())
    if damage == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        content[len(content) // 2] ^= 1
        backup.write_bytes(content)
    elif damage == "foreign":
        backup.write_bytes(b"%PDF-1.7 something else" * 100)
    elif damage == "empty":
        backup.write_bytes(b"")
    else:
        rewrite(backup, damage)
    draft = tmp_path / "draft"
    draft.mkdir()
    with pytest.raises(BadInput) as caught:
        unpack_archive(backup, draft)
    assert caught.value.code in ("backup.unreadable", "backup.damaged", "backup.version")
    assert not (draft / keys.FILE).exists()


def rewrite(backup: Path, how: str) -> None:
    with zipfile.ZipFile(backup) as source:
        members = {name: source.read(name) for name in source.namelist()}
    if how == "no-keys":
        del members[keys.FILE]
    if how == "newer":
        members["backup.json"] = members["backup.json"].replace(b'"version":1', b'"version":2')
    kind = zipfile.ZIP_DEFLATED if how == "compressed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(backup, "w", kind) as out:
        for name, content in members.items():
            out.writestr(name, content)


def test_what_is_planted_among_backups_is_neither_followed_nor_counted(
    folder: Path, tmp_path: Path, now: datetime
) -> None:
    """A link in place of a draft or of a backup, and a number after which none can come."""
    do_backup(now)
    [first] = folder.glob("pad-*.zip")
    precious = tmp_path / "precious"
    precious.write_text("not the pad's")
    next_name = f"pad-{first.name[4:12]}-000002-{now + timedelta(hours=1):%Y%m%dT%H%M%SZ}.zip"
    for name in (next_name, f".{next_name}.part"):
        (folder / name).symlink_to(precious)
    highest = f"pad-{first.name[4:12]}-999999999-20200101T000000Z.zip"
    (folder / highest).write_text("planted")
    for hours in range(1, 14):
        do_backup(now + timedelta(hours=hours))
    assert precious.read_text() == "not the pad's"
    ours = [path for path in folder.glob("pad-*.zip") if path.name != highest]
    assert max(int(path.name.split("-")[2]) for path in ours) < 20
    assert not any(path.is_symlink() for path in folder.iterdir())
