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
