"""From an empty folder to a pad, by the command that opens a browser and the pages it leads to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from tests.faults.pad_process import PASSPHRASE

from offwatch.cli.night.visitor import Visitor
from offwatch.vault import keys


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder that is not there yet; whoever serves it is ended."""
    home = tmp_path / "pad"
    yield home
    for process in psutil.process_iter(["cmdline"]):
        if str(home) in (process.info["cmdline"] or []):
            process.terminate()
            process.wait(20)


def open_pad(home: Path, seen: Path, *options: str) -> subprocess.CompletedProcess[str]:
    browser = seen.with_name("browser")
    browser.write_text(f'#!/bin/sh\necho "$1" >> {seen}\n')
    browser.chmod(0o700)
    return subprocess.run(
        [sys.executable, "-m", "offwatch", "pad", "open", "--home", str(home), *options],
        env={**os.environ, "BROWSER": f"{browser} %s"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_from_nothing_to_a_pad_in_a_browser(home: Path, tmp_path: Path) -> None:
    """`open` serves, starts a browser at a private file, and its pages make the pad; the pad is
    locked and unlocked there, and a second `open` leads to the same one."""
    seen = tmp_path / "seen"
    first = open_pad(home, seen, "--port", "0")
    assert first.returncode == 0, first.stderr
    address = urlsplit(first.stdout.strip())
    site = f"{address.scheme}://{address.netloc}"
    for _ in range(100):
        if seen.exists():
            break
        time.sleep(0.05)
    page = Path(urlsplit(seen.read_text().strip()).path)
    assert page.parent == home / "launch"
    assert oct(page.stat().st_mode)[-3:] == "600"
    assert address.path in page.read_text()
    assert address.path not in seen.read_text()

    browser = Visitor(site)
    browser.open(address.path)
    browser.press("Make the pad", {"new": PASSPHRASE, "again": PASSPHRASE, "zone": "UTC"})
    text = browser.page.text
    recovery = re.findall(r"\b[A-Z2-7]{4}\b", text)[:8]
    asked = [int(number) for number in re.findall(r"Group (\d)", text)]
    groups = {f"group{n}": recovery[number - 1] for n, number in enumerate(asked)}
    assert not keys.exists(home)
    browser.press("I have it: make the pad", groups)
    assert "What do you want to track?" in browser.page.text
    assert keys.exists(home)
    browser.press("Start the diary", {"kind": "migraine"})
    assert "Migraine started" in browser.page.text
    browser.press("Lock")
    assert browser.page.button("Unlock")
    again = open_pad(home, seen, "--no-browser")
    assert again.stdout.startswith(site)
    other = Visitor(site)
    other.open(urlsplit(again.stdout.strip()).path)
    other.press("Unlock", {"passphrase": PASSPHRASE})
    assert "Migraine started" in other.page.text
    browser.close()
    other.close()


def test_a_folder_of_others_is_no_pad(home: Path, tmp_path: Path) -> None:
    """Neither `open` nor `serve` takes a folder that holds something else."""
    home.mkdir()
    (home / "letter.txt").write_text("mine")
    for command in ("open", "serve"):
        done = subprocess.run(
            [sys.executable, "-m", "offwatch", "pad", command, "--home", str(home), "--port", "0"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 1
        assert "vault.not-empty" in done.stderr
    assert [path.name for path in home.iterdir()] == ["letter.txt"]
