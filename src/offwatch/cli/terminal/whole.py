"""Files written whole: what was there stays until the new text is complete."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO


@contextlib.contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """Write beside ``path`` and put it in its place in one step, or leave everything as it was.

    A pipe or a device, such as ``/dev/stdout``, is written to as it is. **Raises** OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    real = path.resolve()  # a link stays a link
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name[:100]}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask())
        Path(name).replace(real)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


def write_whole(path: Path, text: str) -> None:
    """Write all of ``text`` or nothing. **Raises** OSError."""
    with writing(path) as out:
        out.write(text)


def _umask() -> int:
    """The mask of new files' permissions; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
