"""Have a calendar fetched and read by a process of its own, and take its answer."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.pad.calendars.asking import Ask, CalendarAnswer

WAIT_S = 28.0
"""A vault that is locked waits for no longer than this by much; see `session.LOCK_WAIT_S`."""


def ask_aside(ask: Ask) -> CalendarAnswer:
    """What the calendar holds; a refusal of the other process is raised here."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "offwatch.pad.calendars.child"],
            input=msgspec.msgpack.encode(ask),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries may say there what they have read
            timeout=WAIT_S,
            check=False,
        )
        found = msgspec.msgpack.decode(done.stdout, type=CalendarAnswer)
    except subprocess.TimeoutExpired:
        raise Unavailable(
            "calendar.no-answer",
            "The calendar's server does not answer now; what was read last is kept.",
        ) from None
    except msgspec.DecodeError:  # it was stopped at one of its bounds
        raise BadInput(
            "calendar.too-costly",
            "This calendar takes too long to be read, or too much memory; export fewer years of "
            "it, or another calendar.",
        ) from None
    return take_answer(found)


def take_answer(found: CalendarAnswer) -> CalendarAnswer:
    """What was read; a refusal is raised."""
    if found.code:
        raise (BadInput if found.is_input else Refused)(found.code, found.message)
    return found
