"""The process that fetches and reads one calendar: it has nothing of the vault, and bounds.

Whatever a calendar or its server does to whoever reads it, it does here. The question comes on
standard input and the answer goes to standard output; a login is in neither the arguments nor the
environment, and nothing is logged.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from offwatch.calendars.faults import TooCostly
from offwatch.calendars.read import read_calendars
from offwatch.errors import BadInput, OffwatchError
from offwatch.pad.calendars.asking import Ask, CalendarAnswer
from offwatch.pad.calendars.files import read_file, read_folder
from offwatch.spans import DaySpan

CPU_S = 20
MEMORY_BYTES = 1024**3
EVENT_CPU_S = 1.0


@contextmanager
def one_event() -> Iterator[None]:
    """Ends the work on one event once it has taken too long."""
    signal.setitimer(signal.ITIMER_VIRTUAL, EVENT_CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def answer(ask: Ask) -> CalendarAnswer:
    """Fetch and read; a refusal of ours is an answer as well."""
    try:
        return _answer(ask)
    except OffwatchError as error:
        return CalendarAnswer(
            code=error.code, message=error.message, is_input=isinstance(error, BadInput)
        )


def _answer(ask: Ask) -> CalendarAnswer:
    etag, modified = "", ""
    if ask.where == "address":
        from offwatch.pad.calendars.fetching import fetch

        found = fetch(
            ask.place,
            login=ask.login,
            password=ask.password,
            own_network=ask.own_network,
            etag=ask.etag,
            modified=ask.modified,
        )
        if found.text is None:
            return CalendarAnswer(unchanged=True)
        texts, etag, modified = [found.text], found.etag, found.modified
    elif ask.where == "caldav":
        from offwatch.pad.calendars.collections import fetch_collection

        objects = fetch_collection(
            ask.place,
            ask.first_day,
            ask.end_day,
            login=ask.login,
            password=ask.password,
            own_network=ask.own_network,
        )
        if isinstance(objects, tuple):
            return CalendarAnswer(collections=objects)
        texts = objects
    elif ask.where == "folder":
        texts = read_folder(Path(ask.place))
    else:
        texts = [ask.text if ask.where == "text" else read_file(Path(ask.place))]
    days = DaySpan(ask.first_day, ask.end_day)
    reading = read_calendars(texts, days, ZoneInfo(ask.zone), guard=one_event)
    return CalendarAnswer(reading=reading, etag=etag, modified=modified)


def _too_costly(*_: object) -> None:
    raise TooCostly


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGVTALRM, _too_costly)
    ask = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Ask)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(ask)))


if __name__ == "__main__":
    main()
