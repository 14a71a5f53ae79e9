"""When backups are made: after changes, not without, and never in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from tests.pad.conftest import token, write_days

from offwatch.pad.backup.run import backup_place, do_choose_folder
from offwatch.pad.backup.when import LATEST, SOON, Backups
from offwatch.pad.runtime import scheduler
from offwatch.vault import session


class Jobs:
    """Notes what is asked of a scheduler."""

    def __init__(self) -> None:
        self.at: dict[str, datetime | None] = {}

    def add_job(self, run: Any, kind: str, **how: Any) -> None:
        self.at[how["id"]] = how.get("run_date")


@pytest.fixture
def folder(home: Path, tmp_path: Path, now: datetime) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    do_choose_folder(now, str(folder))
    connections.close_all()
    return folder


def made(folder: Path) -> int:
    return len(list(folder.iterdir()))


def change() -> None:
    write_days([date(2026, 3, 1)], name=str(session.opened().changes))
    connections.close_all()


def test_one_after_a_change_and_none_without(folder: Path) -> None:
    """What was backed up already is not backed up again; its own note of it is no change."""
    backups = Backups(Jobs())
    backups.begin()
    backups.run()
    assert made(folder) == 1
    backups.run()
    assert made(folder) == 1
    change()
    backups.run()
    backups.run()
    assert made(folder) == 2


def test_changes_one_after_the_other_wait_but_not_for_ever(folder: Path, now: datetime) -> None:
    """A change each second: the first is in a backup within a minute."""
    jobs, at = Jobs(), now
    backups = Backups(jobs, lambda: at)
    for second in range(120):
        at = now + timedelta(seconds=second)
        backups.soon()
        assert jobs.at["backup"] == min(at + SOON, now + LATEST)


def test_before_a_lock_what_has_changed_is_backed_up(folder: Path) -> None:
    """The last tap before Lock is in the backup, though its five seconds are not over."""
    backups = Backups(Jobs())
    change()
    backups.before_lock()
    assert made(folder) == 1
    backups.before_lock()
    assert made(folder) == 1


def test_one_that_fails_is_tried_again(folder: Path) -> None:
    """No drive now, a backup once it is back; nothing is raised."""
    backups = Backups(Jobs())
    gone = folder.with_name("elsewhere")
    folder.rename(gone)
    backups.run()
    place = backup_place()
    assert place is not None
    assert place.trouble == "backup.no-folder"
    gone.rename(folder)
    backups.run()
    assert made(folder) == 1


@pytest.fixture
def clock(home: Path) -> Iterator[scheduler.Scheduler]:
    clock = scheduler.Scheduler(lambda key, every, phase: None)
    scheduler.run(clock)
    yield clock
    scheduler.run(None)


def test_a_tap_asks_for_a_backup_and_a_look_does_not(
    clock: scheduler.Scheduler, browser: Client
) -> None:
    """Every form that was sent may have changed something."""
    clock.backups._jobs = jobs = Jobs()
    browser.get("/")
    assert "backup" not in jobs.at
    browser.post("/log/onset", token(browser.get("/").content))
    assert jobs.at["backup"] is not None
    assert jobs.at["backup"] - datetime.now(UTC) <= SOON
