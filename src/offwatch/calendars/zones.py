"""The time zones of a calendar: by their names, else by what the calendar says of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from offwatch.calendars.blocks import Block
from offwatch.calendars.faults import FAULTS, Guard

MOST_LINES = 2_000
_RULE_PARTS = {"FREQ", "INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"}
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?")


class Zones:
    """Finds the zone that a calendar means by a name.

    Parameters
    ----------
    blocks : iterable of Block
        What the calendar itself says of its zones.
    guard : callable
        Gives a context that bounds the work within.
    """

    def __init__(self, blocks: Iterable[Block], guard: Guard) -> None:
        self._said = {_said_name(block): block for block in blocks}
        self._guard: Callable[[], AbstractContextManager[None]] = guard
        self._found: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """Find a zone by its name in this calendar.

        Parameters
        ----------
        name : str
            Of the tz database, of Windows, with a maker's name before it, an offset, or one that
            the calendar defines.

        Returns
        -------
        tzinfo or None
            None where nothing says what the name means.
        """
        if name not in self._found:
            self._found[name] = self._look(name)
        return self._found[name]

    def _look(self, name: str) -> tzinfo | None:
        clean = name.strip().strip('"').strip("/").strip()
        parts = clean.split("/")
        known = (_known("/".join(parts[i:])) for i in range(min(len(parts), 6)))
        found = next((zone for zone in known if zone is not None), None)
        if found is not None:
            return found
        block = self._said.get(name.strip().strip('"'))
        if block is not None:
            return self._defined(block)
        return None

    def _defined(self, block: Block) -> tzinfo | None:
        """The zone as the calendar defines it, if it changes its clocks as zones do."""
        lines = [line.decode("utf-8", "replace") for line in block.lines]
        for line in lines:
            if line.upper().startswith("X-LIC-LOCATION") and (zone := _known(_value(line))):
                return zone
        if len(lines) > MOST_LINES or not block.whole or block.too_long or not _is_tame(lines):
            return None
        text = "\r\n".join(["BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE", ""])
        try:
            with self._guard():
                zone = cast("Timezone", Timezone.from_ical(text)).to_tz(lookup_tzid=False)
        except FAULTS:
            return None
        return zone if isinstance(zone, tzinfo) else None


def _said_name(block: Block) -> str:
    for line in block.lines:
        if line.upper().startswith(b"TZID"):
            return _value(line.decode("utf-8", "replace"))
    return ""


def _value(line: str) -> str:
    return line.partition(":")[2].strip().strip('"')


def _is_tame(lines: list[str]) -> bool:
    """Whether its rules are of the kind that changes clocks: once a year, with no odd parts."""
    for line in lines:
        if line.upper().startswith("RRULE"):
            parts = dict(part.partition("=")[::2] for part in _value(line).upper().split(";"))
            if parts.get("FREQ") != "YEARLY" or set(parts) - _RULE_PARTS:
                return False
    return True


@cache
def _names() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _known(name: str) -> tzinfo | None:
    name = WINDOWS_TO_OLSON.get(name, name)
    if name.casefold() in ("z", "utc", "gmt", "microsoft/utc"):
        return UTC
    own = _names().get(name.casefold())
    if own is not None:
        return ZoneInfo(own)
    match = _OFFSET.fullmatch(name)
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(offset if match[1] == "+" else -offset)
