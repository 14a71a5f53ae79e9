"""One section of the measurement, by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.plan import sections
from benchmarks.plan.effort import Effort
from benchmarks.plan.sections import Row, Tell
from benchmarks.plan.stable import Stable


def measure(
    name: str,
    effort: Effort,
    stable: Stable,
    cache: Path,
    folders: Mapping[str, Path],
    tell: Tell,
) -> list[Row]:
    """Every row of a section; ``cache`` keeps rosters that take long to make."""
    if name == "scaling":
        return sections.scaling(effort, tell)
    tasks = {
        "singles": lambda: sections.singles(folders["singles"], effort),
        "many": lambda: sections.many(folders["many"], effort),
        "inrc2": lambda: sections.inrc2(folders["inrc2"], effort, cache),
        "missions": lambda: sections.missions(effort),
        "moves": lambda: sections.moves(effort),
    }
    return sections.run(tasks[name](), stable, tell)
