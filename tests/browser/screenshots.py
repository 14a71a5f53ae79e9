"""Take a picture of every page, to look at: ``make screenshots``.

On a phone and on a desktop, light and dark, in each language of the sites. Each half of the program
is served once: ``python -m tests.browser.screenshots pad`` takes those of the pad alone. They go to
``build/screenshots``.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize
from tests.browser.chromium import DESKTOP, PHONE, chromium
from tests.browser.conftest import Windows
from tests.browser.pad_walk import ONCE, served_anew, speak, walk
from tests.browser.test_pages import PAGES, visit

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites
from offwatch.web.common import LANGUAGES

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
SIZES: dict[str, ViewportSize] = {"phone": PHONE, "desktop": DESKTOP}
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST_S = 120


def main(halves: Sequence[str]) -> None:
    began = time.monotonic()
    with chromium() as browser:
        for half, take_all in (("pad", take_pad), ("desk", take_desk)):
            if not halves or half in halves:
                shutil.rmtree(FOLDER / half, ignore_errors=True)
                take_all(browser)
    count = len(list(FOLDER.rglob("*.png")))
    print(f"{FOLDER.relative_to(Path.cwd())}: {count} pictures, {time.monotonic() - began:.0f} s")


def take_pad(browser: Browser) -> None:
    """A pad of its own, from the first page to the erased pad."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served_anew(Path(folder) / "pad") as pad,
        browser.new_context(viewport=PHONE) as context,
    ):
        backups = Path(folder) / "backups"
        backups.mkdir()
        page = context.new_page()
        page.set_default_timeout(1000 * MOST_S)
        walk(pad, page, lambda name, _route, page: take(page, "pad", name), backups)


def take_desk(browser: Browser) -> None:
    """A crew on a desk, and the knight's pad beside it, with a request under way."""
    stage = DemoSites(print)
    try:
        desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
        crew = Crew(stage, desk, datetime.now(UTC).date())
        crew.start_pad("knight", diary=True)
        windows = Windows(browser, crew, crew.open_pad("knight").site)
        ask_for_something(windows)
        for who, path in PAGES:
            name = re.sub(r"\W+", "-", path).strip("-") or "front"
            take(visit(windows, who, path), "desk", f"{who}-{name}")
    finally:
        stage.close()


def ask_for_something(windows: Windows) -> None:
    """Have a duty asked to move and passed on, so that the owner's pages have something on them."""
    _page, site = windows.of("pad")
    press_when_there(windows, "pad", f"{site}/duties", "Ask to move Landing")
    _page, desk = windows.of("leader")
    press_when_there(windows, "leader", f"{desk}/requests", "Hand it on")


def press_when_there(windows: Windows, who: str, address: str, name: str) -> None:
    page, _site = windows.of(who)
    page.set_default_navigation_timeout(1000 * MOST_S)
    until = time.monotonic() + MOST_S
    page.goto(address)
    button = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    while not button.count():
        if time.monotonic() > until:
            raise TimeoutError(name)
        time.sleep(0.5)
        page.goto(address)
    button.first.click()


def take(page: Page, half: str, name: str) -> None:
    """A page in each language, size and colour; it is loaded once for each language."""
    began = time.monotonic()
    for code in ["en"] if name in ONCE else [code for code, _ in reversed(LANGUAGES)]:
        if name not in ONCE:
            speak(page, code)
        for size_name, size in SIZES.items():
            page.set_viewport_size(size)
            for colours in COLOURS:
                page.emulate_media(color_scheme=colours)
                folder = FOLDER / half / code / f"{size_name}-{colours}"
                folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.set_viewport_size(PHONE)
    print(f"  {half}: {name}, {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
