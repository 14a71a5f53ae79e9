"""One crew on a desk, the knight's pad beside it, and a browser for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.chromium import chromium
from tests.browser.looking import Contrast
from tests.cheap_passwords import cheap_passwords

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def contrast() -> Contrast:
    """What has been read on one page need not be read on the next."""
    return Contrast()


@pytest.fixture(scope="session")
def stage(browser: Browser) -> Iterator[DemoSites]:
    """Nothing is started where there is no browser to look at it."""
    with cheap_passwords():
        stage = DemoSites(lambda line: None)
        yield stage
        stage.close()


@pytest.fixture(scope="session")
def crew(stage: DemoSites) -> Crew:
    desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
    return Crew(stage, desk, datetime.now(UTC).date())


class Windows:
    """A window for each person, logged in or unlocked with the keyboard; what it complained of."""

    def __init__(self, browser: Browser, crew: Crew, pad: str) -> None:
        self.crew, self.pad = crew, pad
        self._browser = browser
        self._open: dict[str, Page] = {}
        self.complaints: list[str] = []

    def of(self, who: str) -> tuple[Page, str]:
        """A person's window and the site it is for; ``stranger`` and ``locked`` are nobody."""
        site = self.pad if who in ("pad", "locked") else self.crew.desk
        if who not in self._open:
            page = self._browser.new_context().new_page()
            page.on("console", lambda message: self.complaints.append(message.text))
            self._enter(page, who, site)
            self._open[who] = page
        return self._open[who], site

    def _enter(self, page: Page, who: str, site: str) -> None:
        if who == "pad":
            page.goto(f"{site}/unlock")
            page.keyboard.type(self.crew.stage.passphrase)
        elif who in self.crew.accounts:
            self.crew.visit(who).close()  # who chooses a password of their own
            account = self.crew.accounts[who]
            page.goto(f"{site}/login")
            page.get_by_label("Login").focus()
            page.keyboard.type(account.login)
            page.keyboard.press("Tab")
            page.keyboard.type(account.password)
        elif who in ("stranger", "locked"):
            return
        else:
            raise ValueError(f"nobody is called {who}")
        with page.expect_navigation():
            page.keyboard.press("Enter")


@pytest.fixture(scope="session")
def windows(browser: Browser, crew: Crew) -> Windows:
    crew.start_pad("knight", diary=True)
    return Windows(browser, crew, crew.open_pad("knight").site)
