"""Small records by hand."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.peer import Training

from offwatch.diary.readers.cycles import Cycle, PersonCycles
from offwatch.forecast.predict.cycle_length import Origin


def person(name: str, lengths: Sequence[int]) -> PersonCycles:
    return PersonCycles(name, tuple(Cycle(i + 1, days) for i, days in enumerate(lengths)))


def origin(gaps: Sequence[int], length: int = 28, ovulation: int | None = None) -> Origin:
    cycle = Cycle(len(gaps) + 1, length, None, ovulation)
    return Origin(0, "p", cycle, tuple(gaps), ())


def training(rows: Sequence[Sequence[int]]) -> Training:
    """Everyone's last gap is the one to forecast."""
    return Training(
        people=tuple(person(f"p{at}", row) for at, row in enumerate(rows)),
        gaps=tuple(tuple(row) for row in rows),
        origins=tuple(
            Origin(at, f"p{at}", Cycle(len(row), row[-1]), tuple(row[:-1]), ())
            for at, row in enumerate(rows)
        ),
    )
