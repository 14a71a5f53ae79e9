"""The exact model of a re-plan as an integer program; whichever solver takes it.

It shares no rule with the checker. Inside its window every rule is a row; outside, lines stay as
they are now. What the base already broke is let stand at that very place and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from offwatch.plan.mip.make_variables import Follow, make_variables
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.objective_terms import ObjectiveTerms
from offwatch.plan.mip.program import Program
from offwatch.plan.mip.rules import Runs, add_line_rules
from offwatch.plan.mip.variables import Variables
from offwatch.plan.objective import Goal
from offwatch.plan.roster.roster import Absences, Roster


@dataclass(frozen=True, slots=True)
class Model:
    """A program with what its variables mean and what is to be minimised."""

    variables: Variables
    objective: ObjectiveTerms

    @property
    def program(self) -> Program:
        """The program itself."""
        return self.variables.program


def build(
    base: Roster,
    absent: Absences,
    window: Window,
    *,
    goal: Goal,
    allow_moves: bool,
    now: Roster,
    follow: Follow,
    runs: Runs,
) -> Model:
    """Build the model for one window around one roster.

    Parameters
    ----------
    base, absent, window, goal, allow_moves, now, follow
        As for `make_variables`.
    runs : {"clauses", "flow"}
        Whether runs of work and of rest are forbidden one by one, or are a path in a network.

    Returns
    -------
    Model
        With every rule as rows, and the parts of the objective as terms.
    """
    variables = make_variables(
        base, absent, window, goal=goal, allow_moves=allow_moves, now=now, follow=follow
    )
    for person in base.people:
        add_line_rules(variables, person, runs)
    return Model(variables, ObjectiveTerms(variables))
