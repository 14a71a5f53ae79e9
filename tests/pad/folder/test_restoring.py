"""A restored pad is the pad that was backed up, and nothing else is lost for it."""

from __future__ import annotations

import stat
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from tests.pad.conftest import CHEAP, PASSPHRASE, ZONE, token, write_days
from tests.pad.stand_in import StandIn
from tests.refusals import refused

from offwatch.errors import BadInput, OffwatchError, Refused
from offwatch.pad.backup.places.folder import BackupFolder
from offwatch.pad.backup.run import backup_place, do_backup, do_backup_to, do_choose_folder
from offwatch.pad.diary.begin import do_begin
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.folder import restoring
from offwatch.pad.folder.restoring import (
    by_passphrase,
    by_recovery_key,
    do_restore,
    do_restore_newest,
)
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.models import DeskLink, DiaryEntry, OutboxItem, ReleaseRow, TrackState
from offwatch.pad.pages.days_ahead import see_ahead
from offwatch.pad.runtime import boot
from offwatch.pad.runtime.making import make_vault
from offwatch.pad.runtime.serve import alone
from offwatch.vault import keys, session

WORD = "an-unmistakable-word"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def backup(home: Path, stick: Path, now: datetime) -> Path:
    """A backup of a pad with one episode."""
    write_days([date(2026, 3, 1)])
    return stick / do_backup_to(now, stick)


def test_forecast_tracks_and_mask_are_the_same(
    home: Path, paired: StandIn, diary: None, stick: Path, now: datetime, tmp_path: Path
) -> None:
    """A pad in use, on a new machine: diary and mask to the letter, the forecast to 1e-9."""
    do_tick(now)
    do_batch(now)
    before = _state(now)
    assert before[1], "the mask has drawn its tracks"
    do_choose_folder(now, str(stick))
    do_backup(now)
    session.lock()
    new = tmp_path / "new machine" / "pad"
    restored = do_restore_newest(now, BackupFolder(stick), new, by_passphrase(PASSPHRASE))
    assert restored.made_at == now
    boot.open_vault(new, PASSPHRASE)
    after = _state(now)
    assert after[0] == before[0]
    assert after[1:4] == before[1:4]
    assert np.max(np.abs(after[4] - before[4])) <= 1e-9
    assert "erase it" in _notices(new)
    assert keys.site(new) != keys.site(home)
    place = backup_place()
    assert place is not None
    assert place.last_at is None


def _state(now: datetime) -> tuple[object, ...]:
    tracks = TrackState.objects.values_list("book", "standing").first()
    said = list(OutboxItem.objects.values_list("message_id", "count", "state"))
    link = DeskLink.objects.values_list("device_key", "count", "cursor", "epoch").get()
    ahead = see_ahead(now)
    odds = np.concatenate([ahead.outlook.in_episode, ahead.outlooks.in_episode])
    released = list(ReleaseRow.objects.values_list("release_id", "what"))
    return read_diary(), tracks, [said, released], link, odds


def _notices(home: Path) -> str:
    from offwatch.pad.pages.settings_page import see_settings

    return " ".join(notice.words for notice in see_settings().notices)


def test_the_recovery_key_opens_it_with_a_new_passphrase(
    tmp_path: Path, home: Path, stick: Path, now: datetime
) -> None:
    """A forgotten passphrase loses nothing; the old one opens the restored pad no more."""
    session.lock()
    other = tmp_path / "other"
    recovery = make_vault(other, PASSPHRASE, CHEAP)
    do_begin(now, ZONE)
    file = stick / do_backup_to(now, stick)
    new = tmp_path / "new"
    with pytest.raises(Refused) as caught:
        do_restore(now, file, new, by_recovery_key("AAAA-BBBB", "battery staple", CHEAP))
    assert caught.value.code == "vault.wrong-recovery-key"
    do_restore(now, file, new, by_recovery_key(recovery.lower(), "battery staple", CHEAP))
    with pytest.raises(Refused):
        boot.open_vault(new, PASSPHRASE)
    boot.open_vault(new, "battery staple")
    assert read_diary().zone.key == ZONE


def test_what_is_there_is_not_written_over(backup: Path, home: Path, now: datetime) -> None:
    """Without being told to, a restore touches no pad; a wrong passphrase touches none either."""
    write_days([date(2026, 4, 1)])
    session.lock()
    before = {path.name: path.stat().st_mtime_ns for path in home.iterdir()}
    with pytest.raises(Refused) as caught:
        do_restore(now, backup, home, by_passphrase(PASSPHRASE))
    assert caught.value.code == "restore.exists"
    with pytest.raises(Refused) as caught:
        do_restore(now, backup, home, by_passphrase("not the one"), replace=True)
    assert caught.value.code == "vault.wrong-passphrase"
    after = {path.name: path.stat().st_mtime_ns for path in home.iterdir()}
    assert {**after, "serve.lock": 0} == {**before, "serve.lock": 0}
    boot.open_vault(home, PASSPHRASE)
    assert DiaryEntry.objects.count() == 4
    assert [path.name for path in home.parent.iterdir() if "pad" in path.name] == ["pad"]


@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_there_is_put_aside_whole(
    backup: Path, home: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    """Replaced, the pad from before still opens, with what was written since the backup."""
    if not at_once:  # as on a system that cannot exchange two names
        monkeypatch.setattr(restoring, "exchange", lambda one, other: False)
    write_days([date(2026, 4, 1)])
    session.lock()
    done = do_restore(now, backup, home, by_passphrase(PASSPHRASE), replace=True)
    assert done.aside is not None
    boot.open_vault(home, PASSPHRASE)
    assert DiaryEntry.objects.count() == 2
    session.lock()
    boot.open_vault(done.aside, PASSPHRASE)
    assert DiaryEntry.objects.count() == 4


def test_a_pad_that_is_served_is_not_replaced(backup: Path, home: Path, now: datetime) -> None:
    """Its pages are open; it is to be stopped first."""
    session.lock()
    with alone(home), pytest.raises(Refused) as caught:
        do_restore(now, backup, home, by_passphrase(PASSPHRASE), replace=True)
    assert caught.value.code == "pad.served"


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9])
def test_a_backup_with_a_flipped_bit_restores_nothing(
    backup: Path, tmp_path: Path, now: datetime, place: float
) -> None:
    """Wherever it is, the new folder does not come to be."""
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 4
    backup.write_bytes(content)
    session.lock()
    with pytest.raises((BadInput, Refused)):
        do_restore(now, backup, tmp_path / "new", by_passphrase(PASSPHRASE))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pad", "stick"]


def test_a_backup_of_another_key_restores_nothing(
    backup: Path, tmp_path: Path, now: datetime
) -> None:
    """Keys of one pad with the database of another: neither is believed."""
    import zipfile

    session.lock()
    make_vault(tmp_path / "other", PASSPHRASE, CHEAP)
    session.lock()
    with zipfile.ZipFile(backup) as source:
        members = {name: source.read(name) for name in source.namelist()}
    members[keys.FILE] = (tmp_path / "other" / keys.FILE).read_bytes()
    with zipfile.ZipFile(backup, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
    with pytest.raises(BadInput) as caught:
        do_restore(now, backup, tmp_path / "new", by_passphrase(PASSPHRASE))
    assert caught.value.code == "backup.damaged"
    assert not (tmp_path / "new").exists()


def test_of_two_pads_in_a_folder_the_one_that_opens_is_restored(
    backup: Path, stick: Path, tmp_path: Path, now: datetime
) -> None:
    """A family's backups may lie together; the newest that the passphrase opens is taken."""
    session.lock()
    make_vault(tmp_path / "other", "battery staple", CHEAP)
    do_begin(now, ZONE)
    do_backup_to(now + timedelta(hours=1), stick)
    session.lock()
    new = tmp_path / "new"
    do_restore_newest(now, BackupFolder(stick), new, by_passphrase(PASSPHRASE))
    boot.open_vault(new, PASSPHRASE)
    assert DiaryEntry.objects.count() == 2


def test_nothing_to_restore_is_said(stick: Path, home: Path, now: datetime) -> None:
    """An empty folder, and a file that is none."""
    session.lock()
    refusals: list[tuple[Callable[[], object], str]] = [
        (
            lambda: do_restore_newest(
                now, BackupFolder(stick), stick / "new", by_passphrase(PASSPHRASE)
            ),
            "backup.none",
        ),
        (
            lambda: do_restore(now, stick / "none.zip", stick / "new", by_passphrase(PASSPHRASE)),
            "backup.missing",
        ),
    ]
    for run, code in refusals:
        with pytest.raises(OffwatchError) as caught:
            run()
        assert caught.value.code == code
        assert list(stick.iterdir()) == []


def test_a_restored_pad_shows_on_its_pages(
    browser: Client, paired: StandIn, stick: Path, now: datetime
) -> None:
    """The owner is told what to do with the other one, until they have read it."""
    from offwatch.pad.link.notices import RESTORED, note

    note(RESTORED, now)
    page = browser.get("/settings").content
    assert "restored from a backup" in page.decode()
    browser.post("/settings/notices", token(page))
    assert "restored from a backup" not in browser.get("/settings").content.decode()


Change = Callable[[zipfile.ZipFile, dict[str, bytes]], None]


def _rebuilt(backup: Path, to: Path, change: Change) -> Path:
    """A backup whose members are written anew, by a hostile hand."""
    with zipfile.ZipFile(backup) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as new, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there twice
        change(new, members)
    return to


def _with(*more: str) -> Change:
    def change(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        for name, data in members.items():
            new.writestr(name, data)
        for name in more:
            new.writestr(name, members.get(name, b"planted"))

    return change


def _renamed(prefix: str) -> Change:
    def change(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        for name, data in members.items():
            new.writestr(f"{prefix}{name}", data)

    return change


def _linked(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
    for name, data in members.items():
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        new.writestr(info, b"/etc/passwd" if name == "vault.db" else data)


def _squeezed(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
    for name, data in members.items():
        new.writestr(name, data, zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize(
    "change",
    [
        _with("vault.db"),
        _with("vault.json"),
        _with("backup.json"),
        _with("../escaped"),
        _with("/tmp/escaped"),
        _with("launch/token-1"),
        _renamed("../"),
        _renamed("/"),
        _renamed("pad/"),
        _renamed("C:\\"),
        *(_linked, _squeezed),
    ],
)
def test_an_archive_with_anything_else_in_it_is_no_backup(
    backup: Path,
    tmp_path: Path,
    now: datetime,
    change: Change,
) -> None:
    """Paths that lead out, absolute names, links, members that are there twice: nothing is made."""
    hostile = _rebuilt(backup, tmp_path / "hostile.zip", change)
    before = {path for path in tmp_path.rglob("*") if "pad" not in path.parts}
    with refused("backup.unreadable"):
        do_restore(now, hostile, tmp_path / "new" / "pad", by_passphrase(PASSPHRASE))
    assert {path for path in tmp_path.rglob("*") if "pad" not in path.parts} - before <= {
        tmp_path / "new"
    }
    assert not (tmp_path / "new" / "pad").exists()
