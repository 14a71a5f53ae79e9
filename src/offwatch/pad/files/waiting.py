"""A file that was sent and waits for its owner's word: in this process's memory, one at a time.

Nothing of it is written anywhere. It goes when it is taken in or left, when another comes, when the
pad locks (that ends the process), or after half an hour.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.mapped import Sample, sample_of
from offwatch.diary.readers.source import in_memory
from offwatch.errors import BadInput
from offwatch.pad.diary.importing import Read, read_file

WAITS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file with what was said of it, and what came of reading it."""

    key: str
    raw: bytes
    said: ReadAs
    came_at: datetime
    read: Read | None
    refusal: BadInput | None
    sample: Sample | None


_lock = threading.Lock()
_held: WaitingFile | None = None


def hold(now: datetime, raw: bytes, said: ReadAs) -> WaitingFile:
    """Read a file and keep it until its owner decides; it takes the place of any other."""
    return _keep(_read(now, secrets.token_urlsafe(16), raw, said, now))


def held(now: datetime, key: str) -> WaitingFile | None:
    """The file of this key, if it still waits."""
    with _lock:
        found = _held
    if found is None or not secrets.compare_digest(found.key.encode(), key.encode()):
        return None
    if now - found.came_at > WAITS:
        forget()
        return None
    return found


def read_again(now: datetime, waiting: WaitingFile, said: ReadAs) -> WaitingFile:
    """Read the same file by what is said of it now."""
    return _keep(_read(now, waiting.key, waiting.raw, said, waiting.came_at))


def forget() -> None:
    """Let the file go."""
    global _held  # noqa: PLW0603  # there is one pad in a process, and one file that waits
    with _lock:
        _held = None


def _keep(waiting: WaitingFile) -> WaitingFile:
    global _held  # noqa: PLW0603
    with _lock:
        _held = waiting
    return waiting


def _read(now: datetime, key: str, raw: bytes, said: ReadAs, came_at: datetime) -> WaitingFile:
    read, refusal = None, None
    source = in_memory(raw)
    try:
        read = read_file(now, source, said)
    except BadInput as error:
        refusal = error
    needs_columns = read is None or read.form in ("spans", "mapped")
    sample = sample_of(source) if needs_columns else None
    return WaitingFile(key, raw, said, came_at, read, refusal, sample)
