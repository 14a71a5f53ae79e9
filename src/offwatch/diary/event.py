"""One thing a person wrote down, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal, get_args

from offwatch.errors import BadInput

Kind = Literal[
    "onset",
    "end",
    "severity",
    "regimen_start",
    "regimen_stop",
    "dose",
    "missed_dose",
    "exposure",
    "precursor",
    "note",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What comes first among things written for the same instant.
_ORDER = {kind: i for i, kind in enumerate(("regimen_stop", "regimen_start", "onset", "end"))}


def plain_name(name: str) -> str:
    """A name as it is compared with others: no matter how it is spaced or in which case.

    >>> plain_name(" Period")
    'period'
    """
    return name.strip().lower()


@dataclass(frozen=True, slots=True)
class Event:
    """``at`` is a day, or an instant with a zone; ``end`` names the last day or moment of it.

    ``name`` says which rhythm, regimen, exposure or sign; ``value`` how much, as it was written.
    """

    at: date | datetime
    kind: Kind
    name: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadInput("diary.unknown-kind", f"A kind is one of {', '.join(KINDS)}.")
        if isinstance(self.at, datetime) and self.at.tzinfo is None:
            raise BadInput("diary.no-zone", "An instant needs a zone, e.g. 2026-03-01T08:00+01:00.")

    def day(self, zone: tzinfo) -> date:
        """The calendar day it falls on in ``zone``; a plain day is the same day everywhere.

        >>> from datetime import timedelta, timezone
        >>> at = datetime(2026, 3, 1, 23, 30, tzinfo=timezone.utc)
        >>> Event(at, "onset").day(timezone(timedelta(hours=2))).isoformat()
        '2026-03-02'
        """
        if isinstance(self.at, datetime):
            return self.at.astimezone(zone).date()
        return self.at

    def instant(self, zone: tzinfo) -> datetime:
        """When it was, in UTC; a plain day counts from its midnight in ``zone``."""
        if isinstance(self.at, datetime):
            return self.at.astimezone(UTC)
        return datetime.combine(self.at, time.min, zone).astimezone(UTC)

    def sort_key(self, zone: tzinfo) -> tuple[date, int, datetime, int]:
        """By day, regimen changes first; within a day by instant; an onset before its end."""
        order = _ORDER.get(self.kind, len(_ORDER))
        return (self.day(zone), int(order > 1), self.instant(zone), order)
