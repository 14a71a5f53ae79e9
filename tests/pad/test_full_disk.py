"""A disk that is full, or that takes no writing: said plainly, nothing half-written, no entry lost.

The disk is a real one: a small file system in memory, where whoever runs the tests may mount one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.pad.conftest import PASSPHRASE, token, visitor

from offwatch.errors import OffwatchError
from offwatch.pad.backup.run import do_backup_to
from offwatch.pad.diary.importing import do_import
from offwatch.pad.diary.record import do_log
from offwatch.pad.models import DiaryEntry
from offwatch.pad.runtime.boot import open_vault
from offwatch.vault import session
from offwatch.vault.secret import Secret


class Disk:
    """A small disk that can be filled to the last byte, emptied, and shut for writing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "pad"

    def fill(self) -> None:
        with (self.folder / "ballast").open("ab", buffering=0) as out:
            for size in (65_536, 4_096, 1):
                try:
                    while True:
                        out.write(b"\0" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        (self.folder / "ballast").unlink()

    def remount(self, how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(self.folder)], check=True)

    def files(self) -> set[str]:
        """What is in the pad's folder, apart from what SQLite itself keeps beside a database."""
        names = {path.name for path in self.home.rglob("*")}
        return {name for name in names if not name.endswith(("-wal", "-shm", "-journal"))}


@pytest.fixture
def disk(
    made: tuple[Path, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Disk]:
    """A pad, unlocked, on a disk of four megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        disk = Disk(folder)
        shutil.copytree(made[0], disk.home)
        monkeypatch.setenv("OFFWATCH_PAD_HOME", str(disk.home))
        with django_db_blocker.unblock():
            session.open_with(disk.home, Secret(made[1]))
            yield disk
            session.lock()
            connections.close_all()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A diary of some thousand entries, elsewhere."""
    file = tmp_path / "diary.csv"
    days = [f"{year}-{month:02}-{day:02}" for year in range(2012, 2026)
            for month in range(1, 13) for day in range(1, 29)]  # fmt: skip
    file.write_text(
        "at,kind,name,value\n" + "".join(f"{day},note,,{'long words ' * 20}\n" for day in days)
    )
    return file


def test_a_full_disk_is_said_and_loses_nothing(
    disk: Disk, export: Path, now: datetime, tmp_path: Path
) -> None:
    """Logging, importing and backing up; with room made, the pad goes on, locked in between."""
    do_log(now, "onset", "migraine")
    before, files = DiaryEntry.objects.count(), disk.files()
    copies = disk.folder / "copies"
    copies.mkdir()
    disk.fill()
    for step, codes in (
        (lambda: do_import(now, export), {"pad.disk-full"}),
        (lambda: do_backup_to(now, copies), {"backup.no-room", "backup.disk-full"}),
        (lambda: do_backup_to(now, tmp_path), {"backup.no-room", "backup.disk-full"}),
    ):
        with pytest.raises(OffwatchError) as refused:
            step()
        assert refused.value.code in codes
        assert DiaryEntry.objects.count() == before
        assert disk.files() == files
        assert list(copies.iterdir()) == []
    disk.make_room()
    session.lock()
    open_vault(disk.home, PASSPHRASE)
    do_log(now, "end", "migraine")
    assert DiaryEntry.objects.count() == before + 1
    assert (tmp_path / do_backup_to(now, tmp_path)).stat().st_size > 10_000


@pytest.fixture
def browser(disk: Disk) -> Client:
    """Unlocked before the disk was full."""
    client = visitor(enforce_csrf_checks=True)
    form = token(client.get("/unlock").content)
    assert client.post("/unlock", {"passphrase": PASSPHRASE, **form}).status_code == 302
    return client


def test_the_pages_of_a_full_disk_say_so_and_go_on(browser: Client, disk: Disk) -> None:
    """A tap is refused in words, in the reader's language; what is there is shown."""
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    form = token(browser.get("/").content)
    browser.post("/log/onset", form)
    disk.fill()
    for n in range(200):  # the database may have had room left for some
        answer = browser.post("/log/onset", {"rhythm": f"{n}{'x' * 190}", **form}, follow=True)
        if "Die Platte ist voll" in answer.content.decode():
            break
    assert "Die Platte ist voll" in answer.content.decode()
    kept = DiaryEntry.objects.count()
    for page in ("/", "/outlook", "/diary", "/settings", "/settings/backups", "/reminders"):
        assert browser.get(page).status_code == 200, page
    for setting, more in (
        ("/settings/zone", {"zone": "Europe/Paris"}),
        ("/diary/kept", {"name": "z"}),
    ):
        answer = browser.post(setting, {**form, **more}, follow=True)
        assert answer.status_code < 500, setting
        assert "Traceback" not in answer.content.decode()
    assert DiaryEntry.objects.count() == kept
    disk.make_room()
    browser.post("/log/onset", {"rhythm": "another", **form})
    assert DiaryEntry.objects.filter(name="another").exists()


def test_a_folder_that_takes_no_writing_is_named_and_left_as_it_is(disk: Disk) -> None:
    """Found when it is unlocked: the command and the page say so; afterwards it opens."""
    do_log(datetime.now(UTC), "onset", "migraine")
    session.lock()
    connections.close_all()
    before = {path.name: path.read_bytes() for path in disk.home.iterdir() if path.is_file()}
    disk.remount("ro")
    try:
        with pytest.raises(OffwatchError) as refused:
            open_vault(disk.home, PASSPHRASE)
        assert refused.value.code == "vault.not-writable"
        client = visitor()
        answer = client.post("/unlock", {"passphrase": PASSPHRASE})
        assert (answer.status_code, "cannot be written to" in answer.content.decode()) == (
            409,
            True,
        )
    finally:
        connections.close_all()
        disk.remount("rw")
    assert {p.name: p.read_bytes() for p in disk.home.iterdir() if p.name in before} == before
    open_vault(disk.home, PASSPHRASE)
    assert DiaryEntry.objects.count() == 1
