"""What came of a wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from offwatch.diary import Event


@dataclass(frozen=True, slots=True)
class PadOutcome:
    """``said`` is for the owner's eyes; ``step`` is what an undo would take back.

    ``entry`` is the first entry that was written or changed. A start may be joined to the episode
    that ``joined_since`` then names; where an end of it would keep the two apart, ``apart`` is it.
    """

    said: str
    step: int | None = None
    entry: int | None = None
    joined_since: date | None = None
    apart: Event | None = None
