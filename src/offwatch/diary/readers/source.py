"""A file that is to be read: on disk, in memory, or packed in another."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from offwatch.errors import BadInput
from offwatch.language import gettext as _


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that can be read from their start, again and again.

    Parameters
    ----------
    open : callable
        Gives them as a stream, which its caller closes.
    size : int, bytes
        How many there are, or are said to be.
    """

    open: Callable[[], BinaryIO]
    size: int

    def head(self, most: int = 4096) -> bytes:
        """Give its first bytes.

        Parameters
        ----------
        most : int, bytes
            How many at most.

        Returns
        -------
        bytes
        """
        with self.open() as stream:
            return stream.read(most)

    def read(self, most: int) -> bytes:
        """Give all of it.

        Parameters
        ----------
        most : int, bytes
            How many are allowed.

        Returns
        -------
        bytes

        Raises
        ------
        BadInput
            ``diary.too-large``.
        """
        if self.size <= most:
            with self.open() as stream:
                raw = stream.read(most + 1)
            if len(raw) <= most:
                return raw
        said = _("The file is larger than {n} MB; split it by years.")
        raise BadInput("diary.too-large", said.format(n=most // 2**20))


def on_disk(path: Path) -> Source:
    """Give a file on disk as a source.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Source

    Raises
    ------
    BadInput
        ``diary.no-file``, also while it is read.
    """

    def opened() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError as error:
            raise _no_file() from error

    try:
        if not path.is_file():
            raise _no_file()
        return Source(opened, path.stat().st_size)
    except (OSError, ValueError) as error:
        raise _no_file() from error


def in_memory(raw: bytes) -> Source:
    """Give bytes as a source."""
    return Source(lambda: io.BytesIO(raw), len(raw))


def _no_file() -> BadInput:
    return BadInput("diary.no-file", "The file cannot be opened; check its name.")
