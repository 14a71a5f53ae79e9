"""Roster and absences to the least-change roster, checked and, where it can be, proved.

Importing this package imports no solver: they live in child processes (`Solvers`).
"""

from offwatch.plan.checker import Breach, check, standing
from offwatch.plan.form import dump_roster, read_absences, read_roster, roster_schema
from offwatch.plan.maker import Made, make_roster
from offwatch.plan.outcome import Change, Move, Plan
from offwatch.plan.proposals import propose
from offwatch.plan.replanner import replan, settle
from offwatch.plan.roster import (
    Absences,
    Demand,
    Mission,
    Person,
    Roster,
    Rules,
    Shift,
    without_absent,
)
from offwatch.plan.score import Objective
from offwatch.plan.solvers import Solvers

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
    "check",
    "dump_roster",
    "make_roster",
    "propose",
    "read_absences",
    "read_roster",
    "replan",
    "roster_schema",
    "settle",
    "standing",
    "without_absent",
]
