"""What a browser gets beside the pages: the app, its worker, and the lock on closing."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest
from babel.core import Locale
from babel.localedata import locale_identifiers
from django.contrib.staticfiles import finders
from django.test import Client
from tests.pad.conftest import token, visitor

from offwatch.pad.diary.rows import setup
from offwatch.pad.pages.diary.week import weekday_of
from offwatch.pad.pages.views.shell import KEPT
from offwatch.pad.preferences import APP_NAMES
from offwatch.pad.runtime import scheduler
from offwatch.vault import closing_lock, session
from offwatch.vault.closing_lock import ShownPages


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> ShownPages:
    """The pages that are shown; a moment is over at once."""
    monkeypatch.setattr(closing_lock, "GRACE_S", 0.0)
    pages = ShownPages()
    monkeypatch.setattr(scheduler, "pages", pages)
    return pages


def tell(browser: Client, page: str, shown: str, form: dict[str, str]) -> int:
    return browser.post("/shown", {**form, "page": page, "shown": shown}).status_code


def test_the_end_of_the_last_page_locks(browser: Client, pages: ShownPages) -> None:
    """It counts neither as use nor as a change."""
    form, before = token(browser.get("/").content), session.opened().last_used
    for page, shown in (("a", "1"), ("b", "1"), ("a", "0")):
        assert tell(browser, page, shown, form) == 204
    assert not pages.are_gone(session.opened())
    tell(browser, "b", "0", form)
    assert session.opened().last_used == before
    assert pages.are_gone(session.opened())


def test_it_can_be_switched_off(browser: Client, pages: ShownPages) -> None:
    form = token(browser.get("/").content)
    assert 'data-shown="/shown"' in browser.get("/").content.decode()
    browser.post("/settings/preferences", {**form, "app_name": "Pad"})
    assert "data-shown" not in browser.get("/").content.decode()
    tell(browser, "a", "1", form)
    tell(browser, "a", "0", form)
    assert not pages.are_gone(session.opened())


def test_nobody_else_locks_it(browser: Client, pages: ShownPages) -> None:
    """Neither a page of another site, nor one that is not unlocked."""
    form = token(browser.get("/").content)
    stranger = visitor(enforce_csrf_checks=True)
    theirs = token(stranger.get("/unlock").content)
    assert browser.post("/shown", {"page": "a", "shown": "0"}).status_code == 403
    answer = browser.post(
        "/shown", {**form, "page": "a", "shown": "0"}, headers={"origin": "https://elsewhere.org"}
    )
    assert answer.status_code == 403
    assert tell(stranger, "a", "0", theirs) == 204
    assert not pages.are_gone(session.opened())


def test_the_app_has_a_name_that_says_nothing(browser: Client) -> None:
    """Whoever installs it chooses among such names; its icons are there."""
    form = token(browser.get("/").content)
    browser.post("/settings/preferences", {**form, "app_name": "Notes", "single_keys": "1"})
    page = browser.get("/").content.decode()
    assert "<title>Today · Notes</title>" in page
    assert '<link rel="manifest" href="/app/Notes.webmanifest">' in page
    app = json.loads(visitor().get("/app/Notes.webmanifest").content)
    assert app["name"] == app["short_name"] == "Notes"
    for icon in app["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    assert browser.get("/app/Migraine.webmanifest").status_code == 404
    assert all(len(name) <= 12 for name in APP_NAMES)


def test_the_worker_keeps_files_of_the_frame_alone(home: Path) -> None:
    """It is given out by a locked pad too, and every file that it keeps is there."""
    text = visitor().get("/worker.js").content.decode()
    listed = json.loads(text.partition("const FILES = ")[2].partition(";")[0])
    assert listed == [f"/static/{name}" for name in KEPT]
    assert all(finders.find(name) for name in KEPT)


def test_letters_are_keys_unless_that_is_switched_off(browser: Client) -> None:
    page = browser.get("/")
    assert 'data-key="d"' in page.content.decode()
    browser.post("/settings/preferences", {**token(page.content), "app_name": "Pad"})
    assert "<dialog" not in browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("accept", "first"), [("en-US,en", "Su"), ("en-GB", "Mo"), ("de,en-US", "Su"), ("de-DE", "Mo")]
)
def test_a_week_begins_as_where_its_owner_is(browser: Client, accept: str, first: str) -> None:
    """By the region of the first of the browser's languages that the page is in; a setting wins."""
    browser.cookies["pad_language"] = "en"

    def first_day() -> str:
        page = browser.get("/diary", headers={"accept-language": accept}).content.decode()
        return page.partition("<abbr")[2].partition(">")[2].partition("<")[0]

    assert first_day() == first
    form = token(browser.get("/").content)
    browser.post("/settings/preferences", {**form, "app_name": "Pad", "week_start": "5"})
    assert first_day() == "Sa"
    assert setup().week_start == 5


def test_regions_begin_their_weeks_as_unicode_says() -> None:
    """Some languages of a region are without that word, so one of them has to say so."""
    said = defaultdict(set)
    for name in locale_identifiers():
        locale = Locale.parse(name)
        if locale.territory and len(locale.territory) == 2:
            said[locale.territory].add(locale.first_week_day)
    assert len(said) > 200
    assert [region for region in said if weekday_of(region) not in said[region]] == []
    assert [weekday_of(region) for region in ("DE", "us", "EG", "MV")] == [0, 6, 5, 4]


@pytest.mark.parametrize("form", [{"app_name": "Migraine"}, {"app_name": "Pad", "week_start": "3"}])
def test_what_is_not_offered_is_refused(browser: Client, form: dict[str, str]) -> None:
    before = (setup().app_name, setup().week_start)
    sent = {**token(browser.get("/").content), **form}
    assert browser.post("/settings/preferences", sent).status_code == 422
    assert (setup().app_name, setup().week_start) == before
