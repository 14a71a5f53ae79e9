"""Whoever begins with an empty folder and the README: what they do, and how long it takes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Locator, Page

PASSPHRASE = "four odd words here"


class Newcomer:
    """Whoever sits there: each field filled, each tap and each command counts as one action."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps, self.began = page, [], time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def did(self, what: str) -> None:
        self.steps.append(what)
        print(f"{self.seconds:6.1f} s  {len(self.steps):2}  {what}")

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.did(f"fill in {label}")

    def tap(self, target: Locator) -> None:
        name = target.inner_text().strip() or target.get_attribute("value") or ""
        with self.page.expect_navigation():
            target.click()
        self.did(f"tap “{name}”")

    def press(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name))

    def follow(self, name: str) -> None:
        self.tap(self.page.get_by_role("link", name=name).first)

    def make_pad(self) -> None:
        """The first pages: a passphrase, the recovery key written down, its groups typed."""
        self.fill("New passphrase", PASSPHRASE)
        self.fill("The same again", PASSPHRASE)
        self.press("Make the pad")
        groups = self.page.locator("#recovery .whole").all_inner_texts()
        for label in self.page.locator("#confirm label").all_inner_texts():
            self.fill(label, groups[int(re.sub(r"\D", "", label)) - 1])
        self.press("I have it")


@contextmanager
def opened(home: Path) -> Iterator[str]:
    """The address that `offwatch pad open` prints for a folder that is not there yet."""
    command = [sys.executable, "-m", "offwatch", "pad", "open", "--no-browser"]
    done = subprocess.run(
        [*command, "--home", str(home), "--port", "0"],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    try:
        yield done.stdout.strip()
    finally:
        for process in psutil.process_iter(["cmdline"]):
            if str(home) in (process.info["cmdline"] or []):
                process.terminate()
                process.wait(20)
