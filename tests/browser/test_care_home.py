"""A care home of thirty from the sheet on the wall to next month's roster, in a browser alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.chromium import DESKTOP
from tests.browser.newcomer import Newcomer
from tests.cheap_passwords import cheap_passwords

PATIENCE_MS = 180_000
MOST_ACTIONS = 90
CODES = {"F": "Früh 06:00-14:00", "S": "Spät 13:30-21:30", "N": "Nacht 21:15-06:15"}
# Blocks of like shifts and rests; each person is a week further on than the one above.
TURN = "FFFFF--SSSSS--NNNN---FFFF--"
NAMES = ("Berg", "Koch", "Öz", "Yıldız", "Nguyen", "Schmidt", "Kowalska", "O’Neill", "de Vries")
FIRST_NAMES = ("Anna", "Bea", "Cem", "Dana")


def wall(month: date, days: int) -> str:
    """The sheet: a row a person, a column a day."""
    names = [f"{last}, {first}" for first in FIRST_NAMES for last in NAMES][:30]
    heads = ";".join(f"{month + timedelta(days=i):%d.%m.%Y}" for i in range(days))
    lines = [f"Name;{heads}"]
    for n, name in enumerate(names):
        shift = n * 7 % len(TURN)
        turn = (TURN * 4)[shift : shift + days]
        lines.append(";".join([name, *turn.replace("-", " ")]))
    return "\n".join(lines)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """A desk that nobody has an account on; gives the address that it prints for the first."""
    command = [sys.executable, "-m", "offwatch", "desk", "serve", "--home", str(home)]
    with (
        cheap_passwords(),
        subprocess.Popen(
            [*command, "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            lines = iter(process.stdout.readline, "")
            found = (re.search(r"http\S+/setup/\S+", line) for line in lines)
            yield next(match[0] for match in found if match)
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=DESKTOP) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.mark.slow
def test_from_the_wall_to_next_month(page: Page, tmp_path: Path) -> None:
    """Brought, changed by hand, joined and left, an absence filled, swapped, filled, printed."""
    today = datetime.now(UTC).date()
    first, days = today - timedelta(days=3), 28
    with served(tmp_path / "desk") as address:
        site = address.partition("/setup")[0]
        who = Newcomer(page)
        page.goto(address)
        who.did("open the address that serve printed")
        for label, text in (
            ("Name of the team", "Haus Linde"),
            ("Time zone", "Europe/Berlin"),
            ("Your name", "Pat"),
            ("Login", "pat"),
            ("Password", "four words in a row"),
        ):
            who.fill(label, text)
        who.press("Make the team")
        _bring(who, wall(first, days))
        _publish(who, site)

        # one duty by hand
        _change(who, site, today, "Berg, Anna")

        # somebody joins, somebody leaves
        page.goto(f"{site}/people")
        page.get_by_text("Take somebody in").click()
        page.locator("#add").get_by_label("Name", exact=True).fill("Neu, Nele")
        who.did("fill in Name")
        who.press("Take them in")
        assert "Neu, Nele" in page.locator("main").inner_text()
        page.goto(f"{site}/people")
        who.follow("Koch, Bea")
        page.get_by_text("Leaving the team").click()
        page.get_by_label("Last day in the team").fill((today + timedelta(days=1)).isoformat())
        who.did("choose the last day")
        who.press("Enter the last day")

        # sick from tomorrow, filled by the least change, published
        _absent(who, site, today, "Schmidt, Anna")
        _publish(who, site)

        # two swap a day
        _cell(page, site, "Nguyen, Anna", today + timedelta(days=9))
        who.did("choose a day of somebody")
        who.tap(page.get_by_role("button", name="Swap", exact=True))
        _publish(who, site)

        # next month from the need, with a wish
        page.goto(f"{site}/wishes")
        who.press("Note these days")
        page.goto(f"{site}/roster")
        who.press("Begin the next period")
        text = page.locator("main").inner_text()
        assert re.search(r"[1-9]\d* seats are open", text)
        who.press("Fill the open seats")
        page.locator("#filled").wait_for()
        print("\n".join(page.locator("#filled").inner_text().splitlines()[:4]))
        who.press("Take it into the draft")
        _publish(who, site)
        page.goto(f"{site}/roster")
        sheet = page.pdf(prefer_css_page_size=True)
        assert sheet.startswith(b"%PDF")
        print(f"{len(who.steps)} actions in {who.seconds:.1f} s")
        assert len(who.steps) <= MOST_ACTIONS


def _bring(who: Newcomer, table: str) -> None:
    who.follow("Bring a roster")
    who.page.locator("#pasted").fill(table)
    who.did("paste the sheet")
    who.press("See what changes")
    for n, label in enumerate(who.page.locator(".codes label b").all_inner_texts()):
        if label in CODES:
            who.page.locator(f"#means-{n}").fill(CODES[label])
            who.did(f"say what {label} means")
    who.press("Look again")
    assert "30 people" in who.page.locator("h1").inner_text()
    who.press("Make it a draft")


def _publish(who: Newcomer, site: str) -> None:
    """The last draft, in spite of rules that what was on the wall breaks."""
    page = who.page
    page.goto(f"{site}/team")
    spite = page.locator(".thumb input[name=despite]")
    if spite.count():
        spite.check()
        who.did("publish in spite of what the wall breaks")
    who.tap(page.locator(".thumb").get_by_role("button", name=re.compile("Publish and notify")))
    said = page.locator("body").inner_text()
    assert "notified" in said or "Published" in said, said[:400]


def _cell(page: Page, site: str, name: str, day: date) -> None:
    page.goto(f"{site}/roster/edit")
    page.locator(f'a[title^="{name}, {day.day} "]').first.click()
    page.wait_for_url("**#cell")


def _change(who: Newcomer, site: str, today: date, name: str) -> None:
    day = today + timedelta(days=1)
    _cell(who.page, site, name, day)
    who.did("choose a day of somebody")
    who.tap(who.page.locator("#edit button").first)
    _publish(who, site)


def _absent(who: Newcomer, site: str, today: date, name: str) -> None:
    page, last = who.page, today + timedelta(days=3)
    _cell(page, site, name, today + timedelta(days=1))
    who.did("choose a day of the sick")
    page.get_by_label("Absent until, this day included").fill(last.isoformat())
    who.did("choose the last day")
    who.tap(page.get_by_role("button", name="Absent", exact=True))
    find = page.get_by_role("button", name="Find who can take")
    if find.count():
        who.tap(find)
        page.get_by_role("button", name="Take it into the draft").first.wait_for()
        who.tap(page.get_by_role("button", name="Take it into the draft").first)
