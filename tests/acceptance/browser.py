"""A real browser, where the machine has one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

PHONE = {"width": 390, "height": 844}


@contextmanager
def phone() -> Iterator[Page]:
    """A phone-sized page in the Chromium found on this machine; skipped where there is none."""
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None:
        pytest.skip("no Chromium on this machine")
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path,
            args=[*quiet, "--disable-component-update", "--disable-sync", "--disable-quic"],
        )
        try:
            yield browser.new_page(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
        finally:
            browser.close()
