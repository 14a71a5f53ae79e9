"""The parent's side of the solver: a warm child process that speaks JSON lines."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class SolverChild:
    """A warm solver process; may be kept for many plans, one at a time."""

    startup_seconds: float = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; harmless if it has ended."""
