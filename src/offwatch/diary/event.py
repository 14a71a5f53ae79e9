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
    "symptom",
    "medicine",
    "temperature",
    "regimen_start",
    "regimen_stop",
    "life_start",
    "life_end",
    "dose",
    "missed_dose",
    "exposure",
    "precursor",
    "note",
    "attribute",
    "told",
    "away",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
UNUSED: frozenset[Kind] = frozenset(
    ("note", "symptom", "medicine", "temperature", "attribute", "told", "away")
)
"""Kinds that no forecast looks at."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was written down.

    Parameters
    ----------
    at : date or datetime
        A day, or an instant with a zone. An ``end`` names the last day or moment of an episode.
    kind : str
        One of ``KINDS``.
    name : str
        Which rhythm, symptom, medicine, regimen, exposure or sign.
    value : str
        How much, as it was written.

    Raises
    ------
    BadInput
        ``diary.unknown-kind`` or ``diary.no-zone``.
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
        """Give the calendar day it falls on; a plain day is the same day everywhere.

        Parameters
        ----------
        zone : tzinfo
            Where days are counted.

        Returns
        -------
        date

        Examples
        --------
        >>> from datetime import timedelta, timezone
        >>> at = datetime(2026, 3, 1, 23, 30, tzinfo=timezone.utc)
        >>> Event(at, "onset").day(timezone(timedelta(hours=2))).isoformat()
        '2026-03-02'
        """
        if isinstance(self.at, datetime):
            return self.at.astimezone(zone).date()
        return self.at

    def instant(self, zone: tzinfo) -> datetime:
        """Give when it was, in UTC; a plain day counts from its midnight in ``zone``.

        Parameters
        ----------
        zone : tzinfo
            Where days are counted.

        Returns
        -------
        datetime
        """
        if isinstance(self.at, datetime):
            return self.at.astimezone(UTC)
        return datetime.combine(self.at, time.min, zone).astimezone(UTC)

    @property
    def is_timed(self) -> bool:
        """Whether its moment is known, not only its day."""
        return isinstance(self.at, datetime)
