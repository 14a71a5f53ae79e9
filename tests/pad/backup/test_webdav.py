"""Backups on a WebDAV server: put, listed, rotated, fetched; what it says is not trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.pad.backup.dav_server import PASSWORD, USER, DavServer, dav_server

from offwatch.errors import BadInput, OffwatchError
from offwatch.pad.backup.archive import unpack_archive
from offwatch.pad.backup.places.webdav import WebDav, check_address
from offwatch.pad.backup.run import backup_place, do_backup, do_choose_webdav
from offwatch.vault import keys, raw, session


@pytest.fixture
def dav() -> Iterator[DavServer]:
    with dav_server() as server:
        yield server


def test_a_backup_goes_there_and_comes_back(
    home: Path, tmp_path: Path, now: datetime, dav: DavServer
) -> None:
    """The collection is made; twelve backups leave ten or so, each of them whole."""
    do_choose_webdav(now, dav.url, USER, PASSWORD)
    for minute in range(12):
        do_backup(now + timedelta(minutes=minute))
    assert 10 <= len(dav.files) <= 12
    assert not [name for name in dav.files if ".part" in name]
    place = backup_place()
    assert place is not None
    store = WebDav(place.address, USER, PASSWORD)
    assert place.last_name in store.names()
    file, draft = tmp_path / "fetched", tmp_path / "draft"
    draft.mkdir()
    store.get(place.last_name, file)
    unpack_archive(file, draft)
    raw.check(draft / keys.DATABASE, session.opened().key)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("password", "backup.not-let-in"),
        ("full", "backup.disk-full"),
        ("gone", "backup.no-server"),
        ("nonsense", "backup.server"),
        ("bomb", "backup.server"),
        ("emptied", "backup.emptied"),
    ],
)
def test_what_fails_is_told(
    home: Path, now: datetime, dav: DavServer, trouble: str, code: str
) -> None:
    """Each trouble has its code, and is kept for the page until a backup works."""
    do_choose_webdav(now, dav.url, USER, PASSWORD)
    do_backup(now)
    place = backup_place()
    assert place is not None
    if trouble == "password":
        place.password = "another"
        place.save()
    elif trouble == "full":
        dav.full = True
    elif trouble == "gone":
        place.address = "http://127.0.0.1:9/dav/"
        place.save()
    elif trouble == "nonsense":
        dav.listing = b"<html>Welcome"
    elif trouble == "bomb":
        dav.listing = b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    else:
        dav.files.clear()
    with pytest.raises(OffwatchError) as caught:
        do_backup(now, timeout_s=2)
    assert caught.value.code == code
    place.refresh_from_db()
    assert place.trouble == code
    assert PASSWORD not in caught.value.message


def test_a_password_that_does_not_open_it_is_not_kept(
    home: Path, now: datetime, dav: DavServer
) -> None:
    """A place is taken once it answers."""
    with pytest.raises(OffwatchError):
        do_choose_webdav(now, dav.url, USER, "wrong")
    assert backup_place() is None


@pytest.mark.parametrize(
    "url", ["http://cloud.example.org/dav", "ftp://x/y", "https://u:p@x/", "cloud", "http://[", ""]
)
def test_an_address_that_will_not_do_is_refused(url: str) -> None:
    """A password leaves encrypted, or to this machine, or not at all."""
    with pytest.raises(BadInput):
        check_address(url)
