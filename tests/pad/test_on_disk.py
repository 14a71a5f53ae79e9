"""What lies on the disk after each thing that an owner does: nothing plain, nothing for others."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.pad.conftest import PASSPHRASE, token, write_days

from offwatch.diary import Event
from offwatch.pad.backup.places.folder import BackupFolder
from offwatch.pad.backup.run import do_backup, do_choose_folder
from offwatch.pad.diary.record import do_note
from offwatch.pad.folder.restoring import by_passphrase, do_restore_newest
from offwatch.pad.models import DiaryEntry
from offwatch.vault import session

WORD = "an-unmistakable-zebra"
FILE = f"at,kind,name,value\n2026-01-01,onset,{WORD},\n2026-01-02,note,,{WORD}\n".encode()
Look = Callable[[str], None]


@pytest.fixture
def look(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Look through the pad's folder, its backups and the system's place for temporary files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def through(after: str) -> None:
        for path in tmp_path.rglob("*"):
            if path in (temporary, tmp_path / "copies", tmp_path / "new"):
                continue
            assert path.stat().st_mode & 0o077 == 0, (after, path)
            if path.is_file():
                raw = path.read_bytes()
                for secret in (WORD, PASSPHRASE):
                    for encoding in ("utf-8", "utf-16-le"):
                        assert secret.encode(encoding) not in raw, (after, path)
        assert list(temporary.iterdir()) == [], after

    return through


def test_nothing_is_plain_and_nothing_is_for_others(
    browser: Client, look: Look, home: Path, tmp_path: Path, now: datetime
) -> None:
    """Written, taken in, taken out, printed, searched for, backed up, restored and locked."""
    form = token(browser.get("/").content)
    write_days([date(2026, 3, 1)], WORD)
    do_note(now, [Event(now.date(), "note", value=WORD)])
    look("writing")
    browser.post("/diary/files", {"file": SimpleUploadedFile("x.csv", FILE), **form})
    look("choosing a file")
    browser.post("/diary/files/look", {"do": "take", **form})
    assert DiaryEntry.objects.filter(at="2026-01-01", name=WORD).exists()
    look("importing")
    for page in ("/diary/files/out/diary.json", "/diary/files/out/diary.csv", "/diary/history"):
        assert WORD in browser.get(page).content.decode(), page
        look(page)
    assert WORD in browser.post("/diary/search", {"words": WORD, **form}).content.decode()
    look("searching")
    asked = {"months": "12", "conditions": WORD, "notes": "on", "pdf": "1", **form}
    assert browser.post("/diary/summary", asked).content.startswith(b"%PDF")
    look("the summary")
    copies = tmp_path / "copies"
    copies.mkdir()
    do_choose_folder(now, str(copies))
    do_backup(now)
    look("a backup")
    session.lock()
    look("locking")
    new = tmp_path / "new" / "pad"
    do_restore_newest(now, BackupFolder(copies), new, by_passphrase(PASSPHRASE))
    look("restoring")
