"""The release ledger: one row for everything that may ever leave a pad, written before it may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from offwatch.errors import BadInput

Kind = Literal["days", "pass", "keep", "hand"]


@dataclass(frozen=True, slots=True)
class DaysReleased:
    """The rhythm days asked for in one period, as a row of the ledger holds them.

    Parameters
    ----------
    period : int
        The period's number under the norm of the time.
    days : tuple of date
        The days, oldest first.

    Examples
    --------
    >>> said = DaysReleased(3, (date(2026, 3, 2), date(2026, 3, 9)))
    >>> said.dump()
    '3:2026-03-02,2026-03-09'
    >>> DaysReleased.parse(said.dump()) == said
    True
    """

    period: int
    days: tuple[date, ...]

    def dump(self) -> str:
        """This as text: ``PERIOD:ISO,ISO,…``."""
        return f"{self.period}:" + ",".join(day.isoformat() for day in self.days)

    @classmethod
    def parse(cls, text: str) -> DaysReleased:
        """The days written by ``dump``.

        Parameters
        ----------
        text : str
            What a row of kind ``days`` holds.

        Raises
        ------
        BadInput
            ``mask.row-unreadable`` for anything else.
        """
        number, _, days = text.partition(":")
        try:
            found = tuple(date.fromisoformat(day) for day in days.split(",") if day)
            said = cls(int(number), found)
        except ValueError:
            said = None
        if said is None or said.dump() != text:
            raise BadInput(
                "mask.row-unreadable",
                "A row of the release ledger cannot be read; restore the pad from a backup.",
            )
        return said


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One release: ``what`` is a duty's id, or for days what `DaysReleased.dump` writes."""

    release_id: str
    kind: Kind
    what: str
    made_at: datetime


class ReleaseLedger(Protocol):
    """Where releases are written down; ``append`` returns only once the row is safe."""

    def append(self, row: LedgerRow) -> None:
        """Keep a row durably, or raise and keep nothing.

        Parameters
        ----------
        row : LedgerRow
        """


class MemoryLedger:
    """A ledger in memory: for tests and simulated pads."""

    def __init__(self) -> None:
        self.rows: list[LedgerRow] = []

    def append(self, row: LedgerRow) -> None:
        """Keep a row.

        Parameters
        ----------
        row : LedgerRow
        """
        self.rows.append(row)
