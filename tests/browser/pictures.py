"""Take the pictures of the README: ``python -m tests.browser.pictures``.

A crew on a desk and the knight's pad beside it, as in the tests; one picture of each half.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from tests.browser.chromium import DESKTOP, PHONE, chromium
from tests.browser.conftest import Windows

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
MOST_S = 60


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    stage = DemoSites(print)
    try:
        with chromium() as browser:
            desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
            crew = Crew(stage, desk, datetime.now(UTC).date())
            crew.start_pad("knight", diary=True)
            windows = Windows(browser, crew, crew.open_pad("knight").site)
            take(windows)
    finally:
        stage.close()


def take(windows: Windows) -> None:
    pad, site = windows.of("pad")
    pad.set_viewport_size(PHONE)
    until = time.monotonic() + MOST_S
    while not pad.get_by_text("Landing").count():
        if time.monotonic() > until:
            raise TimeoutError("no duty came")
        time.sleep(0.5)
        pad.goto(f"{site}/duties")
    pad.goto(f"{site}/")
    pad.screenshot(path=FOLDER / "pad-today.png")
    pad.goto(f"{site}/duties")
    pad.get_by_role("link", name="Ask to move Landing").or_(
        pad.get_by_role("button", name="Ask to move Landing")
    ).first.click()
    leader, desk = windows.of("leader")
    leader.goto(f"{desk}/requests")
    while not leader.get_by_role("button", name="Hand it on").count():
        if time.monotonic() > until + MOST_S:
            raise TimeoutError("no request came")
        time.sleep(0.5)
        leader.goto(f"{desk}/requests")
    leader.get_by_role("button", name="Hand it on").first.click()
    owner, desk = windows.of("general")
    owner.set_viewport_size(DESKTOP)
    owner.goto(f"{desk}/requests")
    owner.get_by_role("link", name="See options").first.click()
    owner.locator(".way").first.wait_for(timeout=1000 * MOST_S)
    owner.screenshot(path=FOLDER / "desk-request.png")


if __name__ == "__main__":
    main()
