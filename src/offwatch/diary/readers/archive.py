"""ZIP files, with a password or without: what is packed in them, unpacked in memory and bounded."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from typing import Any, BinaryIO, cast

from offwatch.diary.readers.source import Source
from offwatch.errors import BadInput, Unavailable

MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MOST_FILES = 20_000  # Apple's holds a file for each walk
MOST_DIRECTORY = 8 * 2**20  # bytes of the list of files
MOST_TIMES = 200  # a file of text shrinks to a tenth or a thirtieth, not to a thousandth
ALLOWED = 16 * 2**20  # bytes that may come out of nearly nothing
MOST_BYTES = 16 * 2**30  # bytes of one unpacked file
_TAIL = 65_557 + 20 + 56  # where the end of a ZIP file stands
_BROKEN: tuple[type[Exception], ...] = (
    OSError, RuntimeError, ValueError, EOFError, NotImplementedError, LookupError, AttributeError,
    OverflowError, TypeError, zlib.error, LZMAError, struct.error,
)  # fmt: skip
# What the ZIP format's own reader raises on hostile bytes: BadZipFile is none of these.


@contextmanager
def unpacked(source: Source, password: str = "") -> Iterator[list[Source]]:
    """Give the files in a ZIP file, largest first; nothing is written anywhere.

    Parameters
    ----------
    source : Source
        The ZIP file.
    password : str
        What it was packed with, if anything.

    Yields
    ------
    list of Source
        Names in it are never used, so none can lead elsewhere.

    Raises
    ------
    BadInput
        ``diary.bad-zip``, ``diary.needs-password``, ``diary.bad-password`` and
        ``diary.zip-bomb``, also while a file in it is read.
    Unavailable
        ``diary.no-reader`` where the library is not installed.
    """
    zip_file, errors = _library()
    _check_directory(source)
    with source.open() as stream:
        try:
            archive = zip_file(stream)
        except errors:
            raise _bad() from None
        with archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if any(info.filename == "[Content_Types].xml" for info in infos):
                raise BadInput(
                    "diary.bad-encoding",
                    "This is a workbook, not text: open it and save the table as CSV.",
                )
            if any(info.flag_bits & 1 for info in infos):
                if not password:
                    raise BadInput(
                        "diary.needs-password",
                        "This ZIP file has a password; give the one that the app showed.",
                    )
                archive.setpassword(password.encode("utf-8", "surrogateescape"))
            infos.sort(key=lambda info: -info.file_size)
            yield [_member(archive, info, errors) for info in infos]


def _library() -> tuple[Any, tuple[type[Exception], ...]]:
    try:
        import pyzipper
    except ImportError:
        raise Unavailable(
            "diary.no-reader", "A part that reads such files is missing; install offwatch[pad]."
        ) from None
    return pyzipper.AESZipFile, (*_BROKEN, pyzipper.BadZipFile, pyzipper.LargeZipFile)


def _member(archive: Any, info: Any, errors: tuple[type[Exception], ...]) -> Source:
    encrypted = bool(info.flag_bits & 1)

    def opened() -> BinaryIO:
        try:
            stream = archive.open(info)
        except RuntimeError as error:
            raise _bad_password() if "assword" in str(error) else _bad() from None
        except errors:
            raise _bad() from None
        bounded = _Bounded(stream, max(1, info.compress_size), errors, encrypted)
        return cast(BinaryIO, io.BufferedReader(bounded, 2**16))

    return Source(opened, info.file_size)


class _Bounded(io.RawIOBase):
    """An unpacked file that ends with a refusal where it grows beyond reason or is broken."""

    def __init__(
        self, stream: Any, packed: int, errors: tuple[type[Exception], ...], encrypted: bool
    ) -> None:
        self._stream, self._errors, self._encrypted = stream, errors, encrypted
        self._most = min(MOST_BYTES, ALLOWED + MOST_TIMES * packed)
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._stream.read(len(buffer))
        except self._errors:
            raise _bad_password() if self._encrypted and not self._done else _bad() from None
        self._done += len(piece)
        if self._done > self._most:
            raise BadInput(
                "diary.zip-bomb",
                "This ZIP file unpacks to far more than such an export holds. Unpack it yourself "
                "and choose the file in it.",
            )
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def _check_directory(source: Source) -> None:
    """Refuse a list of files that would fill the memory when it is read."""
    with source.open() as stream:
        stream.seek(max(0, source.size - _TAIL))
        tail = stream.read(_TAIL)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise _bad()
    count, size = struct.unpack_from("<HI", tail, end + 10)
    if count == 0xFFFF or size == 0xFFFFFFFF:
        far = tail.rfind(b"PK\x06\x06", 0, end)
        if far < 0 or len(tail) < far + 56:
            raise _bad()
        count, size = struct.unpack_from("<QQ", tail, far + 32)
    if count > MOST_FILES or size > MOST_DIRECTORY:
        raise BadInput(
            "diary.zip-bomb",
            "This ZIP file holds more than 20000 files. Unpack it yourself and choose the "
            "file in it.",
        )


def _bad() -> BadInput:
    return BadInput(
        "diary.bad-zip",
        "This ZIP file is damaged or not whole; download it again, or unpack it and choose the "
        "file in it.",
    )


def _bad_password() -> BadInput:
    return BadInput(
        "diary.bad-password", "The password does not open this ZIP file; check it and try again."
    )
