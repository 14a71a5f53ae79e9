"""The text of a calendar cut into components: only what is needed of each, within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from offwatch.errors import BadInput

MOST_MB = 16
MOST_BYTES = MOST_MB * 1024 * 1024
MOST_EVENTS = 50_000
MOST_DEPTH = 8
MOST_LINE = 64 * 1024

_WANTED = {
    "VCALENDAR": frozenset((b"X-WR-CALNAME", b"NAME", b"X-WR-TIMEZONE")),
    "VEVENT": frozenset(
        (
            b"UID",
            b"SUMMARY",
            b"DTSTART",
            b"DTEND",
            b"DURATION",
            b"RRULE",
            b"RDATE",
            b"EXDATE",
            b"RECURRENCE-ID",
            b"SEQUENCE",
            b"STATUS",
            b"TRANSP",
            b"X-MICROSOFT-CDO-BUSYSTATUS",
        )
    ),
    "VFREEBUSY": frozenset((b"UID", b"FREEBUSY")),
}
_NAME = re.compile(rb"[A-Za-z0-9-]+")
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")


@dataclass(slots=True)
class Block:
    """One component: the lines that are read, unfolded; of a time zone all of them.

    ``whole`` says whether its end was there; ``too_long`` that a line was longer than any can be.
    """

    kind: str
    number: int
    lines: list[bytes] = field(default_factory=list)
    whole: bool = False
    too_long: bool = False


@dataclass(slots=True)
class Blocks:
    """The components of one text, in their order; ``other`` counts tasks, notes and the like."""

    calendar: Block
    zones: list[Block] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    other: int = 0


def cut(text: bytes, *, first_number: int = 1) -> Blocks:
    """Cut the text of a calendar into its components.

    Parameters
    ----------
    text : bytes
        As a file or a server gave it: UTF-8 or UTF-16, any line ends, lines folded or not.
    first_number : int
        The number of its first event.

    Returns
    -------
    Blocks
        Time zones, and events with the lines that are read of each.

    Raises
    ------
    BadInput
        ``calendar.too-large``, ``calendar.too-many``, ``calendar.nested`` for what is beyond the
        bounds; ``calendar.none`` for what is no calendar.

    References
    ----------
    RFC 5545, 3.1 (content lines) and 3.6 (components).
    """
    if len(text) > MOST_BYTES:
        raise too_large()
    found = Blocks(Block("VCALENDAR", 0))
    stack: list[str] = []
    current: Block | None = None
    for line in _lines(text):
        name = _name_of(line)
        if name == b"BEGIN":
            kind = _value_of(line)
            stack.append(kind)
            if len(stack) > MOST_DEPTH:
                raise BadInput(
                    "calendar.nested", "This calendar's parts are nested too deeply to be read."
                )
            if current is None:
                current = _begin(found, kind, first_number)
            elif current.kind == "VTIMEZONE":
                current.lines.append(line)
        elif name == b"END":
            kind = _value_of(line)
            while stack and stack[-1] != kind:
                stack.pop()  # one whose own end is not there
            if stack:
                stack.pop()
            if current is not None and current.kind == kind:
                current.whole, current = True, None
            elif current is not None and current.kind == "VTIMEZONE":
                current.lines.append(line)
            elif current is not None and current.kind not in stack:
                current = None  # cut off by the end of what it is in
        elif current is not None:
            _keep(current, stack[-1] if stack else "", name, line)
        elif stack in (["VCALENDAR"], []) and name in _WANTED["VCALENDAR"]:
            found.calendar.lines.append(line[:MOST_LINE])
            found.calendar.whole = True
    if not (found.calendar.whole or found.events):
        raise BadInput(
            "calendar.none",
            "That is no calendar (iCalendar text). If it came from an address, open the address "
            "in a browser: it may ask for a login, or lead to a page about the calendar.",
        )
    return found


def too_large() -> BadInput:
    """Refuse a calendar that is larger than any that is read.

    Returns
    -------
    BadInput
        ``calendar.too-large``.
    """
    return BadInput(
        "calendar.too-large",
        "A calendar may have 16 MB; export fewer years of it, or another calendar.",
    )


def _begin(found: Blocks, kind: str, first_number: int) -> Block | None:
    if kind == "VCALENDAR":
        found.calendar.whole = True
        return None
    if kind == "VTIMEZONE":
        found.zones.append(Block(kind, 0))
        return found.zones[-1]
    if kind in _WANTED:
        if len(found.events) >= MOST_EVENTS:
            raise BadInput(
                "calendar.too-many",
                "A calendar may have 50000 events, and give 10000 in a year; "
                "export fewer years of it, or another calendar.",
            )
        found.events.append(Block(kind, first_number + len(found.events)))
        return found.events[-1]
    found.other += 1
    return Block(kind, 0)


def _keep(current: Block, inside: str, name: bytes, line: bytes) -> None:
    is_read = inside == current.kind and name in _WANTED.get(current.kind, ())
    if not is_read and current.kind != "VTIMEZONE":
        return
    if len(line) > MOST_LINE:
        current.too_long = True
    else:
        current.lines.append(line)


def _lines(text: bytes) -> Iterator[bytes]:
    """Unfolded before they are decoded: some programs fold in the middle of a letter."""
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text.decode("utf-16", "replace").encode()
    for line in _FOLD.sub(b"", text.removeprefix(b"\xef\xbb\xbf")).splitlines():
        if line.strip():
            yield line


def _name_of(line: bytes) -> bytes:
    match = _NAME.match(line)
    return match[0].upper() if match else b""


def _value_of(line: bytes) -> str:
    return line.partition(b":")[2].strip().upper().decode("ascii", "replace")
