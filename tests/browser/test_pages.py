"""Every main page as a demanding reader meets it: phone and desktop, light and dark, keyboard.

The tests run in the order of a hand pass: it is asked first, so that the pages have something on
them, and answered last.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import Windows
from tests.browser.looking import Contrast, assert_fit

PAGES = [
    # The other pages of a pad are in `test_pad_pages`; here it is paired with the desk.
    *(
        ("pad", path)
        for path in ("/", "/duties", "/duties/landing", "/mask", "/outbox", "/settings")
    ),
    ("stranger", "/login"),
    *(("knight", path) for path in ("/mine", "/roster", "/requests", "/password", "/logout")),
    ("lieutenant", "/team"),
    *(("lieutenant", path) for path in ("/roster/edit", "/roster/files", "/roster/open")),
    ("lieutenant", "/roster/day"),
    *(("lieutenant", path) for path in ("/people", "/people/record")),
    ("lieutenant", "the comparison"),
    *(("lieutenant", path) for path in ("/roster/rules", "/roster/missions")),
    *(("knight", path) for path in ("/wishes", "/roster/work")),
    ("knight", "a swap"),
    ("general", "/requests"),
    ("general", "the request"),
]
FOCUSED = "() => (document.activeElement.innerText || '').trim()"


def visit(windows: Windows, who: str, path: str, size: ViewportSize = PHONE) -> Page:
    page, site = windows.of(who)
    page.set_viewport_size(size)
    if path == "the request":
        page.goto(f"{site}/requests")
        path = page.get_by_role("link", name="See options").get_attribute("href") or ""
    if path == "the comparison":
        page.goto(f"{site}/roster/edit")
        first = page.locator("input[name=first]").first.input_value()
        path = f"/roster/compare?first={first}"
    if path == "a swap":
        page.goto(f"{site}/mine")
        offers = page.locator("a[href^='/swaps/offer/']")
        page.goto(f"{site}{offers.last.get_attribute('href')}")
        path = f"{page.url.removeprefix(site)}?with={page.locator('#with').input_value()}"
    page.goto(f"{site}{path}")
    if path.startswith("/requests/"):
        page.locator(".way").first.wait_for(timeout=30_000)
    return page


def press(page: Page, name: str) -> None:
    """Tab to what carries ``name``, see that it shows where we are, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(name):
            break
    else:
        pytest.fail(f"“{name}” cannot be reached with Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_hand_pass_is_asked_with_the_keyboard_alone(windows: Windows) -> None:
    """From Today to the duty, asked; the leader passes it on; no pointer is touched."""
    page = visit(windows, "pad", "/")
    wait_until(page, lambda: page.get_by_text("Landing").count() > 0)
    press(page, "Duties")
    press(page, "Ask to move Landing")
    assert "sent with the next sync" in page.locator("main").inner_text()
    leader = visit(windows, "leader", "/requests")
    wait_until(leader, lambda: leader.get_by_role("button", name="Hand it on").count() > 0)
    press(leader, "Hand it on")
    assert "No requests for you" in leader.locator("h1").inner_text()


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_can_be_read_by_everyone(
    windows: Windows, contrast: Contrast, who: str, path: str
) -> None:
    """No fault to axe, nothing cut off, every picture named; each size, light and dark."""
    assert_fit(visit(windows, who, path), contrast)


def test_a_page_from_right_to_left_has_nothing_cut_off(windows: Windows) -> None:
    """Turned round, the roster and the ways out still fit."""
    for who, path in (("pad", "/"), ("knight", "/roster"), ("general", "the request")):
        page = visit(windows, who, path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_the_roster_prints_on_one_sheet(windows: Windows) -> None:
    """A4 landscape, the bars and buttons of the screen left out."""
    page = visit(windows, "knight", "/roster", DESKTOP)
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert sheets == 1
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    page.emulate_media(media="screen")


def test_the_owner_answers_with_the_keyboard_alone(windows: Windows) -> None:
    """Open, choose with the arrows, confirm; the choice changes what the button says."""
    page = visit(windows, "general", "/requests")
    press(page, "See options")
    page.locator(".way").first.wait_for(timeout=30_000)
    while page.evaluate("document.activeElement.type") != "radio":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("button", name="Leave it open").is_visible()
    page.keyboard.press("ArrowUp")
    press(page, "Move Landing a week")
    assert "6 people are notified" in page.locator("main").inner_text()


def test_nothing_was_against_the_content_policy(windows: Windows) -> None:
    """In all of the above no window complained of a style, script or picture it had to refuse."""
    assert [c for c in windows.complaints if "Content Security Policy" in c] == []


def wait_until(page: Page, seen: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.3)
        page.reload()
