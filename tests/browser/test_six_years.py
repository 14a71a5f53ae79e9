"""Somebody with six years in Clue and a new regimen: taken in, printed, moved elsewhere."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.chromium import PHONE
from tests.browser.newcomer import PASSPHRASE, Newcomer, opened

MOST_ACTIONS, MOST_S = 40, 600
PATIENCE_MS = 180_000
_FORECASTS = """
import json, sys
from datetime import datetime
from pathlib import Path
from offwatch.pad.runtime.boot import boot, open_vault
boot(Path(sys.argv[3]))
from django.db import connections
from offwatch.pad.diary.odds import look_ahead
from offwatch.pad.diary.rows import read_diary
from offwatch.vault import session
for home in map(Path, sys.argv[3:]):
    open_vault(home, sys.argv[1])
    ahead = look_ahead(read_diary(), datetime.fromisoformat(sys.argv[2]), 120)
    print(json.dumps([*ahead.in_episode.tolist(), *ahead.each[0].onset.tolist()]))
    session.lock()
    connections.close_all()
"""


def six_years(folder: Path, today: date) -> Path:
    """A measurements file as Clue writes it since 2026: some 74 periods, cramps and notes."""
    chance, found = random.Random(6), []
    day, until = today - timedelta(days=6 * 365), today - timedelta(days=9)
    while day < until:
        for n, flow in enumerate(("heavy", "heavy", "medium", "light", "light")):
            at = (day + timedelta(days=n)).isoformat()
            found.append({"date": at, "type": "period", "value": {"option": flow}})
            if n < 2:
                found.append({"date": at, "type": "pain", "value": [{"option": "period_cramps"}]})
        day += timedelta(days=29 + chance.randint(-3, 3))
    file = folder / "measurements.json"
    file.write_text(json.dumps(found))
    return file


@pytest.mark.slow  # the same steps are taken by the walk and by the tests of acceptance
def test_six_years_are_taken_in_printed_and_moved(browser: Browser, tmp_path: Path) -> None:
    """From an empty folder to a PDF for the doctor, then on another machine: the same forecast."""
    file, stick = six_years(tmp_path, datetime.now(UTC).date()), tmp_path / "stick"
    old, new_home = tmp_path / "pad", tmp_path / "new machine" / "pad"
    stick.mkdir()
    new_home.parent.mkdir()
    with opened(old) as address, browser.new_context(viewport=PHONE) as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        who = Newcomer(page)
        who.did("offwatch pad open")
        page.goto(address)
        who.make_pad()
        page.get_by_label("Period").check()
        who.did("choose Period")
        who.press("Import a file")
        page.locator("#file").set_input_files(file)
        who.did("choose the file")
        who.press("Preview the file")
        assert "Clue" in page.locator("main").inner_text()
        who.press("Import it")
        who.follow("Diary")
        who.follow("Regimens and medicine")
        page.get_by_label("What", exact=True).fill("dienogest")
        who.did("fill in What")
        page.get_by_label("What it does to when episodes come").select_option("suppressant")
        who.did("choose what it does")
        who.press("Save it")
        who.follow("Diary")
        who.follow("Summary for a doctor")
        who.press("Show it")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as PDF").click()
        who.did("tap “Save as PDF”")
        assert download.value.path().read_bytes().startswith(b"%PDF")
        who.follow("Settings")
        who.follow("Choose a folder")
        who.fill("Folder or address", str(stick))
        who.press("Back up there")
        assert list(stick.glob("*.zip"))
    with opened(new_home) as address, browser.new_context(viewport=PHONE) as context:
        context.set_default_timeout(PATIENCE_MS)
        page = who.page = context.new_page()
        who.did("offwatch pad open, on the new machine")
        page.goto(address)
        who.follow("I have a backup")
        who.fill("Or where it is", str(stick))
        page.locator("#passphrase").fill(PASSPHRASE)
        who.did("fill in Passphrase")
        who.press("Restore it")
        assert "as it was when the backup was made" in page.locator("body").inner_text()
        print(f"{len(who.steps)} actions in {who.seconds:.1f} s")
    asked = [PASSPHRASE, datetime.now(UTC).isoformat(), str(old), str(new_home)]
    told = subprocess.run(
        [sys.executable, "-c", _FORECASTS, *asked], capture_output=True, text=True, check=True
    )
    before, after = (json.loads(line) for line in told.stdout.splitlines())
    assert len(before) > 200
    assert max(abs(was - now) for was, now in zip(before, after, strict=True)) <= 1e-9
    assert len(who.steps) <= MOST_ACTIONS
    assert who.seconds <= MOST_S
