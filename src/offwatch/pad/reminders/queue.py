"""The reminders that wait for their slots: one file beside the vault, each row encrypted.

Whoever sends reads this file and nothing else. A reminder is taken before it is sent, on disk, so
that none is sent twice, whenever the machine or a process stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from offwatch.pad.sealed_file import SealedFile

FILE = "reminders.db"
MOST_TRIES = 3
RETRY = timedelta(minutes=10)
"""After a slot: what could not be sent goes again then and once more, at no other time."""
KEEP = timedelta(days=60)
_WAITS, _TAKEN, _SENT, _FAILED = range(4)
_TABLE = """
CREATE TABLE IF NOT EXISTS reminder (
    slot REAL NOT NULL,
    channel INTEGER NOT NULL,
    letter BLOB NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (slot, channel)
)
"""


class Reminder(msgspec.Struct, frozen=True):
    """What is sent and where to; ``about`` names what it is due to, for the vault alone."""

    address: str
    text: str
    about: tuple[str, ...] = ()


class Planned(msgspec.Struct, frozen=True):
    """A reminder in its slot, by a channel's number."""

    slot: datetime
    channel: int
    reminder: Reminder


class Went(msgspec.Struct, frozen=True):
    """What became of one that has been taken: whether it is known to have been sent."""

    slot: datetime
    channel: int
    sent: bool
    failed: bool
    about: tuple[str, ...]


class ReminderQueue(SealedFile[Reminder]):
    """The queue in one folder; two processes may use it at once, one to fill it, one to send."""

    def __init__(self, folder: Path, key: bytes) -> None:
        super().__init__(folder / FILE, key, (_TABLE,), Reminder)

    def fill(self, planned: Sequence[Planned], now: datetime) -> None:
        """Put these in the place of all that have not been taken yet; a slot is used once."""
        rows = [
            (each.slot.timestamp(), each.channel, self._lock(each.reminder)) for each in planned
        ]
        with self._open() as file:
            file.execute("DELETE FROM reminder WHERE tries = 0")
            file.execute("DELETE FROM reminder WHERE slot < ?", ((now - KEEP).timestamp(),))
            file.executemany(
                "INSERT OR IGNORE INTO reminder (slot, channel, letter) VALUES (?, ?, ?)", rows
            )

    def claim(self, now: datetime) -> Planned | None:
        """One to send now, noted as taken before it is sent; none is given twice unless it failed.

        One whose slot, with its tries, has passed is not sent any more: times say nothing.
        """
        retry = RETRY.total_seconds()
        with self._open() as file:
            row = file.execute(
                "SELECT slot, channel, letter FROM reminder WHERE state = ? AND tries < ?"
                " AND slot + tries * ? <= ? AND slot + (tries + 1) * ? > ?"
                " ORDER BY slot, channel LIMIT 1",
                (_WAITS, MOST_TRIES, retry, now.timestamp(), retry, now.timestamp()),
            ).fetchone()
            if row is None:
                return None
            file.execute(
                "UPDATE reminder SET state = ?, tries = tries + 1 WHERE slot = ? AND channel = ?",
                (_TAKEN, row[0], row[1]),
            )
        reminder = self._unlock(row[2])
        if reminder is None:  # of another pad's key: nothing of ours
            return None
        return Planned(datetime.fromtimestamp(row[0], UTC), row[1], reminder)

    def keep_sent(self, planned: Planned, *, sent: bool) -> None:
        """Note that it was sent; or that it was not, so that it may go again."""
        with self._open() as file:
            file.execute(
                "UPDATE reminder SET state = CASE WHEN ? THEN ? WHEN tries >= ? THEN ? ELSE ? END"
                " WHERE slot = ? AND channel = ?",
                (
                    sent,
                    _SENT,
                    MOST_TRIES,
                    _FAILED,
                    _WAITS,
                    planned.slot.timestamp(),
                    planned.channel,
                ),
            )

    def went(self) -> list[Went]:
        """All that have been taken, in their order."""
        with self._open() as file:
            rows = file.execute(
                "SELECT slot, channel, letter, state, tries FROM reminder WHERE tries > 0"
                " ORDER BY slot, channel"
            ).fetchall()
        found = []
        for slot, channel, letter, state, tries in rows:
            reminder = self._unlock(letter)
            about = reminder.about if reminder is not None else ()
            failed = state == _FAILED or (state == _WAITS and tries > 0)
            at = datetime.fromtimestamp(slot, UTC)
            found.append(Went(at, channel, state == _SENT, failed, about))
        return found

    def waiting(self) -> list[Planned]:
        """All that wait for their slots."""
        with self._open() as file:
            rows = file.execute(
                "SELECT slot, channel, letter FROM reminder WHERE tries = 0 ORDER BY slot, channel"
            ).fetchall()
        found = [(slot, channel, self._unlock(letter)) for slot, channel, letter in rows]
        return [
            Planned(datetime.fromtimestamp(slot, UTC), channel, reminder)
            for slot, channel, reminder in found
            if reminder is not None
        ]
