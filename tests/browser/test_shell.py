"""What the browser does by itself: lock on closing, keys, and the worker that keeps no page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.chromium import DESKTOP
from tests.faults.pad_process import PASSPHRASE, WORD, PadProcess, make_pad, served

from offwatch.vault.closing_lock import GRACE_S

MOST_MS = 120_000


@pytest.fixture(scope="module")
def pad(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PadProcess]:
    folder = tmp_path_factory.mktemp("shell")
    with served((folder / "made", make_pad(folder / "made")), folder / "pad") as pad:
        yield pad


@pytest.fixture
def context(browser: Browser, pad: PadProcess) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=DESKTOP, base_url=pad.site) as context:
        context.set_default_timeout(MOST_MS)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An unlocked page, on Today."""
    page = context.new_page()
    page.goto("/unlock")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def test_closing_the_last_page_locks(pad: PadProcess, page: Page, context: BrowserContext) -> None:
    """A link, a reload and one of two pages leave it open; the end of the last does not."""
    beside = context.new_page()
    beside.goto("/settings")
    page.get_by_role("link", name="Diary").first.click()
    page.reload()
    beside.close(run_before_unload=True)
    sites = {process.pid for process in pad.processes()}
    time.sleep(GRACE_S + 2)
    assert sites <= {process.pid for process in pad.processes()}
    page.close(run_before_unload=True)
    until = time.monotonic() + GRACE_S + 60
    while sites <= {process.pid for process in pad.processes()}:  # the one that was open ends
        assert time.monotonic() < until, "it stays open"
        time.sleep(1)
    later = context.new_page()
    later.goto("/diary")
    assert later.url.endswith("/unlock")


def test_letters_are_keys_but_not_while_typing(page: Page) -> None:
    """To a page, to the list of keys and back, into a field."""
    for key, path in (("d", "/diary"), ("o", "/outlook"), ("u", "/duties"), ("t", "/")):
        with page.expect_navigation():
            page.keyboard.press(key)
        assert page.url.endswith(path)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    assert keys.is_visible()
    page.keyboard.press("d")
    assert keys.is_visible()
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    with page.expect_navigation():
        page.keyboard.press("/")
    words = page.get_by_label("Words")
    words.focus()
    page.keyboard.type("do?")
    assert words.input_value() == "do?"
    assert page.url.endswith("/diary/search")
    words.blur()
    page.keyboard.press("Control+o")
    assert page.url.endswith("/diary/search")


def test_arrows_go_from_day_to_day(page: Page) -> None:
    """Beyond the first day of the month stands the month before."""
    today = datetime.now(UTC).date()
    page.goto("/diary")
    page.locator("a.day.today").focus()
    if today.day > 8:
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        day = page.evaluate("document.activeElement.firstChild.textContent")
        assert int(day) == today.day - 8
    page.locator("a.day").first.focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowLeft")
    assert page.url.endswith(f"/diary/month/{page.url[-7:]}")


def test_a_reminder_is_shown_in_its_slot_and_says_nothing(
    page: Page, context: BrowserContext
) -> None:
    """By the worker, with the neutral text alone; also by a page that is open when it locks."""
    context.grant_permissions(["notifications"])
    page.goto("/reminders")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    with page.expect_navigation():
        page.get_by_role("button", name="Notify in this browser").click()
    code = _shown(page, "pad-code")[0]["title"].removeprefix("Code: ")
    page.get_by_label("The code in the notification").fill(code)
    with page.expect_navigation():
        page.get_by_label("The code in the notification").press("Enter")
    page.get_by_label("Send reminders").check()
    page.get_by_label("Each time").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.clock.install()
    page.goto("/diary")
    first, second = page.locator("script[data-at]").get_attribute("data-at").split()[:2]
    page.clock.fast_forward(max(0, _until(first) - 60_000))
    assert _shown(page, f"pad-{first}") == []
    page.clock.fast_forward(120_000)
    said = {"title": "Check your pad", "body": "", "data": None, "icon": "", "actions": 0}
    assert _shown(page, f"pad-{first}") == [said]
    beside = context.new_page()
    beside.goto("/settings")
    with beside.expect_navigation():
        beside.get_by_role("button", name="Lock", exact=True).click()
    page.clock.fast_forward(24 * 3_600_000)
    assert _shown(page, f"pad-{second}") == [said]


def _until(slot: str) -> int:
    """Milliseconds until then."""
    return int((datetime.fromisoformat(slot) - datetime.now(UTC)).total_seconds() * 1000)


def _shown(page: Page, tag: str) -> list[dict[str, object]]:
    """All that a notification of this tag shows."""
    found = page.evaluate(
        """async (tag) => {
            const worker = await navigator.serviceWorker.getRegistration();
            return (await worker.getNotifications({ tag })).map((one) => ({
                title: one.title, body: one.body, data: one.data, icon: one.icon,
                actions: (one.actions || []).length,
            }));
        }""",
        tag,
    )
    return list(found)


def test_the_browser_keeps_no_page(page: Page, pad: PadProcess) -> None:
    """Only files of the frame; without the server there is a page that says nothing."""
    page.goto("/diary")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const one of await (await caches.open(name)).keys())
                    found.push(new URL(one.url).pathname);
            return found;
        }"""
    )
    assert kept
    assert [path for path in kept if not path.startswith("/static/")] == []
    page.reload()
    assert WORD in page.locator("main").inner_text()
    pad.close()
    page.goto("/diary")
    assert page.locator("h1").inner_text() == "Not there just now"
    assert WORD not in page.content()
