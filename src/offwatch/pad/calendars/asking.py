"""What the process that fetches and reads a calendar is asked, and what it answers."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from offwatch.calendars.read import CalendarReading

Where = Literal["text", "file", "folder", "address", "caldav"]


class Ask(msgspec.Struct, frozen=True):
    """Where the calendar is, and which days to work out.

    ``own_network`` allows the host of ``place``, and no other, to be on this machine or in a
    private network. ``etag`` and ``modified`` are of what was read last.
    """

    where: Where
    zone: str
    first_day: date
    end_day: date
    place: str = ""
    text: bytes = b""
    login: str = ""
    password: str = ""
    own_network: bool = False
    etag: str = ""
    modified: str = ""


class Collection(msgspec.Struct, frozen=True):
    """One calendar of several that a server has."""

    name: str
    address: str


class CalendarAnswer(msgspec.Struct, frozen=True):
    """What was read; or that nothing has changed; or the calendars to choose from; or a refusal."""

    reading: CalendarReading | None = None
    unchanged: bool = False
    etag: str = ""
    modified: str = ""
    collections: tuple[Collection, ...] = ()
    code: str = ""
    message: str = ""
    is_input: bool = False
