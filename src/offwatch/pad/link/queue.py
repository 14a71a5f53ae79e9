"""The envelopes that wait for their slots, and the answers that came: one file beside the vault.

What is in it was sealed while the vault was unlocked. Whoever sends (`offwatch.pad.link.sender`)
reads this file and nothing else, so neither the diary nor its size can show in when an envelope
leaves. Every row is encrypted with a key of its own, the tick key: it is kept in the vault and, for
as long as the pad runs, in the memory of the process that sends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

import msgspec
from nacl.secret import SecretBox
from nacl.utils import random

from offwatch.pad.sealed_file import SealedFile

FILE = "outgoing.db"
KEY_BYTES = SecretBox.KEY_SIZE
_TABLE = """
CREATE TABLE IF NOT EXISTS envelope (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    due_at REAL NOT NULL,
    letter BLOB NOT NULL,
    first_sent_at REAL,
    sent_at REAL,
    tries INTEGER NOT NULL DEFAULT 0,
    trouble TEXT NOT NULL DEFAULT '',
    answered_at REAL,
    reply BLOB
)
"""


_MARK = "CREATE TABLE IF NOT EXISTS mark (value BLOB NOT NULL)"


class Letter(msgspec.Struct, frozen=True):
    """One sealed envelope and where it goes.

    ``desk_key`` is the public key that an answer must be signed with; ``count`` is the envelope's
    own, for the pad to see which it has sent last.
    """

    url: str
    desk_key: str
    device: str
    message_id: str
    count: int
    envelope: bytes


class Due(msgspec.Struct, frozen=True):
    """A letter whose slot has come, by its number in the queue."""

    number: int
    letter: Letter


class Sent(msgspec.Struct, frozen=True):
    """A letter that has been sent at least once; ``reply`` is empty while no answer has come."""

    number: int
    letter: Letter
    first_sent_at: datetime
    tries: int
    trouble: str
    answered_at: datetime | None
    reply: bytes


def new_tick_key() -> bytes:
    """A key for a queue: drawn once for each pad, kept in its vault."""
    return random(KEY_BYTES)


class SealedQueue(SealedFile[Letter]):
    """The queue in one folder; two processes may use it at once, one to fill it, one to send."""

    def __init__(self, folder: Path, tick_key: bytes) -> None:
        super().__init__(folder / FILE, tick_key, (_TABLE, _MARK), Letter)

    def fill(
        self, letters: Sequence[tuple[datetime, Letter]], *, tries: int, mark: str = ""
    ) -> bool:
        """Put these in the place of all that have not been sent yet.

        ``mark`` is for whoever fills, to see later what these were made from. Nothing happens, and
        False is returned, if something has been sent since `tries` was so high: then look at
        `sent` again and seal anew.
        """
        rows = [(due.timestamp(), self._lock(letter)) for due, letter in letters]
        with self._open() as file:
            if self._tries(file) != tries:
                return False
            file.execute("DELETE FROM envelope WHERE tries = 0")
            file.executemany("INSERT INTO envelope (due_at, letter) VALUES (?, ?)", rows)
            file.execute("DELETE FROM mark")
            file.execute("INSERT INTO mark (value) VALUES (?)", (self._digest(mark),))
        return True

    def claim(self, now: datetime) -> Due | None:
        """The one to send now: the oldest that is due and unanswered; noted as sent before it is.

        One that got no answer comes again, so each call gives at most one and each slot sends one.
        """
        if not self.exists():  # nothing was ever sealed, or the pad has been erased
            return None
        with self._open() as file:
            row = file.execute(
                "SELECT number, letter FROM envelope WHERE answered_at IS NULL AND due_at <= ?"
                " ORDER BY number LIMIT 1",
                (now.timestamp(),),
            ).fetchone()
            if row is None:
                return None
            letter = self._unlock(row[1])
            if letter is None:  # of another pad's key: nothing of ours
                file.execute("DELETE FROM envelope WHERE number = ?", (row[0],))
                return None
            file.execute(
                "UPDATE envelope SET tries = tries + 1, sent_at = :now,"
                " first_sent_at = coalesce(first_sent_at, :now) WHERE number = :number",
                {"now": now.timestamp(), "number": row[0]},
            )
            # Never lower again: a sum over what is here stays the same where one is forgotten and
            # the next one leaves, and whoever seals meanwhile would give its number a second time.
            file.execute(f"PRAGMA user_version = {self._tries(file) + 1}")
        return Due(row[0], letter)

    def keep_reply(self, number: int, reply: bytes, now: datetime) -> None:
        """Keep the answer to one for the pad to read once it is unlocked."""
        with self._open() as file:
            file.execute(
                "UPDATE envelope SET reply = ?, answered_at = ?, trouble = '' WHERE number = ?",
                (self._box.encrypt(reply), now.timestamp(), number),
            )

    def keep_trouble(self, number: int, code: str) -> None:
        """Note why one got no answer; it goes again."""
        with self._open() as file:
            file.execute("UPDATE envelope SET trouble = ? WHERE number = ?", (code, number))

    def sent(self) -> list[Sent]:
        """All that have been sent and not been forgotten, in their order."""
        with self._open() as file:
            rows = file.execute(
                "SELECT number, letter, first_sent_at, tries, trouble, answered_at, reply"
                " FROM envelope WHERE tries > 0 ORDER BY number"
            ).fetchall()
        found = []
        for number, locked, first, tries, trouble, answered, reply in rows:
            letter = self._unlock(locked)
            if letter is not None:
                at = None if answered is None else datetime.fromtimestamp(answered, UTC)
                text = b"" if reply is None else self._box.decrypt(reply)
                first_at = datetime.fromtimestamp(first, UTC)
                found.append(Sent(number, letter, first_at, tries, trouble, at, text))
        return found

    def tries(self) -> int:
        """How often anything has been sent out of this queue."""
        with self._open() as file:
            return self._tries(file)

    def slots(self) -> list[datetime]:
        """The slots that have an envelope not sent yet."""
        with self._open() as file:
            rows = file.execute("SELECT due_at FROM envelope WHERE tries = 0 ORDER BY number")
            return [datetime.fromtimestamp(at, UTC) for (at,) in rows]

    def is_marked(self, mark: str) -> bool:
        """Whether what waits here was put in with this mark."""
        with self._open() as file:
            row = file.execute("SELECT value FROM mark").fetchone()
        return row is not None and compare_digest(row[0], self._digest(mark))

    def forget(self, numbers: Sequence[int]) -> None:
        """Drop letters whose answers are in the vault."""
        with self._open() as file:
            file.executemany("DELETE FROM envelope WHERE number = ?", [(n,) for n in numbers])

    def clear(self) -> None:
        """Drop everything: what is in it is for a desk that this pad has left."""
        with self._open() as file:
            file.execute("DELETE FROM envelope")
            file.execute("DELETE FROM mark")

    def _digest(self, mark: str) -> bytes:
        return blake2b(mark.encode(), key=bytes(self._box), digest_size=32).digest()

    def _tries(self, file: sqlite3.Connection) -> int:
        return int(file.execute("PRAGMA user_version").fetchone()[0])
