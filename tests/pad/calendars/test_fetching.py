"""Calendars from files, folders and servers: fetched, not fetched again, or refused by a code."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.pad.calendars.servers import Served, shift, text_of

from offwatch.calendars.blocks import MOST_BYTES
from offwatch.errors import OffwatchError
from offwatch.pad.calendars.aside import ask_aside
from offwatch.pad.calendars.asking import Ask, CalendarAnswer, Where
from offwatch.pad.calendars.child import answer
from offwatch.pad.calendars.hosts import is_public, reachable

DAY = date(2026, 6, 1)


def ask(where: Where, place: str, **more: object) -> CalendarAnswer:
    base = {"zone": "Europe/Berlin", "first_day": DAY, "end_day": DAY + timedelta(days=400)}
    given = {"own_network": True, **base, **more}
    return answer(Ask(where=where, place=place, **given))  # type: ignore[arg-type]


def names(found: CalendarAnswer) -> list[str]:
    assert found.reading is not None, found.code
    return [one.name for one in found.reading.occurrences]


def test_an_address_is_fetched_and_not_again_while_it_is_the_same(server: Served) -> None:
    """By its entity tag."""
    server.files["/a.ics"] = text_of(shift(DAY))
    found = ask("address", server.at("/a.ics"))
    assert names(found) == ["Shift"]
    assert ask("address", server.at("/a.ics"), etag=found.etag).unchanged


def test_a_login_goes_to_its_host_only(server: Served) -> None:
    """And not along to where the address leads."""
    server.login = "me:secret"
    server.files["/a.ics"] = text_of(shift(DAY))
    assert ask("address", server.at("/a.ics")).code == "calendar.login"
    found = ask("address", server.at("/a.ics"), login="me", password="secret")
    assert names(found) == ["Shift"]
    server.leads["/b.ics"] = server.at("/a.ics", "localhost")
    found = ask("address", server.at("/b.ics"), login="me", password="secret")
    assert found.code == "calendar.private"  # the other name is not the one that was allowed


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/gone.ics", "calendar.gone"),
        ("/down.ics", "calendar.trouble"),
        ("/round.ics", "calendar.redirects"),
        ("/page.html", "calendar.none"),
        ("/large.ics", "calendar.too-large"),
        ("/out.ics", "calendar.address"),
    ],
)
def test_what_a_server_may_do_has_a_code(server: Served, path: str, code: str) -> None:
    """Each with a sentence that says what to do."""
    server.status["/down.ics"] = 503
    server.leads["/round.ics"] = server.at("/round.ics")
    server.leads["/out.ics"] = "file:///etc/passwd"
    server.files["/page.html"] = b"<html>"
    server.files["/large.ics"] = b"x" * (MOST_BYTES + 1)
    assert ask("address", server.at(path)).code == code


def test_nobody_at_home(server: Served) -> None:
    """A port that nobody listens on."""
    assert ask("address", "http://127.0.0.1:9/a.ics").code == "calendar.no-answer"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fd00::1",
     "fe80::1%eth0", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1",
     "100.64.0.1"],
)  # fmt: skip
def test_private_addresses_in_every_form(address: str) -> None:
    """None is of the internet at large."""
    assert not is_public(address)
    with pytest.raises(OffwatchError, match="private network"):
        reachable(address.partition("%")[0], 80, own_network=False)


def test_public_addresses_are_public() -> None:
    """Of either kind."""
    assert is_public("9.9.9.9")
    assert is_public("2620:fe::fe")


def test_this_machine_is_asked_only_if_its_owner_says_so(server: Served) -> None:
    """Neither directly nor by a redirect; nothing reaches the server."""
    server.files["/a.ics"] = text_of(shift(DAY))
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1"):
        place = server.at("/a.ics", host)
        assert ask("address", place, own_network=False).code == "calendar.private"
        assert ask("caldav", place, own_network=False).code == "calendar.private"
    assert server.asked == []
    server.leads["/b.ics"] = server.at("/a.ics", "localhost")
    assert ask("address", server.at("/b.ics")).code == "calendar.private"
    assert [path for _, path, _ in server.asked] == ["/b.ics"]  # the host that was allowed


def test_files_and_folders(tmp_path: Path) -> None:
    """A folder is one calendar; its own folders are not looked into."""
    (tmp_path / "a.ics").write_bytes(text_of(shift(DAY, "1", "One")))
    (tmp_path / "b.ICS").write_bytes(text_of(shift(DAY + timedelta(days=1), "2", "Two")))
    (tmp_path / "c.txt").write_bytes(b"nothing")
    (tmp_path / "d.ics").mkdir()
    assert names(ask("folder", str(tmp_path))) == ["One", "Two"]
    assert names(ask("file", str(tmp_path / "a.ics"))) == ["One"]
    os.mkfifo(tmp_path / "pipe")
    for place in ("pipe", "none.ics", "\0"):
        assert ask("file", str(tmp_path / place)).code == "calendar.no-file"
    assert ask("folder", str(tmp_path / "none")).code == "calendar.no-folder"


def test_a_collection_is_read_with_its_login(server: Served) -> None:
    """CalDAV: the events of the days asked for."""
    server.login = "me:secret"
    server.files["/dav/shifts/1.ics"] = text_of(shift(DAY, "1", "One"))
    server.files["/dav/shifts/2.ics"] = text_of(shift(DAY, "2", "Two"))
    place = server.at("/dav/shifts/")
    assert ask("caldav", place, login="me", password="wrong").code == "calendar.login"
    found = ask("caldav", place, login="me", password="secret")
    assert sorted(names(found)) == ["One", "Two"]


def test_a_servers_address_gives_its_collections(server: Served) -> None:
    """To choose from, by name."""
    found = ask("caldav", server.at("/dav/"), login="me", password="secret")
    assert [one.name for one in found.collections] == ["shifts", "private"], found.code
    empty = ask("caldav", found.collections[0].address, login="me", password="secret")
    assert names(empty) == []


def test_what_takes_too_long_is_stopped_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The event is named, the others are read; the other process has nothing of this one."""
    endless = shift(DAY, "1", "Endless", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    (tmp_path / "a.ics").write_bytes(text_of(endless, shift(DAY, "2", "Good")))
    question = Ask("file", "UTC", DAY, DAY + timedelta(days=400), place=str(tmp_path / "a.ics"))
    found = ask_aside(question)
    assert names(found) == ["Good"]
    assert found.reading is not None
    assert [(each.name, each.why) for each in found.reading.faults] == [("Endless", "too-costly")]
