"""The methods, each a warm thing that answers one case after another."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from benchmarks.plan.answers import Answer, judge, milestones
from benchmarks.plan.cases import Case
from benchmarks.plan.child import Child
from benchmarks.plan.replans import Way, replan_by, solvers_of
from offwatch.plan import dump_roster
from offwatch.plan.construct.repair import repair
from offwatch.plan.roster.roster import MinuteSpan
from offwatch.plan.scope import GLOBAL, Scope

OURS, GREEDY, SCRATCH = "Offwatch", "greedy", "scratch"
CPSAT, HIGHS, TIMEFOLD = "CP-SAT, whole", "HiGHS, whole", "Timefold"
WAYS: dict[str, Way] = {OURS: "ours", CPSAT: "cp-sat", HIGHS: "highs"}


class Method(Protocol):
    """Answers cases by a deadline; closed when there are no more."""

    name: str

    def answer(self, case: Case, deadline_s: float) -> Answer: ...

    def close(self) -> None: ...


class Greedy:
    """Each open seat to whoever can simply take it: Offwatch's own first answer, alone."""

    name = GREEDY

    def answer(self, case: Case, deadline_s: float) -> Answer:
        began = time.monotonic()
        after = repair(case.base, case.absent)
        seconds = time.monotonic() - began
        cost, breaches = judge(case, after)
        assert cost is not None
        first, best = milestones(case, [(seconds, list(cost))])
        return Answer(
            self.name,
            deadline_s,
            cost,
            (0, 0),
            proven=False,
            scope="",
            first_s=first,
            best_s=best,
            proof_s=None,
            near_s=None,
            seconds=seconds,
            startup_s=0.0,
            peak_mb=0.0,
            breaches=breaches,
        )

    def close(self) -> None:
        return


class Planner:
    """`replan_by` with warm solvers: Offwatch as it is, or one solver for the whole at once."""

    def __init__(self, name: str = OURS) -> None:
        self.name, self.way = name, WAYS[name]
        self.solvers = solvers_of(self.way)
        self.startup_s = self.solvers.make_ready(every=True)

    def answer(self, case: Case, deadline_s: float) -> Answer:
        self.solvers.make_ready(every=True)
        began = time.monotonic()
        greedy, _ = judge(case, repair(case.base, case.absent))
        assert greedy is not None
        found = [(time.monotonic() - began, list(greedy))]
        proofs: list[tuple[float, Scope]] = []
        began = time.monotonic()

        def hear(state: Any) -> None:
            seconds = time.monotonic() - began
            found.append((seconds, list(state["objective"])))
            if state["proven"]:
                proofs.append((seconds, Scope.parse(state["scope"])))

        plan = replan_by(
            self.way,
            case.base,
            case.absent,
            deadline_s=deadline_s,
            solver=self.solvers,
            on_progress=hear,
        )
        found += [(one.seconds, list(one.cost)) for one in plan.results]
        found.append((plan.seconds, list(plan.objective)))
        proofs += [(one.seconds, one.scope) for one in plan.results if one.proven]
        if plan.proven:
            proofs.append((plan.seconds, plan.scope))
        cost, breaches = judge(case, plan.roster)
        first, best = milestones(case, sorted(found))
        return Answer(
            self.name,
            deadline_s,
            cost,
            (plan.bound.open, plan.bound.told),
            proven=plan.proven and plan.scope == GLOBAL,
            scope=str(plan.scope) if plan.proven else f"not proved within {plan.scope}",
            first_s=first,
            best_s=best,
            proof_s=_first(proofs, GLOBAL) if plan.proven else None,
            near_s=_first(proofs, Scope("days", 1)),
            seconds=plan.seconds,
            startup_s=plan.startup_seconds or self.startup_s,
            peak_mb=self.peak_mb(),
            breaches=breaches,
            note=plan.solver,
        )

    def peak_mb(self) -> float:
        """The larger of the two solvers' processes, at its largest."""
        return max([0.0, *(_peak_mb(pid) for pid in self.solvers.pids.values())])

    def close(self) -> None:
        self.solvers.close()


class Scratch:
    """A new roster each time, by CP-SAT in a process of its own."""

    name = SCRATCH

    def __init__(self) -> None:
        self.child = Child(["-m", "benchmarks.plan.scratch_child"])

    def answer(self, case: Case, deadline_s: float) -> Answer:
        said = self.child.ask(question(case, deadline_s), deadline_s)
        return told_by(self.name, case, deadline_s, said, self.child.startup_s)

    def close(self) -> None:
        self.child.close()


def question(case: Case, deadline_s: float) -> dict[str, Any]:
    return {
        "roster": dump_roster(case.base),
        "absent": {p: _dump_away(days) for p, days in case.absent.items()},
        "seconds": deadline_s,
    }


def _dump_away(away: Iterable[int | MinuteSpan]) -> list[int | list[int]]:
    """Write absences as JSON takes them: a day as its index, a stretch as its two minutes."""
    items = sorted(away, key=lambda item: (isinstance(item, tuple), item))
    return [list(item) if isinstance(item, tuple) else item for item in items]


def told_by(
    name: str, case: Case, deadline_s: float, said: dict[str, Any], startup_s: float
) -> Answer:
    """A child's answer, judged."""
    values = said.get("values")
    after = None
    if values is not None:
        duties = {p: {int(d): h for d, h in line.items()} for p, line in values["duties"].items()}
        after = case.base.with_duties(duties, values["starts"])
    cost, breaches = judge(case, after)
    found = [(float(s), list(c)) for s, c in said.get("found", ())]
    first, best = milestones(case, found)
    proof = said.get("proof_s")
    bound = [*said.get("bound", ()), 0, 0]
    return Answer(
        name,
        deadline_s,
        cost,
        (bound[0], bound[1]),
        proven=proof is not None,
        scope="global" if proof is not None else "",
        first_s=first,
        best_s=best,
        proof_s=proof,
        near_s=proof,
        seconds=float(said.get("seconds", deadline_s)),
        startup_s=startup_s,
        peak_mb=float(said.get("peak_mb", 0.0)),
        breaches=breaches,
        note=str(said.get("note", "")),
    )


def _first(proofs: list[tuple[float, Scope]], scope: Scope) -> float | None:
    return min((s for s, within in proofs if within.width >= scope.width), default=None)


def _peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "x 0")
    return int(peak.split()[1]) / 1024
