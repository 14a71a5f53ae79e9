"""What a demanding reader asks of a page that is open in a window, whatever page it is."""

from __future__ import annotations

from collections.abc import Iterator

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.chromium import DESKTOP, PHONE

# What passes need not be told one by one.
_FAULTS_ONLY: dict[str, object] = {"resultTypes": ["violations"]}
RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    **_FAULTS_ONLY,
}
CONTRAST: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    **_FAULTS_ONLY,
}
TARGET_PX = 44
MOST_ACTIONS = 2

_UNNAMED = """() => [...document.querySelectorAll('img, svg')].filter(picture => !(
    picture.getAttribute('alt') || picture.getAttribute('aria-label')
    || picture.querySelector(':scope > title')?.textContent.trim()
)).map(picture => picture.outerHTML.slice(0, 80))"""
_TOO_SMALL = """least => [...document.querySelectorAll(
        'button, summary, nav a, a.btn, a.line, a.reach, input, select, textarea')]
    .filter(target => target.checkVisibility() && target.type !== 'hidden')
    .map(target => /radio|checkbox/.test(target.type)
        ? target.closest("label") || document.querySelector(`label[for="${target.id}"]`) || target
        : target)
    .filter(target => target.getBoundingClientRect().height < least)
    .map(target => target.outerHTML.slice(0, 80))"""
_SIDEWAYS = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1
            || each.getBoundingClientRect().left < -1)
        .map(each => each.outerHTML.slice(0, 80)).slice(0, 3).concat('scrolls')"""
_MOVES = """() => [...document.querySelectorAll('body *')]
    .filter(each => getComputedStyle(each).transitionDuration !== '0s'
        || getComputedStyle(each).animationName !== 'none')
    .map(each => each.outerHTML.slice(0, 80))"""
# Called once Tab has been pressed, so that what takes the focus shows a ring. A group of radio
# buttons is reached by its first or its chosen one.
_BY_KEYBOARD = """() => {
    const bar = document.querySelector('.thumb');
    const faults = [];
    for (const each of document.querySelectorAll(
            'a[href], button, input, select, textarea, summary, [tabindex]')) {
        if (!each.checkVisibility() || each.disabled || each.type === 'hidden') continue;
        const what = each.outerHTML.slice(0, 80);
        each.focus();
        if (each.tabIndex !== 0 || document.activeElement !== each) {
            faults.push(`not reached: ${what}`);
            continue;
        }
        if (getComputedStyle(each).outlineStyle === 'none') faults.push(`no ring: ${what}`);
        if (!bar || bar.contains(each)) continue;
        const [box, over] = [each.getBoundingClientRect(), bar.getBoundingClientRect()];
        if (box.top > over.top) faults.push(`behind the bar: ${what}`);
    }
    return faults;
}"""


def faults_of(page: Page, options: dict[str, object] | None = None) -> list[str]:
    """What axe objects to, of whatever weight."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(document, options)", options or RULES)
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def unnamed(page: Page) -> list[str]:
    """Pictures without a name."""
    found: list[str] = page.evaluate(_UNNAMED)
    return found


def too_small(page: Page) -> list[str]:
    """What is to be pressed and is lower than a finger needs."""
    found: list[str] = page.evaluate(_TOO_SMALL, TARGET_PX)
    return found


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def moving(page: Page) -> list[str]:
    """What moves though its reader wants nothing to."""
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(_MOVES)
    page.emulate_media(reduced_motion="no-preference")
    return found


def out_of_reach(page: Page) -> Iterator[str]:
    """Actions of the page that are not under the thumb on a phone; at most two are there."""
    actions = [each for each in page.locator(".thumb .btn").all() if each.is_visible()]
    if len(actions) > MOST_ACTIONS:
        yield f"{len(actions)} actions"
    for action in actions:
        box = action.bounding_box()
        if box is None or not 0.4 * PHONE["height"] <= box["y"] <= PHONE["height"] - box["height"]:
            yield action.inner_text()


def not_by_keyboard(page: Page) -> list[str]:
    """What Tab does not reach, or reaches without a ring, or behind the bar at the bottom."""
    page.keyboard.press("Tab")
    found: list[str] = page.evaluate(_BY_KEYBOARD)
    return found


def turned_round(page: Page) -> list[str]:
    """What does not fit once the page runs from right to left."""
    page.evaluate("document.documentElement.dir = 'rtl'")
    found = sideways(page)
    page.evaluate("document.documentElement.dir = 'ltr'")
    return found


def assert_fit(page: Page) -> None:
    """All of it at once, for a page that no list of pages can name."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        assert faults_of(page) == []
        page.emulate_media(color_scheme="dark")
        assert faults_of(page, CONTRAST) == []
        assert sideways(page) == []
    page.set_viewport_size(PHONE)
    assert too_small(page) == []
    assert list(out_of_reach(page)) == []
