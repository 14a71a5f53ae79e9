"""Somebody with migraine and a calendar of shifts: from an empty folder to the odds of a shift."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.chromium import PHONE
from tests.browser.newcomer import Newcomer, opened

MOST_ACTIONS, MOST_S = 25, 180


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    with opened(tmp_path / "pad") as address:
        yield address


def shifts(folder: Path) -> Path:
    """A month of shifts as a hospital's program gives them: days in a zone of Windows."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rota//EN", "X-WR-CALNAME:Ward 3"]
    for n, days in enumerate((2, 3, 6, 9, 10, 13)):
        day = (datetime.now(UTC) + timedelta(days=days)).date()
        lines += [
            "BEGIN:VEVENT",
            f"UID:shift-{n}",
            "SUMMARY:Night shift",
            f"DTSTART;TZID=W. Europe Standard Time:{day:%Y%m%d}T210000",
            "DURATION:PT9H",
            "END:VEVENT",
        ]
    file = folder / "shifts.ics"
    file.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]))
    return file


def test_from_an_empty_folder_to_the_odds_of_a_shift(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    """Within three minutes and twenty-five actions; it prints each with its second."""
    file = shifts(tmp_path)
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        new = Newcomer(page)
        new.did("offwatch pad open")
        page.goto(served)
        new.make_pad()
        page.get_by_label("Migraine").check()
        new.did("choose Migraine")
        new.press("Start the diary")
        new.press("Migraine started")
        new.tap(page.get_by_role("link", name="Duties"))
        new.tap(page.get_by_role("link", name="Add a calendar"))
        page.get_by_label("A file from this device").set_input_files(file)
        new.did("choose the file")
        new.press("Add it and see the odds")
        assert "6 duties in the next 60 days" in page.locator("h1").inner_text()
        new.tap(page.get_by_role("link", name="See the odds"))
        text = page.locator("main").inner_text()
        assert len(re.findall(r"\d+ in 100", text)) >= 6
        assert "Night shift" in text
        print(f"{len(new.steps)} actions in {new.seconds:.1f} s")
        assert len(new.steps) <= MOST_ACTIONS
        assert new.seconds <= MOST_S
