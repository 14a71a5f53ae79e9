"""The diary on a phone: one tap to log, two for yesterday, three to correct."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page
from tests.browser.chromium import PHONE
from tests.faults.pad_process import PASSPHRASE, WORD, make_pad, served


class Phone:
    """A thumb on a phone, and how often it has touched the glass."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.taps = page, site, 0

    def today(self) -> None:
        self.page.goto(f"{self.site}/")
        self.taps = 0

    def tap(self, target: Locator) -> None:
        self.follow(target)
        self.taps += 1

    def follow(self, target: Locator) -> None:
        """Tap what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            target.tap()

    def is_in_reach(self, target: Locator) -> bool:
        """Whether it is on the first screen, in its lower 60 %, and large enough."""
        box = target.bounding_box()
        assert box is not None
        return self.is_in_sight(target) and box["y"] >= 0.4 * PHONE["height"]

    def is_in_sight(self, target: Locator) -> bool:
        """Whether it is on the first screen, above what is fixed there, and large enough."""
        box, bar = target.bounding_box(), self.page.locator(".thumb").bounding_box()
        assert box is not None
        fixed = bar is not None and target.locator("xpath=ancestor::*[@class='thumb']").count() == 0
        bottom = bar["y"] if bar is not None and fixed else PHONE["height"]
        return box["y"] + box["height"] <= bottom and box["height"] >= 44

    @property
    def main(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.fixture(scope="module")
def phone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    folder = tmp_path_factory.mktemp("diary")
    with (
        served((folder / "made", make_pad(folder / "made")), folder / "pad") as pad,
        browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=True) as context,
    ):
        page = context.new_page()
        page.goto(pad.site)
        page.fill("#passphrase", PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{pad.site}/")
        yield Phone(page, pad.site)


def test_now_is_one_tap_and_a_correction_three(phone: Phone) -> None:
    """The button is under the thumb; the time is set right from what is said after the tap."""
    phone.today()
    started = phone.page.get_by_role("button", name=f"{WORD.capitalize()} started")
    assert phone.is_in_reach(started)
    phone.tap(started)
    assert phone.taps == 1
    assert f"Noted: {WORD} started." in phone.main
    phone.tap(phone.page.get_by_role("link", name="Change").first)
    phone.page.get_by_label("Time").fill("00:00")
    phone.taps += 1
    save = phone.page.get_by_role("button", name="Save")
    assert phone.is_in_reach(save)
    phone.tap(save)
    assert "Corrected." in phone.main
    assert phone.taps == 1 + 3


def test_yesterday_is_two_taps(phone: Phone) -> None:
    """To its page, and there one tap; undo is beside it. Now is one tap for each condition."""
    phone.page.goto(f"{phone.site}/diary/kept")
    phone.follow(phone.page.get_by_role("button", name="Migraine"))
    phone.today()
    assert phone.is_in_sight(phone.page.get_by_role("button", name="Migraine started"))
    yesterday = phone.page.get_by_role("link", name="Yesterday")
    assert phone.is_in_sight(yesterday)
    phone.tap(yesterday)
    started = phone.page.get_by_role("button", name="Migraine started")
    phone.tap(started)
    assert phone.taps == 2
    assert "Migraine started" in phone.main
    phone.tap(phone.page.get_by_role("button", name="Undo"))
    assert "Migraine started" not in phone.main


def test_a_day_is_found_and_written_with_the_keyboard(phone: Phone) -> None:
    """From the calendar to a day's form and its entry, without a pointer and with nothing axe
    objects to."""
    page = phone.page
    page.goto(f"{phone.site}/diary")
    page.locator("a.day.today").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/diary/day/*")
    page.locator("summary", has_text="Note").press("Enter")
    page.locator("#id_note-value").fill("written with keys")
    page.locator("#id_note-value").press("Tab")
    page.keyboard.press("Enter")
    entry = page.get_by_role("link", name="written with keys")
    entry.press("Enter")
    page.wait_for_url("**/diary/entry/*")
    page.evaluate(Axe().axe_script)
    assert page.evaluate("() => axe.run(document)")["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
