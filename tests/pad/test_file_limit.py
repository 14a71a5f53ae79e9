"""No file may grow any further, as by a quota or by a limit of the system."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.conftest import PASSPHRASE, token

from offwatch.errors import OffwatchError
from offwatch.pad.backup.run import do_backup_to
from offwatch.pad.diary.importing import do_import
from offwatch.pad.diary.record import do_log
from offwatch.pad.folder.restoring import by_passphrase, do_restore
from offwatch.pad.models import DiaryEntry, Setup
from offwatch.pad.runtime.boot import open_vault
from offwatch.vault import session


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file of this process grows past ``size`` bytes; those of pytest are closed meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 4096, 65536])
def test_what_cannot_be_written_is_said_and_loses_nothing(
    home: Path, now: datetime, tmp_path: Path, size: int
) -> None:
    """Logging, importing, backing up and restoring; afterwards the pad goes on."""
    do_log(now, "onset", "migraine")
    export, copies, good = tmp_path / "diary.csv", tmp_path / "copies", tmp_path / "good"
    export.write_text("at,kind,name,value\n2026-01-01,note,,words\n")
    for folder in (copies, good):
        folder.mkdir()
    backup = good / do_backup_to(now, good)
    for step, codes in (
        (lambda: do_log(now, "onset", "flare"), {"pad.disk"}),
        (lambda: do_import(now, export), {"pad.disk"}),
        (lambda: do_backup_to(now, copies), {"vault.busy", "backup.no-room", "backup.disk-full"}),
        (
            lambda: do_restore(now, backup, tmp_path / "new", by_passphrase(PASSPHRASE)),
            {"backup.disk-full"},
        ),
    ):
        with limited(size), pytest.raises(OffwatchError) as refused:
            step()
        assert refused.value.code in codes
        assert str(tmp_path) not in refused.value.message or refused.value.code == "backup.no-room"
    assert list(copies.iterdir()) == []
    assert not (tmp_path / "new").exists()
    session.lock()
    open_vault(home, PASSPHRASE)
    assert [row.name for row in DiaryEntry.objects.all()] == ["migraine"]
    do_log(now, "end", "migraine")


def test_a_page_that_cannot_write_says_so(browser: Client, home: Path) -> None:
    """Also where it is no entry that is written."""
    form = token(browser.get("/settings/preferences").content)
    zone = Setup.objects.get().zone
    for page, given in (
        ("/log/onset", {"rhythm": "flare"}),
        ("/settings/zone", {"zone": "Europe/Paris"}),
        ("/diary/names", {"do": "hide", "group": "symptom", "name": "aura"}),
    ):
        with limited(4096):
            answer = browser.post(page, {**form, **given}, follow=True)
        assert answer.status_code < 500, page
    with limited(4096):
        answer = browser.post("/log/onset", {"rhythm": "flare", **form}, follow=True)
    assert "The disk did not take what was to be written" in answer.content.decode()
    assert (DiaryEntry.objects.count(), Setup.objects.get().zone) == (0, zone)
