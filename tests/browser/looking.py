"""What a demanding reader asks of a page that is open in a window, whatever page it is."""

from __future__ import annotations

from collections.abc import Iterator

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.chromium import DESKTOP, PHONE

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SHAPE: dict[str, object] = {
    "runOnly": _TAGS,
    "rules": {"color-contrast": {"enabled": False}},  # see `Contrast`
    "resultTypes": ["violations"],  # what passes need not be told one by one
}
_CONTRAST: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
    "resultTypes": ["violations"],
}
# Marks one text of each look that is not in `seen`: the same colours, size and weight on the same
# ground have the same contrast wherever they stand.
_MARK_NEW = """seen => {
    const looks = new Map();
    const look = each => {
        if (!each || each.nodeType !== Node.ELEMENT_NODE) return '';
        if (!looks.has(each)) {
            const style = getComputedStyle(each);
            const own = [style.color, style.backgroundColor, style.backgroundImage, style.opacity,
                style.fontSize, style.fontWeight, style.textShadow, style.filter].join();
            const above = look(each.parentElement);
            const as_above = style.opacity === '1' && above.startsWith(own);
            looks.set(each, as_above ? above : `${own} on ${above}`);
        }
        return looks.get(each);
    };
    const known = new Set(seen);
    const added = [];
    for (const each of document.querySelectorAll('body *')) {
        each.removeAttribute('data-new-look');
        const says = [...each.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!says || !each.checkVisibility() || known.has(look(each))) continue;
        known.add(look(each));
        added.push(look(each));
        each.setAttribute('data-new-look', '');
    }
    return added;
}"""
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


def faults_of(page: Page) -> list[str]:
    """What axe objects to, of whatever weight, but for contrast."""
    return _axe(page, "document", _SHAPE)


class Contrast:
    """Contrast of each look once, on whatever page and in whatever scheme it is met first."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def faults_of(self, page: Page) -> list[str]:
        added = page.evaluate(_MARK_NEW, list(self._seen))
        self._seen.update(added)
        return _axe(page, "{include: [['[data-new-look]']]}", _CONTRAST) if added else []

    def faults_in_both(self, page: Page) -> list[str]:
        """By day and in the dark."""
        found = self.faults_of(page)
        page.emulate_media(color_scheme="dark")
        found += self.faults_of(page)
        page.emulate_media(color_scheme="light")
        return found


def _axe(page: Page, where: str, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(f"options => axe.run({where}, options)", options)
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


def assert_fit(page: Page, contrast: Contrast) -> None:
    """All of it at once, for a page of which a walk tells nothing."""
    page.emulate_media(color_scheme="light")
    assert page.locator("h1").count() == 1
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert sideways(page) == []
        assert contrast.faults_in_both(page) == []
    assert faults_of(page) == []
    assert unnamed(page) == []
    assert too_small(page) == []
    assert list(out_of_reach(page)) == []
