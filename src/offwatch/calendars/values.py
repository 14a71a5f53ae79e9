"""Lines and values of iCalendar text, by the library that knows their forms."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, cast

from icalendar import vDDDTypes, vText
from icalendar.parser import Contentline

_LOOSE_ZONE = re.compile(r"([\w-]+;TZID=)([^\";]*:[^\";]*)(:[0-9TZ]+)")

Value = date | datetime | timedelta | tuple[datetime, datetime | timedelta]


def line_parts(line: bytes) -> tuple[str, dict[str, str], str]:
    """Split a line into its name, its parameters and its value.

    Parameters
    ----------
    line : bytes
        Unfolded.

    Returns
    -------
    tuple
        The name in capitals, the parameters by their names, the value as it is written.
    """
    text = line.decode("utf-8", "replace")
    if loose := _LOOSE_ZONE.fullmatch(text):  # a name with a colon needs quotes, and has none
        text = f'{loose[1]}"{loose[2]}"{loose[3]}'
    name, parameters, value = cast("Any", Contentline)(text).parts()
    return str(name).upper(), parameters, str(value)


def read_value(text: str) -> Value:
    """Read a day, an instant, a length of time or a period.

    Parameters
    ----------
    text : str
        As it is written; without the zone that its line may name.

    Returns
    -------
    date, datetime, timedelta or tuple
        An instant in UTC is aware, any other one is not.
    """
    return cast("Value", cast("Any", vDDDTypes).from_ical(text.strip()))


def read_text(text: str) -> str:
    """Read text: what is escaped in it is itself again, on one line.

    Parameters
    ----------
    text : str
        As it is written.

    Returns
    -------
    str
        Without control characters, with single blanks.
    """
    plain = str(vText.from_ical(text))
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())
