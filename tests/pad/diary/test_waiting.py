"""A form that comes while the pad is locked is not lost: after unlocking it is there, filled."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.test import Client
from tests.pad.conftest import PASSPHRASE, token, visitor

from offwatch.pad.diary.record import do_log
from offwatch.pad.models import DiaryEntry
from offwatch.vault import session


def lock_and_send(browser: Client, page: str, address: str, data: dict[str, str]) -> str:
    """Load a page, lock, send its form, unlock; what is shown then."""
    form = token(browser.get(page).content)
    session.lock()
    answer = browser.post(address, {**form, **data}, follow=True)
    assert answer.request["PATH_INFO"] == "/unlock"
    opened = browser.post(
        "/unlock", {"passphrase": PASSPHRASE, **token(answer.content)}, follow=True
    )
    assert not DiaryEntry.objects.exclude(name="there before").exists()
    return opened.content.decode()


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that waits."""
    form = page.split('id="waiting"')[1].split("</form>", maxsplit=1)[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_a_tap_after_the_lock_is_asked_about_and_keeps_its_time(browser: Client) -> None:
    """One tap writes it then, of the minute in which it was tapped; and it is offered once."""
    text = lock_and_send(browser, "/", "/log/onset", {"rhythm": "Migraine"})
    assert "Migraine started" in text
    assert "this has not been saved yet" in text
    fields = hidden(text)
    browser.post("/log/onset", {**token(text.encode()), **fields})
    entry = DiaryEntry.objects.get()
    assert entry.name == "Migraine"
    assert entry.sort_at.isoformat()[:16] == fields["at"][:16]
    assert browser.get("/diary/waiting", follow=True).request["PATH_INFO"] == "/"


def test_a_form_after_the_lock_comes_back_filled(browser: Client) -> None:
    """Everything that was typed stands in its form, and the form writes."""
    page = "/diary/day/2026-03-10"
    data = {"kind": "note", "note-value": "a very long day", "note-time": "07:15"}
    text = lock_and_send(browser, page, page, data)
    assert "a very long day</textarea>" in text
    assert 'value="07:15"' in text
    browser.post(page, {**token(text.encode()), **data})
    assert DiaryEntry.objects.get().value == "a very long day"


def test_a_correction_after_the_lock_comes_back_filled(browser: Client) -> None:
    """The entry's page shows what was typed; the entry says what it said."""
    entry = do_log(datetime(2026, 3, 10, 8, tzinfo=UTC), "onset", "there before").entry
    address = f"/diary/entry/{entry}"
    data = {"day": "2026-03-09", "time": "21:40", "name": "there before"}
    text = lock_and_send(browser, address, address, data)
    assert 'value="21:40"' in text
    browser.post(address, {**token(text.encode()), **data})
    assert DiaryEntry.objects.get().at.startswith("2026-03-09T21:40")


def test_nobody_else_leaves_a_form(browser: Client) -> None:
    """Without the token of one of its own pages nothing waits for whoever unlocks."""
    session.lock()
    stranger = visitor(enforce_csrf_checks=True)
    stranger.post("/log/onset", {"rhythm": "planted"})
    page = stranger.get("/unlock")
    answer = stranger.post(
        "/unlock", {"passphrase": PASSPHRASE, **token(page.content)}, follow=True
    )
    assert answer.request["PATH_INFO"] == "/"
    assert b"planted" not in answer.content
