"""What an operation gives back to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeskOutcome:
    """Where the operation left things; ``said`` is for the person who did it."""

    state: str
    said: str = ""
    ref: int | None = None
