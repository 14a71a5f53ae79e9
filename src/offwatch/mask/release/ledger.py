"""The release ledger: one row for everything that may ever leave a pad, written before it may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["days", "pass", "keep", "hand"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One release: ``what`` is a duty's id, or for days ``PERIOD:ISO,ISO,…``."""

    release_id: str
    kind: Kind
    what: str
    made_at: datetime


class ReleaseLedger(Protocol):
    """Where releases are written down; ``append`` returns only once the row is safe."""

    def append(self, row: LedgerRow) -> None:
        """Keep ``row`` durably, or raise and keep nothing."""


class MemoryLedger:
    """A ledger in memory: for tests and simulated pads."""

    def __init__(self) -> None:
        self.rows: list[LedgerRow] = []

    def append(self, row: LedgerRow) -> None:
        self.rows.append(row)
