"""The pages that change the passphrase and the zone, and that erase the pad."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.conftest import PASSPHRASE, token, write_days
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.errors import Refused
from offwatch.pad.diary.rows import held_events, read_diary, setup
from offwatch.pad.diary.zone import do_set_zone
from offwatch.pad.models import DiaryEntry
from offwatch.pad.runtime import hosts
from offwatch.vault import keys, session

NEW = "four odd words here"


def post(browser: Client, path: str, **form: str) -> str:
    form |= token(browser.get(path).content)
    return browser.post(path, form, follow=True).content.decode()


def test_the_passphrase_is_changed_by_who_knows_it(browser: Client, home: Path) -> None:
    """The wrong one changes nothing, nor does one that was mistyped the second time."""
    path = "/settings/passphrase"
    assert "does not open" in post(browser, path, old="not the one", new=NEW, again=NEW)
    assert "not the same" in post(browser, path, old=PASSPHRASE, new=NEW, again=NEW + "x")
    assert keys.unwrap(home, PASSPHRASE)
    said = post(browser, path, old=PASSPHRASE, new=NEW, again=NEW)
    assert "The new passphrase opens the pad" in said
    assert NEW not in said
    assert keys.unwrap(home, NEW)
    with pytest.raises(Refused):
        keys.unwrap(home, PASSPHRASE)


def test_guessing_it_by_that_page_waits_as_well(browser: Client) -> None:
    """A browser that was left open is no better place to guess at."""
    for _ in range(3):
        post(browser, "/settings/passphrase", old="a guess of many", new=NEW, again=NEW)
    said = post(browser, "/settings/passphrase", old=PASSPHRASE, new=NEW, again=NEW)
    assert "Too many tries" in said


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_what_was_written_keeps_its_instant_or_its_day(home: Path, zone: str) -> None:
    """On a journey nothing moves: an instant stays one, a day stays a day, their order is right."""
    at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    write_days([date(2026, 3, 1)])
    add_events([Event(at, "note", "", "late")], setup().tz, None)
    before = read_diary(notes=True).events
    do_set_zone(zone)
    after = read_diary(notes=True)
    assert after.zone.key == zone
    assert sorted(map(str, after.events)) == sorted(map(str, before))
    instants = [held.event.instant(setup().tz) for held in held_events()]
    assert instants == sorted(instants)
    assert list(DiaryEntry.objects.values_list("sort_at", flat=True)) == instants


def test_the_zone_is_a_setting(browser: Client) -> None:
    """One that nobody knows is refused in words."""
    assert "Europe/Berlin" in post(browser, "/settings/zone", zone="Berlin")
    post(browser, "/settings/zone", zone="Asia/Tokyo")
    assert setup().zone == "Asia/Tokyo"
    assert "Asia/Tokyo" in browser.get("/settings").content.decode()


def test_erased_the_pages_go_on_in_an_empty_folder(browser: Client, home: Path) -> None:
    """The word is asked for; then a new pad may be made by the same browser, at the same name."""
    name = hosts.own_host()
    assert "Type the word erase" in post(browser, "/settings/erase", word="no")
    assert keys.exists(home)
    said = post(browser, "/settings/erase", word="erase")
    assert "The pad is erased" in said
    assert session.current() is None
    assert [path.name for path in home.iterdir()] == ["launch"]
    assert hosts.own_host() == name
    assert "A diary for you alone" in browser.get("/", follow=True).content.decode()


def test_a_stranger_erases_nothing(browser: Client, home: Path) -> None:
    """Only a browser that has unlocked the pad."""
    other = Client(headers={"host": hosts.own_host()})
    assert other.post("/settings/erase", {"word": "erase"})["Location"] == "/unlock"
    session.lock()
    assert browser.get("/settings/erase")["Location"] == "/unlock"
    assert keys.exists(home)
