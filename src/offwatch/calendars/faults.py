"""What can be wrong with one event of a calendar, and the bound on the work that it may cause."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

Guard = Callable[[], AbstractContextManager[None]]
"""Gives a context that raises `TooCostly` once the work within it has gone on for too long."""

Why = Literal[
    "unreadable", "cut-off", "no-start", "backwards", "too-long", "too-often", "too-costly"
]


class TooCostly(Exception):
    """An event whose repetitions take longer to work out than any duty's."""


FAULTS = (
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    MemoryError,
    TooCostly,
)
"""What reading a broken event may raise in the libraries that read it."""


@dataclass(frozen=True, slots=True)
class EventFault:
    """One event that is left out: its number in the calendar, its name, and why."""

    number: int
    name: str
    why: Why


class BrokenEvent(Exception):
    """An event that cannot be read."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why
