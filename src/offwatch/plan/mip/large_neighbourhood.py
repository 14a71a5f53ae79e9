"""Many absences at once: better a plan piece by piece, each piece solved to the end.

A piece is a stretch of days around an open seat; everything outside it stays as the plan has it.
Pieces grow while none betters the plan.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any

from offwatch.plan.mip.expanding import Job, write_values
from offwatch.plan.mip.neighbourhood import Window, around
from offwatch.plan.objective import Objective, changed_days, open_seats
from offwatch.plan.roster.roster import Roster

PIECE_S = 4.0  # for one piece; longer is not worth it while others wait
FIRST_REACH = 2
LEAST_S = 0.2


class Mend(Job):
    """Large-neighbourhood search over stretches of days, from the incumbent until time is up."""

    def __init__(self, request: Mapping[str, Any], *args: Any, **more: Any) -> None:
        super().__init__(request, *args, **more)
        self.rng = random.Random(f"{self.seed}{self.flow}")  # noqa: S311  (no secret)

    def run(self) -> bool:
        reach = FIRST_REACH
        tried: set[int] = set()
        while not self.stopped and self.left() > LEAST_S:
            now = self.base.with_duties(*self.best)
            days = sorted(self._focus(now) - tried)
            if not days:
                if 2 * reach >= self.base.days:
                    return False
                reach, tried = reach + 1, set()
                continue
            day = self.rng.choice(days)
            if self._better(day, reach, now):
                tried = set()
            else:
                tried |= {day}
        return False

    def _focus(self, now: Roster) -> set[int]:
        """Days to work on: where seats are open, or else where anything has been changed."""
        opened = {day for day, _, _ in open_seats(self.base, now, whole=self.goal == "make")}
        return opened or {day for _, day in changed_days(self.base, now)}

    def _better(self, day: int, reach: int, now: Roster) -> bool:
        core = {day}
        for mission in now.missions:
            if day in mission.span():
                core |= set(mission.span())
        window = Window("piece", around(core, reach, self.base.days))
        stages = self.open(window, now, min(self.until, time.monotonic() + PIECE_S))
        rung = stages.seats_and_people() if stages is not None else None
        if rung is None or not self.take(rung.values):
            return False
        self.say("found", id=self.id, scope="piece", values=write_values(rung.values))
        return True

    def on_bound(self, window: Window, bound: Objective) -> None:
        """A bound on a piece says nothing of the whole."""
