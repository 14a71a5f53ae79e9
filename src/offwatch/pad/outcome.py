"""What came of a wish."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PadOutcome:
    """``said`` is for the owner's eyes; ``step`` is what an undo would take back.

    ``entry`` is the first entry that was written or changed.
    """

    said: str
    step: int | None = None
    entry: int | None = None
