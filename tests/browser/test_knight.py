"""The knight of the story, at a phone: told too late, and out of it by one request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.chromium import PHONE
from tests.browser.newcomer import Newcomer

from offwatch.cli.night.crew import Crew

PATIENCE_S = 300
MOST_ACTIONS = 20


@pytest.fixture
def evening(crew: Crew) -> Crew:
    """Another team on the desk that is there: its mission starts a day later."""
    return Crew(crew.stage, crew.desk, crew.story_day + timedelta(days=1))


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[[], Page]]:
    contexts = []

    def window() -> Page:
        context = browser.new_context(viewport=PHONE)
        context.set_default_timeout(PATIENCE_S * 1000)
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def until(page: Page, address: str, words: str) -> str:
    """Look at a page again and again until it says what is waited for."""
    deadline = time.monotonic() + PATIENCE_S
    while words not in (text := page.locator("main").inner_text()):
        assert time.monotonic() < deadline, words
        time.sleep(0.5)
        page.goto(address)
    return text


def log_in(who: Newcomer, crew: Crew, person: str) -> None:
    crew.visit(person).close()  # who chooses a password of their own
    account = crew.accounts[person]
    who.page.goto(f"{crew.desk}/login")
    who.fill("Login", account.login)
    who.fill("Password", account.password)
    who.press("Log in")


@pytest.mark.slow  # the same steps are taken by the walk and by the tests of acceptance
def test_the_knight_is_out_of_it_by_one_request(evening: Crew, windows: Callable[[], Page]) -> None:
    """Held down by a tablet, unseen under the mask; the owner moves the mission, and it is over."""
    evening.start_pad("knight", diary=True)
    site = evening.open_pad("knight").site
    page = windows()
    knight = Newcomer(page)
    page.goto(f"{site}/unlock")
    knight.fill("Passphrase", evening.stage.passphrase)
    knight.press("Unlock")
    assert "Landing" in until(page, f"{site}/", "Landing")
    knight.follow("Outlook")
    knight.press("… I stopped tablet today?")
    assert "stopped tablet" in page.locator("h1").inner_text()
    knight.follow("Mask")
    assert "by every pad alike" in page.locator("h1").inner_text()
    page.goto(f"{site}/reminders")
    assert page.locator("h1").inner_text() == "Reminders are off"
    knight.did("look at the reminders: too late")
    knight.follow("Duties")
    knight.follow("Landing")
    assert "“please move Landing”. Nothing else." in page.locator("main").inner_text()
    knight.press("Ask to move Landing")
    asked = len(knight.steps)

    leader = Newcomer(windows())
    log_in(leader, evening, "leader")
    assert "Knight" not in until(leader.page, f"{evening.desk}/requests", "Hand it on")
    leader.press("Hand it on to General")

    general = Newcomer(windows())
    log_in(general, evening, "general")
    until(general.page, f"{evening.desk}/requests", "See options")
    general.follow("See options")
    general.page.get_by_role("button", name="Move Landing a week").wait_for()
    general.press("Move Landing a week")
    assert "notified" in general.page.locator("main").inner_text()

    until(page, f"{site}/duties/landing", "Moved from")
    print(f"{asked} actions of the knight's, {knight.seconds:.1f} s until the mission had moved")
    assert asked <= MOST_ACTIONS
