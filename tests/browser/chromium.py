"""A real browser, where the machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ("no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking")
_STILL = ("disable-component-update", "disable-sync", "disable-quic")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium found on this machine; skipped where there is none."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=[f"--{switch}" for switch in (*_QUIET, *_STILL)]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def phone() -> Iterator[Page]:
    """A page of a phone's size, to be touched."""
    with chromium() as browser:
        yield browser.new_page(viewport=PHONE, has_touch=True)
