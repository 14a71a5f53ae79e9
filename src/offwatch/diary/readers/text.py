"""A file as text, whatever program wrote it."""

from __future__ import annotations

import codecs
from pathlib import Path

from offwatch.diary.notes import Note
from offwatch.diary.readers.source import Source, on_disk
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later

MOST_MB = 64
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", later("a workbook or an archive")),
    (b"\xd0\xcf\x11\xe0", later("an old workbook")),
    (b"%PDF", later("a PDF")),
    (b"SQLite format 3", later("a database")),
    (b"\x1f\x8b", later("an archive")),
)


def read_text(path: Path) -> tuple[str, tuple[Note, ...]]:
    """Read a text file in UTF-8, UTF-16 or Windows-1252.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (str, tuple of Note)
        Its text, and what is to be said of how it was read.

    Raises
    ------
    BadInput
        ``diary.no-file``, ``diary.too-large`` or ``diary.bad-encoding``.
    """
    return text_in(on_disk(path))


def text_in(source: Source) -> tuple[str, tuple[Note, ...]]:
    """Read a source as text, as `read_text` does a file.

    Parameters
    ----------
    source : Source
        The bytes.

    Returns
    -------
    (str, tuple of Note)
        Its text, and what is to be said of how it was read.

    Raises
    ------
    BadInput
        As `read_text`.
    """
    try:
        raw = source.read(MOST_MB * 2**20)
    except OSError as error:
        raise BadInput("diary.no-file", "The file cannot be opened; check its name.") from error
    for begin, what in _OTHER_FILES:
        if raw.startswith(begin):
            raise BadInput(
                "diary.bad-encoding",
                _("This is {what}, not text: open it and save the table as CSV.").format(
                    what=_(what)
                ),
            )
    return _decode(raw)


def _decode(raw: bytes) -> tuple[str, tuple[Note, ...]]:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), _guess_utf16(raw))
    try:
        return raw.decode(encoding or "utf-8"), ()
    except UnicodeDecodeError:
        if encoding or _has_controls(raw):
            raise _not_text() from None
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise _not_text() from None
    said = _("The file is not UTF-8; it was read as Windows-1252. Check letters such as ä or é.")
    return text, (Note("diary.read-as", said),)


def _guess_utf16(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of its first line is nothing."""
    head = raw[:64]
    if len(head) >= 4 and len(raw) % 2 == 0:
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
    return ""


def _has_controls(raw: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in set(raw))


def _not_text() -> BadInput:
    return BadInput(
        "diary.bad-encoding", "The file is not UTF-8 text; save it again as CSV in UTF-8."
    )
