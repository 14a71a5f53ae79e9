"""Everybody's days while a crew is being made: who may take what, quickly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from offwatch.plan import Roster

DAY_MIN = 1440


class Lines:
    """The duties of all people of a roster whose rules are the same for all and only limits."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.rules = roster.people[0].rules
        n = len(roster.people)
        self.held: list[list[str | None]] = [[None] * roster.days for _ in range(n)]
        self.minutes = np.zeros(n)
        self.days_on = np.zeros(n)
        first = roster.first_day.weekday()
        self.weekend = [
            (first + d) // 7 if (first + d) % 7 >= 5 else -1 for d in range(roster.days)
        ]
        self.weekends: list[set[int]] = [set() for _ in range(n)]

    def fill(
        self,
        held: str,
        span: range,
        need: int,
        skills: Mapping[str, int],
        rng: np.random.Generator,
    ) -> None:
        """Give the seats of one duty to people, those with its skills first, then who has least."""
        people = self.roster.people
        order = np.argsort(self.days_on + rng.random(len(people)))
        crew: list[int] = []
        for skill, least in skills.items():
            able = [int(i) for i in order if skill in people[int(i)].skills]
            crew += self._take(able, held, span, least)
        self._take([int(i) for i in order], held, span, need - len(crew))

    def duties(self) -> dict[str, dict[int, str]]:
        return {
            p.id: {d: h for d, h in enumerate(line) if h is not None}
            for p, line in zip(self.roster.people, self.held, strict=True)
        }

    def _take(self, order: list[int], held: str, span: range, need: int) -> list[int]:
        taken: list[int] = []
        for i in order:
            if len(taken) >= need:
                break
            if self._may(i, held, span):
                taken.append(i)
                self._put(i, held, span)
        return taken

    def _put(self, i: int, held: str, span: range) -> None:
        for d in span:
            self.held[i][d] = held
        self.minutes[i] += self.roster.minutes_of(held) * len(span)
        self.days_on[i] += len(span)
        self.weekends[i] |= {self.weekend[d] for d in span} - {-1}

    def _may(self, i: int, held: str, span: range) -> bool:
        line, rules = self.held[i], self.rules
        if any(line[d] is not None for d in span):
            return False
        minutes = self.minutes[i] + self.roster.minutes_of(held) * len(span)
        if rules.max_minutes is not None and minutes > rules.max_minutes:
            return False
        weekends = self.weekends[i] | {self.weekend[d] for d in span} - {-1}
        if rules.max_weekends is not None and len(weekends) > rules.max_weekends:
            return False
        return self._rests(line, held, span) and self._run(line, span) <= (rules.max_run or 10**6)

    def _rests(self, line: list[str | None], held: str, span: range) -> bool:
        before = line[span[0] - 1] if span[0] > 0 else None
        after = line[span[-1] + 1] if span[-1] + 1 < self.roster.days else None
        return (before is None or self._gap(before, held)) and (
            after is None or self._gap(held, after)
        )

    def _gap(self, first: str, then: str) -> bool:
        end = self._start(first) + self.roster.minutes_of(first)
        return DAY_MIN + self._start(then) - end >= 60 * (self.rules.rest_h or 0)

    def _start(self, held: str) -> int:
        if held in self.roster.shift:
            return self.roster.shift[held].start_min or 0
        return self.roster.mission[held].start_min

    def _run(self, line: list[str | None], span: range) -> int:
        first, stop = span[0], span[-1] + 1
        while first > 0 and line[first - 1] is not None:
            first -= 1
        while stop < len(line) and line[stop] is not None:
            stop += 1
        return stop - first
