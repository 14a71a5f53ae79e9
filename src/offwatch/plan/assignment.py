"""Who is on what and where missions start: the part of a roster that a search changes."""

from __future__ import annotations

from typing import NamedTuple, Self

from offwatch.plan.roster.roster import Roster


class Assignment(NamedTuple):
    """The duties and mission starts of a roster, as they pass between processes.

    Parameters
    ----------
    duties : dict of dict
        For each person the shift or mission held, by day (index).
    starts : dict of int
        For each mission the day (index) it starts on.
    """

    duties: dict[str, dict[int, str]]
    starts: dict[str, int]

    @classmethod
    def of(cls, roster: Roster) -> Self:
        """Read it off a roster."""
        return cls(
            {p: dict(line) for p, line in roster.duties.items()},
            {m.id: m.start for m in roster.missions},
        )

    def apply_to(self, base: Roster) -> Roster:
        """Put it into a roster of the same people, shifts and missions."""
        return base.with_duties(self.duties, self.starts)
