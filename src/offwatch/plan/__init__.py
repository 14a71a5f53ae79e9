"""Roster and absences to the least-change roster, checked and, where it can be, proved.

Importing this package imports no solver: they live in child processes (`Solvers`).
"""

from offwatch.plan.checker.check import Breach, check, standing
from offwatch.plan.make import Made, make_roster
from offwatch.plan.objective import Objective, wishes_kept
from offwatch.plan.pareto import propose
from offwatch.plan.replan import arrange, replan
from offwatch.plan.result import Change, Move, Plan
from offwatch.plan.roster.availability import without_absent
from offwatch.plan.roster.read_write import dump_roster, read_absences, read_roster, roster_schema
from offwatch.plan.roster.roster import Absences, Demand, Mission, Person, Roster, Rules, Shift
from offwatch.plan.solvers.portfolio import Solvers

__all__ = [
    "Absences",
    "Breach",
    "Change",
    "Demand",
    "Made",
    "Mission",
    "Move",
    "Objective",
    "Person",
    "Plan",
    "Roster",
    "Rules",
    "Shift",
    "Solvers",
    "arrange",
    "check",
    "dump_roster",
    "make_roster",
    "propose",
    "read_absences",
    "read_roster",
    "replan",
    "roster_schema",
    "standing",
    "wishes_kept",
    "without_absent",
]
