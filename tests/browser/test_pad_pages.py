"""Every page of the pad as everyone meets it: phone and desktop, light and dark, each language.

One walk from an empty folder to the erased pad; each test reads what was noted on it.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request
from tests.browser import looking
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.pad_walk import ONCE, PAGES, choose_language, served_anew, speak, walk


class Notes:
    """What was found wrong on the walk, by what was looked for and where."""

    def __init__(self, contrast: looking.Contrast) -> None:
        self.found: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self.routes: set[str] = set()
        self.contrast = contrast
        self.asked: list[str] = []
        self.complaints: list[str] = []

    def of(self, what: str) -> dict[str, list[str]]:
        return {stop: found for stop, found in self.found[what].items() if found}

    def look(self, stop: str, route: str, page: Page) -> None:
        self.routes.add(route)
        self._look(stop, page)
        note = self.found
        note["axe"][stop] = looking.faults_of(page)  # the same elements in each language
        note["contrast"][stop] = self.contrast.faults_in_both(page)
        if stop in ONCE:
            return
        note["moving"][stop] = looking.moving(page)
        note["turned"][stop] = looking.turned_round(page)
        note["keyboard"][stop] = looking.not_by_keyboard(page)
        speak(page, "de")
        self._look(f"{stop} (de)", page)
        choose_language(page, "en")  # for the next page; this one is loaded anew if it is used

    def _look(self, stop: str, page: Page) -> None:
        note = self.found
        note["titles"][stop] = page.locator("h1").all_inner_texts()[1:]
        note["unnamed"][stop] = looking.unnamed(page)
        note["small"][stop] = looking.too_small(page)
        note["reach"][stop] = list(looking.out_of_reach(page))
        note["sideways"][stop] = looking.sideways(page)
        page.set_viewport_size(DESKTOP)
        note["sideways"][f"{stop}, desktop"] = looking.sideways(page)
        page.set_viewport_size(PHONE)


@pytest.fixture(scope="module")
def notes(
    browser: Browser, contrast: looking.Contrast, tmp_path_factory: pytest.TempPathFactory
) -> Notes:
    folder: Path = tmp_path_factory.mktemp("walk")
    (folder / "backups").mkdir()
    notes = Notes(contrast)
    with (
        served_anew(folder / "pad") as pad,
        browser.new_context(viewport=PHONE, color_scheme="light") as context,
    ):
        origin = urlsplit(pad.site)

        def note(request: Request) -> None:
            there = urlsplit(request.url)
            if there.scheme != "data" and there[:2] != origin[:2]:
                notes.asked.append(request.url)

        context.on("request", note)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("console", lambda said: notes.complaints.append(said.text))
        walk(pad, page, notes.look, folder / "backups")
    return notes


def test_no_page_is_left_out(notes: Notes) -> None:
    """The walk stops at every page that it promises to; tests/pad compares those with the site."""
    assert notes.routes - {""} == PAGES


@pytest.mark.parametrize(
    "what",
    [
        "axe",  # nothing that axe objects to
        "titles",  # one heading says what the page is
        "contrast",  # by day and in the dark
        "unnamed",  # each picture has a name
        "small",  # what is to be pressed is 44 px high
        "reach",  # at most two actions, under the thumb of a phone
        "sideways",  # no page scrolls sideways, at 390 and at 1440
        "turned",  # nor from right to left
        "moving",  # nothing moves where that is not wanted
        "keyboard",  # Tab reaches all there is to do, and it is seen where it is
    ],
)
def test_each_page_is_for_everyone(notes: Notes, what: str) -> None:
    assert notes.of(what) == {}


def test_nothing_is_asked_of_another_origin(notes: Notes) -> None:
    assert notes.asked == []
    assert [said for said in notes.complaints if "Content Security Policy" in said] == []
