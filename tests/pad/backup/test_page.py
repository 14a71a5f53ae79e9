"""The page of backups, and what Today says of one that fails."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.test import Client
from tests.pad.backup.dav_server import PASSWORD, USER, dav_server
from tests.pad.conftest import token

from offwatch.pad.models import BackupPlace


def post(browser: Client, **form: str) -> str:
    form |= token(browser.get("/settings/backups").content)
    return browser.post("/settings/backups", form, follow=True).content.decode()


def test_a_folder_is_chosen_and_backed_up_to_at_once(browser: Client, tmp_path: Path) -> None:
    """One form: the first backup is there when the page answers."""
    folder = tmp_path / "stick"
    assert "is not there" in post(browser, kind="folder", address=str(folder))
    folder.mkdir()
    said = post(browser, kind="folder", address=str(folder))
    assert "<h1>Backed up</h1>" in said
    assert len(list(folder.iterdir())) == 1
    post(browser, do="now")
    assert len(list(folder.iterdir())) == 2
    assert "Last backup today at" in browser.get("/settings").content.decode()
    assert "There is no backup yet" in post(browser, do="stop")
    assert len(list(folder.iterdir())) == 2


def test_a_server_is_chosen_and_its_password_shown_to_nobody(browser: Client) -> None:
    """The password is in the vault, and on no page."""
    with dav_server() as dav:
        said = post(browser, kind="webdav", address=dav.url, user=USER, password=PASSWORD)
        assert "<h1>Backed up</h1>" in said
        assert PASSWORD not in said
        assert PASSWORD not in post(
            browser, kind="webdav", address=dav.url, user=USER, password="no"
        )
    said = post(browser, do="now")
    assert "cannot be reached" in said
    assert "<h1>The last backup failed</h1>" in said


def test_today_says_so_after_a_day(browser: Client, tmp_path: Path, now: datetime) -> None:
    """Not at once, and logging goes on."""
    folder = tmp_path / "stick"
    folder.mkdir()
    post(browser, kind="folder", address=str(folder))
    folder.rename(tmp_path / "gone")
    post(browser, do="now")
    assert "No backup for a day" not in browser.get("/").content.decode()
    BackupPlace.objects.update(last_at=now - timedelta(days=2))
    page = browser.get("/").content
    assert "No backup for a day" in page.decode()
    assert browser.post("/log/onset", token(page)).status_code == 302
