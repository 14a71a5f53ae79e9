"""The pad's own calendar: off at first, behind a secret address, only while it is unlocked."""

from __future__ import annotations

import re
from datetime import datetime

import icalendar
import pytest
from django.test import Client
from tests.pad.conftest import token, visitor

from offwatch.pad.calendars.feed import own_feed
from offwatch.vault import session


@pytest.fixture
def address(browser: Client, diary: None) -> str:
    form = token(browser.get("/calendars/own").content)
    browser.post("/calendars/own", {"text": "", "odds": "50", **form})
    found = re.search(r"/feed/[\w-]+\.ics", browser.get("/calendars/own").content.decode())
    assert found is not None
    return found[0]


def test_it_is_off_until_it_is_turned_on(browser: Client, diary: None) -> None:
    """No address, no file; the page says what it would give away."""
    text = browser.get("/calendars/own").content.decode()
    assert "What it gives away" in text
    assert "/feed/" not in text
    assert browser.get("/calendars/own/calendar.ics").status_code == 404
    assert visitor().get("/feed/x.ics").status_code == 404


def test_its_titles_are_neutral(browser: Client, address: str, now: datetime) -> None:
    """Days of likely episodes, called busy or as the owner says; nothing names a cause."""
    answer = visitor().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} == {"Busy"}
    assert events
    assert "period" not in text.lower().replace("refresh", "")
    form = token(browser.get("/calendars/own").content)
    browser.post("/calendars/own", {"text": "Gardening", "odds": "50", **form})
    assert b"SUMMARY:Gardening" in browser.get("/calendars/own/calendar.ics").content


def test_its_address_is_secret_and_can_be_renewed_and_revoked(
    browser: Client, address: str
) -> None:
    """The one before leads nowhere; so does any other."""
    form = token(browser.get("/calendars/own").content)
    browser.post("/calendars/own", {"renew": "1", **form})
    assert visitor().get(address).status_code == 404
    row = own_feed()
    assert row is not None
    assert visitor().get(f"/feed/{row.token}.ics").status_code == 200
    browser.post("/calendars/own", {"end": "1", **form})
    assert visitor().get(f"/feed/{row.token}.ics").status_code == 404


def test_a_locked_pad_gives_nothing(address: str) -> None:
    """And nobody is let in by the address; another name of this machine does not answer it."""
    stranger = visitor()
    stranger.get(address)
    assert stranger.get("/").status_code == 302
    elsewhere = Client(headers={"host": "pad-aaaaaaaaaaaaaaaa.localhost"})
    assert elsewhere.get(address).status_code == 302
    session.lock()
    answer = visitor().get(address)
    assert answer.status_code == 503
    assert answer.content == b""
