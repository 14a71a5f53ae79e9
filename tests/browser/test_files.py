"""A file taken in on a phone and at a desk: choose, look, take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page
from tests.browser.chromium import PHONE
from tests.browser.looking import Contrast, assert_fit
from tests.faults.pad_process import PASSPHRASE, make_pad, served
from tests.unit.diary.apps.reading import clue

TABLE = b"Tag;Blut;Kopf;Wetter\n03.01.2026;2;ja;gut\n04.01.2026;1;nein;gut\n"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("files")
    with (
        served((folder / "made", make_pad(folder / "made")), folder / "pad") as pad,
        browser.new_context(viewport=PHONE, base_url=pad.site) as context,
    ):
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        yield page


def look_at(page: Page, name: str, raw: bytes) -> str:
    page.goto("/diary/files")
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=raw)
    page.locator("#file").set_input_files(file)
    press(page, "Preview the file")
    return page.locator("main").inner_text()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_file_is_chosen_looked_at_and_taken_in(page: Page, contrast: Contrast) -> None:
    """Three steps; a newer export shows what it corrects."""
    more = ({"date": "2026-03-09", "type": "exercise", "value": {"option": "running"}},)
    first = clue("2026-03-01", "2026-03-02", "2026-03-03", more=more)
    assert "are new" in look_at(page, "x.json", first)
    press(page, "Import it")
    newer = clue("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03", more=more)
    assert "corrected" in look_at(page, "x.json", newer)
    assert_fit(page, contrast)
    press(page, "Discard it")


def test_a_table_is_read_by_its_columns(page: Page, contrast: Contrast) -> None:
    """A list for each column, with what stands in it."""
    assert "What do its columns mean?" in look_at(page, "t.csv", TABLE)
    page.get_by_label("Blut").select_option("flow")
    page.get_by_label("Kopf").select_option("symptom")
    press(page, "Preview it")
    assert_fit(page, contrast)
    press(page, "Import it")
    assert "added" in page.locator("main").inner_text()


def test_the_diary_goes_out_by_a_tap(page: Page) -> None:
    """The browser keeps a file."""
    page.goto("/diary/files")
    with page.expect_download() as download:
        page.get_by_role("link", name="Complete (JSON)").click()
    assert download.value.suggested_filename == "diary.json"
