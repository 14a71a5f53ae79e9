"""Three people live three months with the pad, at a phone; its clock is moved on from day to day.

Each step is printed with its second. Nothing is faked but the clock: the pad is the one that
`offwatch pad open` starts, and the knight's speaks to a desk that lives through the same days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.chromium import PHONE
from tests.browser.newcomer import PASSPHRASE, Newcomer, opened
from tests.browser.test_knight import until
from tests.browser.test_six_years import six_years
from tests.cheap_passwords import cheap_passwords
from tests.moved_clock import MovedClock, moved_clock

from offwatch.cli.night.crew import Crew
from offwatch.cli.night.stage import DemoSites
from offwatch.language import short_day

pytestmark = pytest.mark.slow  # minutes: the steps of each are taken one by one in other tests

DAYS = 91
PATIENCE_MS = 180_000
ATTACKS = (3, 9, 17, 24, 33, 40, 48, 57, 63, 71, 80, 88)
"""Days from the first on which a migraine begins; each ends on the day after."""


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[MovedClock]:
    with cheap_passwords(), moved_clock(tmp_path) as clock:
        yield clock


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=PHONE) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


class Life:
    """Somebody at their pad, day after day."""

    def __init__(self, page: Page, clock: MovedClock) -> None:
        self.who, self._clock = Newcomer(page), clock
        self.passphrase, self.site = PASSPHRASE, ""

    @property
    def page(self) -> Page:
        return self.who.page

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def begin(self, address: str) -> None:
        self.page.goto(address)
        self.who.make_pad()
        self.site = self.page.evaluate("location.origin")

    def live_on(self, day: int) -> None:
        """Move the clock to a day, counted from the first, and come back to the pad."""
        self._clock.move(day - DAYS)
        self.page.wait_for_timeout(300)
        self.go("/")
        print(f"-- day {day}: {self.page.locator('h1').inner_text()}")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")
        if self.page.locator("#unlock").count():
            self.who.fill("Passphrase", self.passphrase)
            self.who.press("Unlock")
            self.page.goto(f"{self.site}{path}")


def first_day() -> date:
    return (datetime.now(UTC) - timedelta(days=DAYS)).date()


def rota(folder: Path) -> Path:
    """Two shifts a week for four months."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rota//EN", "X-WR-CALNAME:Ward 3"]
    for n, day in enumerate(range(2, DAYS + 30, 4)):
        lines += [
            "BEGIN:VEVENT",
            f"UID:shift-{n}",
            "SUMMARY:Night shift",
            f"DTSTART:{first_day() + timedelta(days=day):%Y%m%d}T190000Z",
            "DURATION:PT9H",
            "END:VEVENT",
        ]
    file = folder / "shifts.ics"
    file.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]))
    return file


def test_migraine_beside_a_rota(window: Page, clock: MovedClock, tmp_path: Path) -> None:
    """Twelve attacks, each written with one tap as it begins and one as it ends; the odds of the
    shifts are somebody else's first and their own at the end."""
    clock.move(-DAYS)
    with opened(tmp_path / "pad") as address:
        life = Life(window, clock)
        life.begin(address)
        window.get_by_label("Migraine").check()
        life.who.did("choose Migraine")
        life.who.press("Start the diary")
        life.go("/calendars")
        window.get_by_label("A file from this device").set_input_files(rota(tmp_path))
        life.who.did("choose the file")
        life.who.press("Add it and see the odds")
        before = len(life.who.steps)
        for day in ATTACKS:
            life.live_on(day)
            life.who.press("Migraine started")
            life.live_on(day + 1)
            life.who.press("Migraine ended")
        taps = [step for step in life.who.steps[before:] if "Migraine" in step]
        assert len(taps) == 2 * len(ATTACKS)
        life.live_on(DAYS)
        life.go("/outlook")
        assert "Worked out from your own diary" in life.text
        life.go("/duties")
        assert len(re.findall(r"\d+ in 100", life.text)) >= 5
        life.go("/outlook/how-good")
        print(life.text)
        life.go("/diary/search")
        window.get_by_label("Of what kind").select_option("onset")
        life.who.press("Find")
        assert f"{len(ATTACKS)} entries found" in life.text
        print(f"{len(life.who.steps)} actions in {life.who.seconds:.1f} s")


def test_six_years_and_a_new_regimen(window: Page, clock: MovedClock, tmp_path: Path) -> None:
    """A history is taken in, a tablet is begun and taken; the odds follow it, and the summary of
    the three months says what was taken and nothing that was not written."""
    clock.move(-DAYS)
    file = six_years(tmp_path, first_day())
    with opened(tmp_path / "pad") as address:
        life = Life(window, clock)
        life.begin(address)
        window.get_by_label("Period").check()
        life.who.did("choose Period")
        life.who.press("Import a file")
        window.locator("#file").set_input_files(file)
        life.who.did("choose the file")
        life.who.press("Preview the file")
        life.who.press("Import it")
        life.go("/diary/regimens")
        window.get_by_label("What", exact=True).fill("dienogest")
        life.who.did("fill in What")
        window.get_by_label("What it does to when episodes come").select_option("suppressant")
        life.who.did("choose what it does")
        life.who.press("Save it")
        for day in range(7, DAYS, 7):
            life.live_on(day)
            life.go("/diary/regimens")
            life.who.press("dienogest missed" if day == 42 else "dienogest taken")
            if day == 42:
                life.live_on(45)
                life.who.press("Period started")
                life.live_on(47)
                life.who.press("Period ended")
        life.live_on(DAYS)
        life.go("/outlook")
        assert "… I stopped dienogest today?" in life.text
        life.who.press("… I stopped dienogest today?")
        assert "dienogest" in window.locator("h1").inner_text()
        life.go("/diary/summary")
        window.get_by_label("3 months").check()
        life.who.press("Show it")
        assert "dienogest" in life.text
        assert "1 episode" in life.text
        print(f"{len(life.who.steps)} actions in {life.who.seconds:.1f} s")


@pytest.fixture
def night(clock: MovedClock) -> Iterator[Callable[[], Crew]]:
    """The story's team three months before the night, on a desk of its own."""
    stage = DemoSites(lambda line: None)
    try:
        clock.move(-DAYS)
        desk = stage.serve("desk", 0, "--home", str(stage.desk_home))
        norm = {"first_day": first_day().isoformat()}
        yield lambda: Crew(stage, desk, datetime.now(UTC).date(), norm=norm)
    finally:
        stage.close()


def test_the_knight_sees_it_come(
    window: Page, clock: MovedClock, night: Callable[[], Crew]
) -> None:
    """The mission is known for three months; week by week its odds stand there, and once they have
    grown the knight asks: what that tells others stands beside it in numbers."""
    crew = night()
    crew.start_pad("knight", diary=True)
    life = Life(window, clock)
    life.passphrase, life.site = crew.stage.passphrase, crew.open_pad("knight").site
    landing = f"{life.site}/duties/landing"
    for day in range(0, DAYS + 1, 7):
        life.live_on(day)
        told = until(window, landing, short_day(first_day() + timedelta(days=day)))
        odds = re.findall(r"(\d+) in 100", told.split("How the odds went")[-1])
        life.who.did(f"day {day}: look at Landing, {odds[-1]} in 100")
    assert int(odds[0]) < int(odds[-1])
    told = until(window, landing, "This counts")
    assert re.search(r"they would be at \d+ % now, and at (\d+ %|the same) after", told)
    life.who.press("Ask to move Landing")
    assert "leaves with the next sync" in window.locator("body").inner_text()
    print(f"{len(life.who.steps)} actions in {life.who.seconds:.1f} s")
