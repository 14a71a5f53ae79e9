"""What is re-planned: a roster in force and who is away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.readers.curtois import absences_of, read_base, read_draws, read_instance
from offwatch.plan import Absences, Roster
from offwatch.plan.objective import lost_seats


@dataclass(frozen=True)
class Case:
    """One question to every method, and the seats that doing nothing would leave open."""

    name: str
    base: Roster
    absent: Absences
    lost: int


def make_case(name: str, base: Roster, absent: Absences) -> Case:
    return Case(name, base, absent, lost_seats(base, absent))


def curtois_cases(folder: Path, kind: str) -> Iterator[Case]:
    """Every draw of a kind (``single``, ``five-percent``) of the instances in a folder."""
    for path in sorted(folder.glob("Instance*.txt"), key=_number):
        n = _number(path)
        base = read_base(folder / f"base-{n}.json", read_instance(path))
        for draw, days in read_draws(folder / f"absences-{n}.json").items():
            if draw.startswith(f"{kind}-"):
                yield make_case(f"{n} {draw}", base, absences_of(days, base))


def _number(path: Path) -> int:
    return int(re.sub(r"\D", "", path.stem) or 0)
