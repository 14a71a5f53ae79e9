"""Reminders that wait: taken before they are sent, tried again at fixed times, never sent twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.pad.reminders.conftest import Inbox

from offwatch.pad.reminders.queue import MOST_TRIES, RETRY, Planned, Reminder, ReminderQueue
from offwatch.pad.reminders.sender import ReminderSender, send_due

KEY = bytes(range(32))
SLOT = datetime(2026, 3, 20, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)
_SEND = """
import sys
from datetime import datetime
from pathlib import Path
from offwatch.pad.reminders.queue import ReminderQueue
from offwatch.pad.reminders.sender import send_due
send_due(ReminderQueue(Path(sys.argv[1]), bytes(range(32))), datetime.fromisoformat(sys.argv[2]))
"""


def queue_in(folder: Path, address: str = "json://nowhere", slot: datetime = SLOT) -> ReminderQueue:
    queue = ReminderQueue(folder, KEY)
    queue.fill([Planned(slot, 1, Reminder(address, "Check your pad", ("x",)))], slot - RETRY)
    return queue


def test_one_is_given_in_its_slot_and_once(tmp_path: Path) -> None:
    """Not before, and not again while nobody says what became of it."""
    queue = queue_in(tmp_path)
    assert queue.claim(SLOT - SECOND) is None
    found = queue.claim(SLOT)
    assert found is not None
    assert found.reminder.text == "Check your pad"
    for later in range(40):
        assert queue.claim(SLOT + later * timedelta(minutes=1)) is None
    assert [(one.sent, one.failed) for one in queue.went()] == [(False, False)]


def test_what_failed_goes_again_at_fixed_times(tmp_path: Path) -> None:
    """Ten and twenty minutes after the slot, at no other time, and not for ever."""
    queue = queue_in(tmp_path)
    for again in range(MOST_TRIES):
        at = SLOT + again * RETRY
        assert queue.claim(at - SECOND) is None
        found = queue.claim(at + SECOND)
        assert found is not None
        queue.keep_sent(found, sent=False)
    assert queue.claim(SLOT + MOST_TRIES * RETRY) is None
    assert [one.failed for one in queue.went()] == [True]


def test_a_slot_that_was_missed_is_left_out(tmp_path: Path) -> None:
    """A machine that slept says nothing when it wakes."""
    assert queue_in(tmp_path).claim(SLOT + RETRY) is None


def test_filling_anew_does_not_use_a_slot_twice(tmp_path: Path) -> None:
    """What was taken stays taken, whatever is decided later."""
    queue = queue_in(tmp_path)
    found = queue.claim(SLOT)
    assert found is not None
    queue.keep_sent(found, sent=True)
    again = queue_in(tmp_path)
    assert again.claim(SLOT + SECOND) is None
    assert [one.about for one in again.went()] == [("x",)]


def test_nothing_of_it_is_plain_on_disk(tmp_path: Path) -> None:
    """Neither the address nor the text nor what it is about."""
    queue_in(tmp_path, "json://an-unmistakable-address")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"unmistakable" not in kept
    assert b"Check" not in kept
    assert (tmp_path / "reminders.db").stat().st_mode & 0o777 == 0o600


def test_killed_while_it_sends_it_is_not_sent_again(tmp_path: Path, inbox: Inbox) -> None:
    """kill -9 between the message's coming and the note that it came."""
    inbox.hold.clear()
    now = datetime.now(UTC)
    queue = queue_in(tmp_path, inbox.address, now)
    with subprocess.Popen([sys.executable, "-c", _SEND, str(tmp_path), now.isoformat()]) as process:
        assert inbox.arrived.wait(30)
        process.send_signal(signal.SIGKILL)
    inbox.hold.set()
    for later in (SECOND, RETRY + SECOND, 2 * RETRY + SECOND):
        assert not send_due(queue, now + later)
    assert inbox.texts == ["Check your pad"]


def test_it_leaves_while_the_vault_is_locked(tmp_path: Path, inbox: Inbox) -> None:
    """The process that sends has the key to this queue, and neither vault nor passphrase."""
    with ReminderSender(tmp_path) as sender:
        queue_in(tmp_path, inbox.address, datetime.now(UTC))
        sender.begin(KEY)
        assert inbox.arrived.wait(30)
    assert inbox.texts == ["Check your pad"]
    assert b"Offwatch" not in inbox.raw[0]
