"""A pad made by its own pages: by the browser that was let in, once, and told its key before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.backup.dav_server import PASSWORD, USER, dav_server
from tests.pad.conftest import PASSPHRASE, ZONE, token, visitor, write_days

from offwatch.errors import Refused
from offwatch.pad.backup.run import do_backup_to
from offwatch.pad.diary.rows import setup
from offwatch.pad.folder.first_run import do_make_pad
from offwatch.pad.folder.sample import is_sample
from offwatch.pad.models import DiaryEntry, KeptCondition
from offwatch.pad.runtime import hosts, launch
from offwatch.pad.runtime.serve import alone
from offwatch.vault import keys, session

LONG = "four odd words here"


@pytest.fixture
def empty(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder whose pages are served."""
    session.lock()
    folder = tmp_path / "fresh" / "pad"
    folder.mkdir(parents=True)
    monkeypatch.setenv("OFFWATCH_PAD_HOME", str(folder))
    hosts._site.cache_clear()
    with alone(folder):
        launch.first_site(folder)
        yield folder
    session.lock()
    hosts._site.cache_clear()


@pytest.fixture
def known(empty: Path) -> Client:
    """A browser that came by the address that was printed."""
    browser = visitor(enforce_csrf_checks=True)
    browser.get(launch.address(empty, ""))
    return browser


def post(browser: Client, to: str, /, **form: object) -> str:
    form |= token(browser.get("/unlock" if to == "/sample" else to, follow=True).content)
    answer = browser.post(to, form, follow=True)
    return answer.content.decode()


def key_on(page: str) -> list[str]:
    return re.findall(r'class="whole">(\w{4})<', page)


def confirm(browser: Client, page: str, **other: str) -> str:
    asked = re.findall(r'for="(group\d)">Group (\d)<', page)
    recovery = key_on(page)
    groups = {name: recovery[int(number) - 1].lower() for name, number in asked}
    return post(browser, "/setup/key", **(groups | other))


def test_from_an_empty_folder_to_today(known: Client, empty: Path) -> None:
    """Passphrase twice, the key and two of its groups, what is kept; then the pad is there."""
    assert "A diary for you alone" in known.get("/", follow=True).content.decode()
    page = post(known, "/setup", new=LONG, again=LONG, zone="Europe/Madrid")
    recovery = "-".join(key_on(page))
    assert re.fullmatch(r"(\w{4}-){7}\w{4}", recovery)
    assert not keys.exists(empty)
    name = hosts.own_host()
    assert "Those are not" in confirm(known, page, group0="AAAA")
    assert not keys.exists(empty)
    assert "What do you want to track?" in confirm(known, page)
    assert hosts.own_host() == name
    said = post(known, "/setup/kept", kind=["menstrual", "migraine"], name="My own")
    assert "Sample diary" not in said
    assert set(KeptCondition.objects.values_list("name", flat=True)) == {
        "Period",
        "Migraine",
        "My own",
    }
    assert setup().zone == "Europe/Madrid"
    session.lock()
    assert keys.unwrap(empty, LONG)
    keys.recover(empty, recovery, "battery staple", keys.Cost(1, 64, 1))
    assert sorted(path.name for path in empty.iterdir())[:2] == ["launch", "serve.lock"]


@pytest.mark.parametrize(
    ("new", "again", "zone", "says"),
    [
        ("short", "short", ZONE, "at least 8"),
        ("password1", "password1", ZONE, "first that anybody tries"),
        (LONG, LONG + "x", ZONE, "not the same"),
        (LONG, LONG, "Berlin", "Europe/Berlin"),
    ],
)
def test_what_will_not_do_is_said(
    known: Client, empty: Path, new: str, again: str, zone: str, says: str
) -> None:
    """Nothing is made, and no page holds the passphrase."""
    said = post(known, "/setup", new=new, again=again, zone=zone)
    assert says in said
    assert f'value="{new}"' not in said
    assert not keys.exists(empty)


def test_a_stranger_makes_nothing(empty: Path) -> None:
    """Without the launch address there is no form, by whichever name one comes."""
    for browser in (visitor(), Client(headers={"host": "pad-aaaaaaaaaaaaaaaa.localhost"})):
        for path in ("/setup", "/setup/key", "/setup/restore"):
            answer = browser.post(path, {"new": LONG, "again": LONG, "zone": "UTC"})
            assert answer.status_code == 503
        assert browser.post("/sample").status_code == 503
        assert browser.post("/setup/strength", {"new": LONG}).status_code == 403
    assert not keys.exists(empty)


def test_once_there_is_a_pad_it_is_never_made_again(known: Client, empty: Path) -> None:
    """Of two browsers the second finds the first one's pad, and its own key worth nothing."""
    other = visitor(enforce_csrf_checks=True)
    other.get(launch.address(empty, ""))
    pages = [post(b, "/setup", new=LONG, again=LONG, zone="UTC") for b in (known, other)]
    confirm(known, pages[0])
    before = (empty / keys.FILE).read_bytes()
    answer = other.post("/setup/key", {"group0": key_on(pages[1])[0]}, follow=True)
    assert answer.status_code in (200, 403)
    assert (empty / keys.FILE).read_bytes() == before
    for path in ("/setup", "/setup/restore"):
        assert known.get(path)["Location"] == "/unlock"
    with pytest.raises(Refused) as caught:
        do_make_pad(datetime.now(UTC), empty, LONG, keys.new_recovery(), "UTC")
    assert caught.value.code == "vault.exists"
    assert (empty / keys.FILE).read_bytes() == before


def test_a_killed_making_is_begun_again(known: Client, empty: Path) -> None:
    """What an attempt has left beside the folder is in nobody's way, nor is a sample."""
    draft = empty.with_name(".pad.new")
    draft.mkdir()
    (draft / "launch").mkdir()
    (draft / "serve.lock").write_text("")
    (draft / keys.FILE).write_text("half")
    (empty / launch.SAMPLE).mkdir()
    page = post(known, "/setup", new=LONG, again=LONG, zone="UTC")
    confirm(known, page)
    assert keys.unwrap(empty, LONG)
    assert not (empty / launch.SAMPLE).exists()


def test_a_sample_is_marked_and_thrown_away(known: Client, empty: Path) -> None:
    """On every page; nothing of it is there afterwards, and no pad comes of it."""
    post(known, "/sample")
    assert is_sample()
    assert DiaryEntry.objects.count() > 20
    for path in ("/", "/diary", "/outlook", "/duties", "/mask", "/settings", "/settings/backups"):
        assert "Sample diary: nothing here is yours." in known.get(path).content.decode(), path
    form = {"kind": "folder", "address": str(empty.parent)}
    assert "This is a sample" in post(known, "/settings/backups", **form)
    for path, said in (("erase", {"word": "erase"}), ("recovery-key", {"passphrase": LONG})):
        assert "This is a sample" in post(known, f"/settings/{path}", **said), path
    assert is_sample()
    assert not keys.exists(empty)
    known.post("/sample/end", token(known.get("/").content))
    assert session.current() is None
    assert not (empty / launch.SAMPLE).exists()
    assert "A diary for you alone" in known.get("/", follow=True).content.decode()


def test_a_pad_is_restored_by_its_first_page(
    home: Path, empty: Path, known: Client, tmp_path: Path
) -> None:
    """By a path, a folder or a file that is sent; a wrong passphrase restores nothing."""
    session.unlock(home, PASSPHRASE)
    write_days([datetime(2026, 3, 1, tzinfo=UTC).date()])
    stick = tmp_path / "stick"
    stick.mkdir()
    name = do_backup_to(datetime.now(UTC), stick)
    session.lock()
    assert "no backup" in post(known, "/setup/restore", path=str(empty), passphrase=PASSPHRASE)
    assert "does not open" in post(known, "/setup/restore", path=str(stick), passphrase="wrong one")
    assert not keys.exists(empty)
    host = hosts.own_host()
    with (stick / name).open("rb") as file:
        said = post(known, "/setup/restore", file=file, passphrase=PASSPHRASE)
    assert "as it was when the backup was made" in said
    assert DiaryEntry.objects.count() == 2
    assert hosts.own_host() == host


def test_a_pad_is_restored_from_a_server(
    home: Path, empty: Path, known: Client, tmp_path: Path
) -> None:
    """The newest of a WebDAV folder, with its login; without it nothing."""
    session.unlock(home, PASSPHRASE)
    write_days([datetime(2026, 3, 1, tzinfo=UTC).date()])
    stick = tmp_path / "stick"
    stick.mkdir()
    name = do_backup_to(datetime.now(UTC), stick)
    session.lock()
    with dav_server() as dav:
        form = {"path": dav.url, "passphrase": PASSPHRASE, "user": USER}
        dav.collections.add("/dav/the pad/")
        dav.files[f"/dav/the pad/{name}"] = (stick / name).read_bytes()
        assert "login" in post(known, "/setup/restore", **form, server_password="no")
        assert not keys.exists(empty)
        said = post(known, "/setup/restore", **form, server_password=PASSWORD)
    assert "as it was when the backup was made" in said
    assert DiaryEntry.objects.count() == 2


def test_strength_is_rated_in_words(known: Client) -> None:
    """What is typed does not come back."""
    form = token(known.get("/setup").content)
    for text, says in (("abc", "at least 8"), ("aaron431 x", "uessed"), (LONG * 3, "good")):
        answer = known.post("/setup/strength", {**form, "new": text})
        assert says in answer.content.decode()
        assert text not in answer.content.decode()
    assert known.post("/setup/strength", {**form, "new": ""}).content.strip() == b""
