"""What came of a wish."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """``said`` is for the owner's eyes; ``entry`` is what an undo would take back."""

    said: str
    entry: int | None = None
