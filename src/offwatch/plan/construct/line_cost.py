"""What one person's line costs while a roster is drawn up, with days as bits.

A line is a tuple with a whole number for each shift, whose bits are the days on which it is held.
Bit 0 is `BEFORE` days before the first, so that the days just before it count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offwatch.plan.bitset import bits
from offwatch.plan.construct.fair_shares import FairShare
from offwatch.plan.objective import is_wanted
from offwatch.plan.patterns import night_shifts
from offwatch.plan.roster.availability import Availability, duty_span, overlap
from offwatch.plan.roster.line_rules import new_faults
from offwatch.plan.roster.roster import Absences, Person, Roster
from offwatch.plan.roster.successions import successions

BEFORE = 16  # days before the first that count
ENDLESS = 10**9  # where there is no limit
Shifts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """What one of each costs. Parts that come first outweigh all that come after.

    ``nights`` and ``weekends`` weigh the square of the distance from a fair share.
    """

    open: int = 60_000
    avoid: int = 12_000
    hours: int = 3_000
    load: int = 1_200
    wish: int = 600
    nights: int = 30
    weekends: int = 30
    days: int = 3
    lone_night: int = 60
    single_day: int = 14
    single_day_off: int = 4
    split_weekend: int = 14
    backward: int = 10
    change: int = 3


class LineCost:
    """What the line of one person costs, and whether it may stand.

    Parameters
    ----------
    base : Roster
        Demand, people and rules, and the duties given beforehand.
    person : Person
        Whose line it is.
    avoid : Absences
        For each person the days to avoid.
    share : FairShare
        The person's fair share of days, nights and weekends.
    most_days : int
        How many days they may work without more cost.
    weights : Weights
        What one of each costs.

    Attributes
    ----------
    fixed : int
        The days that do not change, as bits.
    may : tuple of int
        For each shift the days on which it may be given, as bits.
    """

    def __init__(
        self,
        base: Roster,
        person: Person,
        avoid: Absences,
        share: FairShare,
        most_days: int,
        weights: Weights,
    ) -> None:
        self.base, self.person, self.weights = base, person, weights
        self.free, self.ids = Availability(base, {}), [s.id for s in base.shifts]
        self.horizon = _bit(base.days) - _bit(0)
        given = base.duties.get(person.id, {})
        self.fixed = bits(d + BEFORE for d in {*given, *base.fixed_days.get(person.id, ())})
        self.loose = ~(self.fixed & self.fixed << 1)
        self.may = tuple(
            0
            if person.rules.max_shifts.get(s, 1) == 0
            else bits(d + BEFORE for d in range(base.days) if self.free.may_take(person.id, s, d))
            & ~self.fixed
            for s in self.ids
        )
        self._set_past()
        self._set_wishes(given)
        self._set_avoided(avoid)
        self._set_shifts()
        self._set_limits(share, max(0, most_days))
        self._costs: dict[tuple[Shifts, int], int | None] = {}
        self._stands: dict[tuple[Shifts, int], bool] = {}

    def _set_limits(self, share: FairShare, most_days: int) -> None:
        """What so many days, nights and weekends cost, and how much may be worked."""
        rules, w = self.person.rules, self.weights
        most, least = self.person.most_minutes, self.person.least_minutes
        self.most_minutes = ENDLESS if most is None else most
        self.least_minutes = least or 0
        self.most_run = rules.max_run or 0
        self.most_weekends = ENDLESS if rules.max_weekends is None else rules.max_weekends
        days = range(self.base.days + 1)
        self.by_days = [
            w.load * max(0, n - most_days) + round(w.days * (n - share.days) ** 2) for n in days
        ]
        self.by_nights = [round(w.nights * (n - share.nights) ** 2) for n in days]
        self.by_weekends = [round(w.weekends * (n - share.weekends) ** 2) for n in days]

    def _set_past(self) -> None:
        """Work before the first day, and the days of which something is known."""
        history = self.person.history
        self.past_work = bits(
            d + BEFORE for d, busy in history.worked.items() if busy and d >= -BEFORE
        ) | bits(d + BEFORE for d in history.duties if d >= -BEFORE)
        self.past = tuple(
            bits(d + BEFORE for d, h in history.duties.items() if h == s and d >= -BEFORE)
            for s in self.ids
        )
        first = -1 if history.worked else 1
        self.inner = _bit(max(first, self.base.days - 1)) - _bit(first)

    def _set_wishes(self, given: Mapping[int, str]) -> None:
        self.wishes = bits(d + BEFORE for d in self.person.wishes if d not in given)
        wants = self.person.wants.items()
        self.wants = tuple(bits(d + BEFORE for d, w in wants if w == s) for s in self.ids)
        self.wants_any = bits(
            d + BEFORE for d, w in wants if w is None and not is_wanted(given.get(d), w)
        )

    def _set_avoided(self, avoid: Absences) -> None:
        """For each stretch of time to avoid, the days of each shift that overlap it."""
        spans = Availability(self.base, avoid).spans(self.person.id)
        self.avoid = [
            tuple(
                bits(
                    d + BEFORE
                    for d in range(self.base.days)
                    if overlap(duty_span(self.base, s, d), span)
                )
                for s in self.ids
            )
            for span in spans
        ]

    def _set_shifts(self) -> None:
        base, rules = self.base, self.person.rules
        after, nights = successions(base), night_shifts(base)
        n = range(len(self.ids))
        self.is_night = [s in nights for s in self.ids]
        starts = [base.shift[s].start_min or 0 for s in self.ids]
        day = next((d for d in range(base.days) if not after.clock.changes_within(d, d + 3)), 0)
        pairs = [(i, j) for i in n for j in n]
        self.barred = [
            (i, j)
            for i, j in pairs
            if not after.may_follow(self.ids[i], self.ids[j], 1, day, rules.rest_min)
        ]
        self.backward = [
            (i, j) for i, j in pairs if starts[j] < starts[i] and (i, j) not in self.barred
        ]
        self.minutes = [base.shift[s].worked_min for s in self.ids]
        first = base.first_day.weekday()
        days = range(-1, base.days)
        self.saturdays = bits(d + BEFORE for d in days if (first + d) % 7 == 5)
        self.whole = self.saturdays & ~_bit(-1) & ~_bit(base.days - 1)

    def read(self, line: Iterable[str | None]) -> tuple[Shifts, int]:
        """Give a line as bits, and the bits of its other work: missions, and what came before."""
        found, other = [0] * len(self.ids), self.past_work
        for d, held in enumerate(line):
            if held in self.base.shift:
                found[self.ids.index(held)] |= _bit(d)
            elif held is not None:
                other |= _bit(d)
        return tuple(found), other

    def write(self, shifts: Shifts, line: list[str | None]) -> list[str | None]:
        """Put shifts given as bits into a line that holds all else."""
        found: list[str | None] = [None if held in self.base.shift else held for held in line]
        for s, held in zip(self.ids, shifts, strict=True):
            for d in range(self.base.days):
                if held & _bit(d):
                    found[d] = s
        return found

    def cost(self, shifts: Shifts, other: int) -> int | None:
        """Give what a line costs; ``None`` if it plainly breaks a rule.

        Parameters
        ----------
        shifts : tuple of int
            The days of each shift, as bits.
        other : int
            The days of other work, as bits.
        """
        asked = shifts, other
        if asked not in self._costs:
            self._costs[asked] = self._price(shifts, other)
        return self._costs[asked]

    def stands(self, shifts: Shifts, other: int, line: list[str | None]) -> bool:
        """Say whether a line breaks no rule that the given duties kept; every rule is asked."""
        asked = shifts, other
        if asked not in self._stands:
            after = self.write(shifts, line)
            self._stands[asked] = not new_faults(self.free, self.person, tuple(after))
        return self._stands[asked]

    def _price(self, shifts: Shifts, other: int) -> int | None:
        """Add up a line; ``None`` where it breaks one of the rules that bits tell quickly."""
        work, minutes = other, 0
        for held, length in zip(shifts, self.minutes, strict=True):
            work |= held
            minutes += length * held.bit_count()
        if minutes > self.most_minutes:
            return None
        for i, j in self.barred:
            if (shifts[i] | self.past[i]) << 1 & shifts[j] & self.loose:
                return None
        if self.most_run:
            run, n = work, 1
            while run and n <= self.most_run:
                run, n = run & run >> 1, n + 1
            if run >> max(0, BEFORE - self.most_run):
                return None
        on = work & self.horizon
        weekends = ((on | on >> 1) & self.saturdays).bit_count()
        if weekends > self.most_weekends:
            return None
        cost = self.by_weekends[weekends] + self.by_days[on.bit_count()]
        lost = (on & self.wishes).bit_count() + (self.wants_any & ~on).bit_count()
        night = alike = 0
        for i, held in enumerate(shifts):
            lost += (self.wants[i] & ~held).bit_count()
            known = held | self.past[i]
            alike |= known << 1 & held
            if self.is_night[i]:
                night |= known
        w = self.weights
        cost += w.wish * lost + self.by_nights[(night & self.horizon).bit_count()]
        for i, j in self.backward:
            cost += w.backward * ((shifts[i] | self.past[i]) << 1 & shifts[j]).bit_count()
        off = ~work
        before, after = work << 1, work >> 1
        cost += (
            w.lone_night * (night & ~(night << 1 | night >> 1) & self.horizon).bit_count()
            + w.single_day * (work & ~(before | after) & self.inner).bit_count()
            + w.single_day_off * (off & before & after & self.inner).bit_count()
            + w.split_weekend * ((work ^ after) & self.whole).bit_count()
            + w.change * (before & on & ~alike).bit_count()
        )
        if self.avoid:
            cost += w.avoid * self._hit(shifts)
        if minutes < self.least_minutes:
            cost += w.hours * -(-(self.least_minutes - minutes) // 60)
        return cost

    def _hit(self, shifts: Shifts) -> int:
        """How many of the stretches of time to avoid a line has a duty in."""
        return sum(
            any(held & mask for held, mask in zip(shifts, span, strict=True)) for span in self.avoid
        )


def _bit(day: int) -> int:
    return 1 << (day + BEFORE)
