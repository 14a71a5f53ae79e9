"""The first roster drawn up from demand, from which the solvers start."""

from __future__ import annotations

import time

from offwatch.plan.construct.repair import RosterDraft, take_seat
from offwatch.plan.construct.run_insertion import RunInsertion
from offwatch.plan.objective import Cover, covers, crews, missing
from offwatch.plan.roster.availability import Availability
from offwatch.plan.roster.roster import Absences, Roster


def fill(base: Roster, avoid: Absences, until: float) -> Roster:
    """Draw up a first roster: missions, then whole runs where short ones are forbidden, then seats.

    Parameters
    ----------
    base : Roster
        Demand, people and rules, and the duties given beforehand.
    avoid : Absences
        For each person the days to avoid (indexes), where that loses no seat.
    until : float, seconds
        When to stop, on the clock of `time.monotonic`.

    Returns
    -------
    Roster
        Each seat went to whoever could take it and had worked least.
    """
    draft = RosterDraft(base, {})
    draft.held = covers(base, whole=True)
    _seat(draft, avoid, until, [c for c in draft.held if isinstance(c.key, str)])
    if any(max(p.rules.min_run or 1, p.rules.min_days_off or 1) > 1 for p in base.people):
        RunInsertion(draft, avoid).fill(until)
    _seat(draft, avoid, until, [c for c in draft.held if not isinstance(c.key, str)])
    return draft.roster()


def _seat(draft: RosterDraft, avoid: Absences, until: float, held: list[Cover]) -> None:
    members, wanted = crews(draft.roster()), Availability(draft.base, avoid)
    for cover in sorted(held, key=lambda c: (not isinstance(c.key, str), str(c.key))):
        day = draft.starts[cover.key] if isinstance(cover.key, str) else cover.key[0]
        crew = list(members.get(cover.key, ()))
        what = cover.key if isinstance(cover.key, str) else cover.key[1]
        barred = {p for p in avoid if wanted.is_away(p, what, day)}
        for _ in range(missing(draft.base, cover, crew)):
            if time.monotonic() > until:
                return
            taker = take_seat(draft, cover, crew, barred) or take_seat(draft, cover, crew)
            if taker is None:
                break
            crew.append(taker)
