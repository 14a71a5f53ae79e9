"""What is refused where the folder of a pad takes no writing."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from offwatch.errors import Unavailable

_SHUT = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def written_to() -> Iterator[None]:
    """Refuse in words where the system does not let a file or folder be made."""
    try:
        yield
    except OSError as error:
        if error.errno not in _SHUT:
            raise
        raise Unavailable(
            "vault.not-writable",
            "The pad's folder cannot be written to; see whose it is, and whether its disk takes "
            "writing.",
        ) from None


def why_not_written(error: Exception) -> Unavailable | None:
    """What to tell the owner where SQLite could not write, if it is not the program's fault."""
    said = str(error)
    if "locked" in said:
        return Unavailable(
            "pad.busy", "The diary is being written to just now; try again in a moment."
        )
    if "full" in said:
        return Unavailable(
            "pad.disk-full", "The disk is full. Nothing was changed; make room and try again."
        )
    if "disk I/O" in said:  # a quota and a limit of the system look like a broken disk
        return Unavailable(
            "pad.disk",
            "The disk did not take what was to be written: it has no more room for you, or it "
            "fails. Nothing was changed; make room and try again.",
        )
    return None
