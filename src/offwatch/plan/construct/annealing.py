"""A roster drawn up from demand bettered by exchanging stretches of days between people.

Two people exchange what they hold on some days in a row, so every shift keeps as many people as
before; an open seat is given to somebody, or a duty becomes another. What is worse is taken with a
chance that falls with time (simulated annealing). Only lines that break no rule are taken.

References
----------
S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, *Optimization by simulated annealing*, Science 220
(1983).
E. K. Burke, T. Curtois, R. Qu, G. Vanden Berghe, *A scatter search methodology for the nurse
rostering problem*, Journal of the Operational Research Society 61 (2010): blocks of days exchanged.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from offwatch.plan.construct.fair_shares import FairShares
from offwatch.plan.construct.line_cost import BEFORE, LineCost, Shifts, Weights
from offwatch.plan.construct.seats import Seats
from offwatch.plan.roster.roster import Absences, Roster

LOOK = 256  # steps between two looks at the clock
# What of added cost is taken with a chance of 1 in e: at first, for a good roster, and at last.
HOT, WARM, COLD = 60.0, 15.0, 1.2
STEPS = 300  # tried for each person and day, where time allows
LONGEST = 7  # days that are exchanged at once
SEAMS = 0.6  # the share of exchanges that begin and end where a block of shifts does
GIVE, CHANGE, THREE = (
    0.25,
    0.4,
    0.12,
)  # the share of each kind of step; the first two where seats lack


@dataclass(frozen=True, slots=True)
class NewLine:
    """One person's new line."""

    who: int
    shifts: Shifts
    cost: int


class Annealing:
    """Betters one roster until time or steps are up.

    Parameters
    ----------
    base : Roster
        Demand, people and rules, and the duties given beforehand.
    avoid : Absences
        For each person the days to avoid.
    start : Roster
        The roster to better; it keeps every rule that the given duties keep.
    seed : int
        For its random choices.
    most_days : int
        Days, with the credit carried, that one person may work without cost (0: an even share).
    weights : Weights, optional
        What one of each costs.

    Attributes
    ----------
    first_cost, best_cost : int
        What the roster cost at first, and what the best found costs.
    """

    def __init__(
        self,
        base: Roster,
        avoid: Absences,
        start: Roster,
        *,
        seed: int,
        most_days: int = 0,
        weights: Weights | None = None,
    ) -> None:
        self.base, self.start = base, start
        self.weights = weights or Weights()
        self.rng = random.Random(seed)  # noqa: S311  (no secret)
        shares = FairShares(base)
        most_days = most_days or shares.least_most
        people = [
            LineCost(base, p, avoid, shares.of(p), most_days - p.credit, self.weights)
            for p in base.people
        ]
        lines = [list(start.line(p.id)) for p in base.people]
        read = [cost.read(line) for cost, line in zip(people, lines, strict=True)]
        costs = [cost.cost(*line) for cost, line in zip(people, read, strict=True)]
        # Somebody whose given duties break a rule stays as they are.
        keep = [i for i, cost in enumerate(costs) if cost is not None and any(people[i].may)]
        self.people = [people[i] for i in keep]
        self.lines = [lines[i] for i in keep]
        self.shifts = [read[i][0] for i in keep]
        self.other = [read[i][1] for i in keep]
        self.costs = [costs[i] or 0 for i in keep]
        self.seats = Seats(base, start, [p.person for p in self.people])
        self.cost = sum(self.costs) + self.weights.open * self.seats.open
        self.first_cost = self.best_cost = self.cost
        self.best = list(self.shifts)

    def run(
        self,
        until: float,
        stop: Callable[[], bool] | None = None,
        *,
        steps: int = STEPS,
        hot: float = HOT,
    ) -> Roster:
        """Better the roster until a time, or until the steps are used up.

        Parameters
        ----------
        until : float, seconds
            On the clock of `time.monotonic`.
        stop : callable, optional
            Asked often; once it says yes the best so far comes back.
        steps : int
            How many steps are tried for each person and day, where time allows.
        hot : float
            What of added cost is taken with a chance of 1 in e at first: `WARM` for a roster that
            this search has bettered before.

        Returns
        -------
        Roster
            The best found, by the sum of all costs.
        """
        began, most = time.monotonic(), steps * len(self.people) * self.base.days
        heat, step = hot, 0
        while step < most and len(self.people) > 1:
            if step % LOOK == 0:
                now = time.monotonic()
                if now > until or (stop is not None and stop()):
                    break
                gone = max(step / most, (now - began) / max(1e-9, until - began))
                heat = hot * (COLD / hot) ** gone
            step += 1
            self._step(heat)
        return self._roster()

    def _step(self, heat: float) -> None:
        kind, n = self.rng.random(), len(self.people)
        if self.seats.open and kind < GIVE:
            changes, seats = self._give()
        elif self.seats.open and kind < CHANGE:
            changes, seats = self._change()
        elif kind > 1 - THREE and n > 2:
            changes, seats = self._exchange(self.rng.sample(range(n), 3))
        else:
            one, other = int(self.rng.random() * n), int(self.rng.random() * (n - 1))
            changes, seats = self._exchange([one, other + (other >= one)])
        if not changes:
            return
        more = self.weights.open * seats
        more += sum(change.cost - self.costs[change.who] for change in changes)
        if more > 0 and self.rng.random() >= math.exp(-more / heat):
            return
        for change in changes:
            i = change.who
            if not self.people[i].stands(change.shifts, self.other[i], self.lines[i]):
                return
        for change in changes:
            i = change.who
            self.seats.move(i, self.shifts[i], change.shifts)
            self.shifts[i], self.costs[i] = change.shifts, change.cost
        self.cost += more
        if self.cost < self.best_cost:
            self.best_cost, self.best = self.cost, list(self.shifts)

    def _exchange(self, who: list[int]) -> tuple[list[NewLine], int]:
        """People hand on what they hold on some days in a row, each to the next."""
        days = self._stretch(who)
        for i in who:
            days &= ~self.people[i].fixed
        changes, seats = [], []
        for n, i in enumerate(who):
            mine, theirs = self.shifts[i], self.shifts[who[n - 1]]
            if mine == theirs:
                continue
            person, line = self.people[i], list(mine)
            for s, (held, other) in enumerate(zip(mine, theirs, strict=True)):
                taken = other & days
                if taken & ~person.may[s]:
                    return [], 0
                line[s] = held & ~days | taken
            new = tuple(line)
            if new == mine:
                continue
            cost = person.cost(new, self.other[i])
            if cost is None:
                return [], 0
            changes.append(NewLine(i, new, cost))
            seats.append((i, mine, new))
        return changes, self.seats.more_open(seats, exchange=True) if seats else 0

    def _stretch(self, who: list[int]) -> int:
        """Some days in a row, as bits; mostly from where somebody's block of shifts ends."""
        rng, days = self.rng.random, self.base.days
        length = 1 + int(rng() * min(LONGEST, days))
        first = int(rng() * (days - length + 1))
        if rng() < SEAMS:
            seams = 0
            for i in who[:2]:
                for held in self.shifts[i]:
                    seams |= held ^ held << 1
            ahead = seams >> (first + BEFORE)
            if ahead:
                first = min(days - 1, first + (ahead & -ahead).bit_length() - 1)
            ahead = seams >> (first + BEFORE + length)
            if ahead:
                length += (ahead & -ahead).bit_length() - 1
            length = min(length, days - first)
        return ((1 << length) - 1) << (first + BEFORE)

    def _give(self) -> tuple[list[NewLine], int]:
        """Give an open seat to somebody who is off."""
        shift, day = self.seats.any_open(self.rng)
        return self._hold(self.rng.randrange(len(self.people)), shift, day)

    def _change(self) -> tuple[list[NewLine], int]:
        """Let somebody hold another shift on a day, or none."""
        i = self.rng.randrange(len(self.people))
        day = self.rng.randrange(self.base.days)
        return self._hold(i, self.rng.randrange(-1, len(self.base.shifts)), day)

    def _hold(self, i: int, shift: int, day: int) -> tuple[list[NewLine], int]:
        person, bit = self.people[i], 1 << (day + BEFORE)
        if bit & person.fixed or bit & self.other[i]:
            return [], 0
        if shift >= 0 and not person.may[shift] & bit:
            return [], 0
        mine = self.shifts[i]
        new = tuple(held | bit if n == shift else held & ~bit for n, held in enumerate(mine))
        cost = None if new == mine else person.cost(new, self.other[i])
        if cost is None:
            return [], 0
        return [NewLine(i, new, cost)], self.seats.more_open([(i, mine, new)])

    def _roster(self) -> Roster:
        duties = {p: dict(line) for p, line in self.start.duties.items()}
        for person, shifts, line in zip(self.people, self.best, self.lines, strict=True):
            after = person.write(shifts, line)
            duties[person.person.id] = {d: h for d, h in enumerate(after) if h is not None}
        starts = {m.id: m.start for m in self.start.missions}
        return self.base.with_duties(duties, starts)
