"""Whole runs of work inserted over open seats, where the rules forbid short runs and rests.

One duty at a time can never begin a run there; so everybody in turn gets a run of days where most
seats are open, each day the shift that lacks most of those that may follow the day before.
"""

from __future__ import annotations

import time

from offwatch.plan.construct.repair import RosterDraft
from offwatch.plan.objective import Cover, crews, missing
from offwatch.plan.roster.availability import Availability
from offwatch.plan.roster.roster import Absences, Person
from offwatch.plan.roster.successions import successions

MOST_TRIED = 12  # places tried for one person in one round
USUAL_RUN = 5  # days of a run where no rule sets its most


class RunInsertion:
    """Inserts runs of work into a draft until nobody can take another or time is up.

    Parameters
    ----------
    draft : RosterDraft
        The roster to fill; it is changed.
    avoid : Absences
        For each person the days to avoid (indexes).
    """

    def __init__(self, draft: RosterDraft, avoid: Absences) -> None:
        self.draft, self.base = draft, draft.base
        self.wanted = Availability(self.base, avoid)
        self.successions = successions(self.base)
        self.covers: dict[int, list[Cover]] = {}
        for cover in draft.held:
            if not isinstance(cover.key, str):
                self.covers.setdefault(cover.key[0], []).append(cover)
        self.crews = {key: list(crew) for key, crew in crews(draft.roster()).items()}

    def fill(self, until: float) -> None:
        """Give everybody a run in turn, those first who have worked least.

        Parameters
        ----------
        until : float, seconds
            When to stop, on the clock of `time.monotonic`.
        """
        waiting = list(self.base.people)
        while waiting:
            waiting.sort(key=lambda p: (self._load(p), p.id))
            again = []
            for person in waiting:
                if time.monotonic() > until:
                    return
                if self._insert(person):
                    again.append(person)
            waiting = again

    def _load(self, person: Person) -> int:
        return sum(held is not None for held in self.draft.lines[person.id]) + person.credit

    def _insert(self, person: Person) -> bool:
        least = person.rules.min_run or 1
        most = max(least, person.rules.max_run or USUAL_RUN)
        found = []
        for first in range(self.base.days):
            run, worth = self._run(person, first, most)
            if run and (len(run) >= least or first == 0 or first + len(run) == self.base.days):
                found.append((-worth, first, run))
        for _, first, run in sorted(found)[:MOST_TRIED]:
            for n in range(len(run), 0, -1):
                if self._put(person, first, run[:n]):
                    return True
                if n <= least:
                    break
        return False

    def _run(self, person: Person, first: int, most: int) -> tuple[list[str], int]:
        """The shifts of a run from a day on, as long as seats lack, and how many they lack."""
        rest = person.rules.rest_min
        line, run, worth = self.draft.lines[person.id], list[str](), 0
        for d in range(first, min(self.base.days, first + most)):
            if line[d] is not None or d in person.wishes:
                break
            best, short = "", 0
            for cover in self.covers.get(d, ()):
                shift = str(cover.key[1])
                if run and not self.successions.may_follow(run[-1], shift, 1, d - 1, rest):
                    continue
                if self.wanted.is_away(person.id, shift, d):
                    continue
                if not self.draft.free.may_take(person.id, shift, d):
                    continue
                lacks = self._lack(cover, person)
                if lacks > short and person.rules.max_shifts.get(shift, most) > run.count(shift):
                    best, short = shift, lacks
            if not best:
                break
            run.append(best)
            worth += short
        return run, worth

    def _lack(self, cover: Cover, person: Person) -> int:
        """How many a seat lacks, if this person would be of help."""
        crew = self.crews.get(cover.key, [])
        lacks = missing(self.base, cover, crew)
        return lacks if lacks and missing(self.base, cover, [*crew, person.id]) < lacks else 0

    def _put(self, person: Person, first: int, run: list[str]) -> bool:
        line = list(self.draft.lines[person.id])
        line[first : first + len(run)] = run
        if not self.draft.allows(person.id, line):
            return False
        self.draft.lines[person.id] = line
        for k, shift in enumerate(run):
            self.crews.setdefault((first + k, shift), []).append(person.id)
        return True
