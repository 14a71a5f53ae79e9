"""A file of its owner's alone that is there whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp


def make_private_file(path: Path, content: bytes = b"") -> None:
    """Make a file, unless it is there by now: of several that make it at once, the first counts.

    It is closed before it has its name. To close a file drops every lock that this process holds
    on it, those of SQLite in another thread as well; nothing but SQLite may open a database.
    https://www.sqlite.org/howtocorrupt.html section 2.2
    """
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
