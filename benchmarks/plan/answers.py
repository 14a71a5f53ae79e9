"""One method's answer to one case, judged by the checker and counted anew from the rosters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.plan.cases import Case
from offwatch.plan import Objective, Roster, check
from offwatch.plan.objective import score


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. ``None`` where there is none: a plan, a proof, a time.

    **Units**: seconds from the question to the answer, imports and a solver's start apart;
    ``first_s`` to the first plan that leaves fewer seats open than doing nothing, ``best_s`` to the
    one that was never bettered in seats and people, ``proof_s`` to its proof over the whole horizon
    (``near_s``: within one day of the absences, or wider). ``peak_mb`` is the solver's process.
    """

    method: str
    deadline_s: float
    objective: Objective | None
    bound: tuple[int, int]
    proven: bool
    scope: str
    first_s: float | None
    best_s: float | None
    proof_s: float | None
    near_s: float | None
    seconds: float
    startup_s: float
    peak_mb: float
    breaches: int
    note: str = ""


def judge(case: Case, after: Roster | None) -> tuple[Objective | None, int]:
    """A plan's objective, counted from the two rosters, and how many rules it newly breaks."""
    if after is None:
        return None, 0
    return score(case.base, after, case.absent), len(check(case.base, after, case.absent))


def milestones(
    case: Case, found: list[tuple[float, list[int]]]
) -> tuple[float | None, float | None]:
    """From the plans as they came: when the first that helps was there, and when the best."""
    helps = [s for s, cost in found if cost[0] < case.lost]
    if not found:
        return None, None
    best = min(cost[:2] for _, cost in found)
    return (
        helps[0] if helps else None,
        next(s for s, cost in found if cost[:2] == best),
    )


def as_row(answer: Answer) -> dict[str, Any]:
    """An answer as JSON takes it."""
    row = {name: getattr(answer, name) for name in Answer.__slots__}
    row["objective"] = None if answer.objective is None else list(answer.objective)
    row["bound"] = list(answer.bound)
    for name, value in row.items():
        if isinstance(value, float):
            row[name] = round(value, 4)
    return row
