"""Take a picture of every page, to look at: ``make screenshots``.

On a phone and on a desktop, light and dark, in each language of the sites; the pages are those that
the tests read. They go to ``build/screenshots``.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize
from rich.progress import track
from tests.browser.chromium import DESKTOP, PHONE, chromium
from tests.browser.conftest import Windows
from tests.browser.test_pages import PAGES, visit

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites
from offwatch.web.common import LANGUAGES

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"
SIZES: dict[str, ViewportSize] = {"phone": PHONE, "desktop": DESKTOP}
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST_S = 120


def main() -> None:
    stage = DemoSites(print)
    try:
        with chromium() as browser:
            desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
            crew = Crew(stage, desk, datetime.now(UTC).date())
            crew.start_pad("knight", diary=True)
            windows = Windows(browser, crew, crew.open_pad("knight").site)
            ask_for_something(windows)
            for who, path in track(PAGES, description="taking pictures"):
                take(windows, who, path)
    finally:
        stage.close()
    print(f"{FOLDER.relative_to(Path.cwd())}: {len(list(FOLDER.rglob('*.png')))} pictures")


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


def take(windows: Windows, who: str, path: str) -> None:
    name = re.sub(r"\W+", "-", path).strip("-") or "front"
    for code, _ in LANGUAGES:
        page, site = windows.of(who)
        cookie = f"{'pad' if who in ('pad', 'locked') else 'desk'}_language"
        page.context.add_cookies([{"name": cookie, "value": code, "url": site}])
        for size_name, size in SIZES.items():
            page = visit(windows, who, path, size)
            for colours in COLOURS:
                page.emulate_media(color_scheme=colours)
                folder = FOLDER / code / f"{size_name}-{colours}"
                folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=folder / f"{who}-{name}.png", full_page=True)
        page.context.clear_cookies(name=cookie)


if __name__ == "__main__":
    main()
