"""What a place for backups can do."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class BackupStore(Protocol):
    """A flat set of files by their names; a file is there whole or not at all."""

    def names(self) -> list[str]:
        """The names of all files there."""

    def put(self, name: str, file: Path) -> None:
        """Put a copy of a file there."""

    def get(self, name: str, to: Path) -> None:
        """Fetch one."""

    def delete(self, name: str) -> None:
        """Remove one; none is removed twice."""
