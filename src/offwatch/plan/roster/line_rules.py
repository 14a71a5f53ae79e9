"""Which rules one person's line breaks, for the searches that build lines step by step.

The checker shares nothing with this: it works out every rule again, from instants, and has the last
word on each finished plan. A rule that the roster in force already broke may stay broken exactly as
it is: the same pair of duties, the same run of days, the same total or a better one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from offwatch.plan.roster.availability import Availability, days_touched, duty_span
from offwatch.plan.roster.roster import (
    DAY_MIN,
    Absences,
    History,
    Line,
    Mission,
    Person,
    Roster,
)
from offwatch.plan.roster.successions import successions

NEVER: frozenset[int] = frozenset()
WEEK = 7


class Fault(NamedTuple):
    """One rule that a line does not keep, by how much, and at which place.

    ``key`` begins with the rule and names the very place, so that a fault of the base can be told
    from a new one.
    """

    rule: str
    amount: int
    key: tuple[object, ...]


def new_faults(free: Availability, person: Person, now: Line) -> list[Fault]:
    """Give what one person's new line breaks and their line in the base kept.

    Parameters
    ----------
    free : Availability
        The base and the absences.
    person : Person
        Whose line it is.
    now : Line
        What they would hold on each day of the horizon.

    Returns
    -------
    list of Fault
        Empty if the line may stand.
    """
    base, before = free.base, free.base.line(person.id)
    undone = free.undone.get(person.id, NEVER)
    found = [
        Fault("absent", 1, ("absent", d, held))
        for d, held in _begun(base, now)
        if free.is_away(person.id, held, d)
    ]
    found += [
        Fault("frozen", 1, ("frozen", d))
        for d in base.fixed_days.get(person.id, ())
        if d not in undone and now[d] != before[d]
    ]
    if now == before:
        return found
    credit = sum(base.minutes_of(what) for d in undone if (what := before[d]) is not None)
    # The base's own shortfall of minutes stays allowed; the credit is given on top of it.
    broken = list(_line_faults(free, person, now, free.credited.get(person.id, NEVER), credit))
    if broken:
        was = {f.key: f.amount for f in _line_faults(free, person, before, NEVER, 0)}
        found += [f for f in broken if f.amount > was.get(f.key, 0)]
    return found


def breaks_rules(roster: Roster, person: Person, line: Line) -> bool:
    """Say whether a line breaks any rule by itself.

    Parameters
    ----------
    roster : Roster
        Whose shifts and missions are meant.
    person : Person
        Whose line it is.
    line : Line
        What they would hold on each day.
    """
    return any(_line_faults(Availability(roster, {}), person, line, NEVER, 0))


def broken_lines(base: Roster) -> frozenset[str]:
    """The people whose line in a roster breaks a rule by itself."""
    return base.once(_broken_lines)


def _broken_lines(base: Roster) -> frozenset[str]:
    free = Availability(base, {})
    return frozenset(
        p.id for p in base.people if any(_line_faults(free, p, base.line(p.id), NEVER, 0))
    )


def must_follow(base: Roster, absent: Absences, mission: Mission, start: int) -> tuple[str, ...]:
    """Give who goes along when a mission moves: each member not kept from one of its new days.

    Away, on a day never worked, frozen or on another mission is kept from it, and so is a member
    whose line would break a rule there; a single shift is given up for it.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away when.
    mission : Mission
        The mission that moves.
    start : int, index
        Its new first day.

    Returns
    -------
    tuple of str
        The members, in the order of the people.
    """
    free = Availability(base, absent)

    def kept_from(person: str, day: int) -> bool:
        held = base.duties.get(person, {}).get(day)
        if held in base.mission and held != mission.id:
            return True
        return (person, day) in base.fixed and held != mission.id

    def bound(person: str) -> bool:
        undone = free.undone.get(person, NEVER)
        line = [
            None if d in undone or held == mission.id else held
            for d, held in enumerate(base.line(person))
        ]
        for d in mission.span(start):
            line[d] = mission.id
        return bool(new_faults(free, base.person[person], tuple(line)))

    able = (
        p
        for p in base.members(mission.id)
        if free.may_hold(p, mission.id, start)
        and not any(kept_from(p, d) for d in mission.span(start))
    )
    return tuple(p for p in able if not bound(p))


def weekends_worked(roster: Roster, person: Person, line: Line) -> set[int]:
    """The weekends, as weeks counted from the horizon's first Monday, on which a person works."""
    first = roster.first_day.weekday()
    if person.rules.weekend_counts == "start":
        days: Collection[int] = [d for d, held in enumerate(line) if held is not None]
    else:
        begun = _begun(roster, line)
        days = {e for d, held in begun for e in days_touched(duty_span(roster, held, d))}
    return {(first + d) // 7 for d in days if d < roster.days and (first + d) % 7 >= 5}


def _begun(roster: Roster, line: Line) -> Iterator[tuple[int, str]]:
    """Each duty of a line with the day on which it begins; a mission once."""
    for d, held in enumerate(line):
        if held is not None and not (d and line[d - 1] == held and held in roster.mission):
            yield d, held


def _line_faults(
    free: Availability, person: Person, line: Line, credited: frozenset[int], credit_min: int
) -> Iterator[Fault]:
    """Every rule one line breaks by itself, with the days and minutes an absence credits."""
    yield from _days_off(free, person, line)
    yield from _sequences(free.base, person, line)
    yield from _long_runs(person, line)
    yield from _short_blocks(person, line, credited)
    yield from _weekly_rest(free.base, person, line)
    yield from _averages(free.base, person, line)
    yield from _totals(free.base, person, line, credit_min)


def _days_off(free: Availability, person: Person, line: Line) -> Iterator[Fault]:
    if not person.off and not person.away:
        return
    for d, held in _begun(free.base, line):
        place = () if held in free.base.mission else (d,)
        for off in free.off_days(person, held, d):
            yield Fault("off", 1, ("off", off, held, *place))
        for span in free.away_spans(person, held, d):
            yield Fault("off", 1, ("away", span.start_min, held, *place))


def _sequences(roster: Roster, person: Person, line: Line) -> Iterator[Fault]:
    rest_min = person.rules.rest_min
    rules = successions(roster)
    reach = rules.reach(rest_min)
    for d, first in person.history.duties.items():
        for e in range(min(len(line), d + reach + 1)):
            then = line[e]
            if then is not None and not rules.may_follow(first, then, e - d, d, rest_min):
                yield Fault("rest", 1, ("rest", d, e, first, then))
    for d, held in enumerate(line):
        if held is None:
            continue
        for e in range(d + 1, min(len(line), d + reach + 1)):
            then = line[e]
            if then is not None and not rules.may_follow(held, then, e - d, d, rest_min):
                yield Fault("rest", 1, ("rest", d, e, held, then))


def _long_runs(person: Person, line: Line) -> Iterator[Fault]:
    limit = person.rules.max_run
    if limit is None:
        return
    worked = person.history.worked
    for d in range(min(worked, default=0), len(line) - limit):
        if all(_works(worked, line, k) for k in range(d, d + limit + 1)):
            yield Fault("max_run", 1, ("max_run", d))


def _works(worked: Mapping[int, bool], line: Line, day: int) -> bool:
    return line[day] is not None if day >= 0 else worked.get(day, False)


def _short_blocks(person: Person, line: Line, credited: frozenset[int]) -> Iterator[Fault]:
    """Runs of work and of days off that end too soon; edges and absences excuse them."""
    rules, history = person.rules, person.history
    if rules.min_run is None and rules.min_days_off is None:
        return
    start, before = 0, _length_before(history, line)
    while start < len(line):
        works = line[start] is not None
        end = start
        while end < len(line) and (line[end] is not None) == works:
            end += 1
        first = start - (before or 0) if start == 0 else start
        if start == 0 and before == 0:  # another kind of block ended just before the first day
            yield from _ended(person, line, -_known(history), 0, credited)
        least = rules.min_run if works else rules.min_days_off
        inner = (start > 0 or before is not None) and end < len(line)
        if least is not None and inner and end - first < least:
            yield from _short(line, first, end, works, credited)
        start = end


def _length_before(history: History, line: Line) -> int | None:
    """Days before the first of the block that it goes on with; ``None`` where nothing is known."""
    known = _known(history)
    if not known or not line:
        return None
    goes_on = (line[0] is not None) == bool(history.run_days)
    return known if goes_on else 0


def _known(history: History) -> int:
    return history.run_days or history.rest_days


def _ended(
    person: Person, line: Line, first: int, end: int, credited: frozenset[int]
) -> Iterator[Fault]:
    works = bool(person.history.run_days)
    least = person.rules.min_run if works else person.rules.min_days_off
    if least is not None and end - first < least:
        yield from _short(line, first, end, works, credited)


def _short(
    line: Line, first: int, end: int, works: bool, credited: frozenset[int]
) -> Iterator[Fault]:
    around = range(max(0, first - 1), end + 1)
    if not any(d in credited and line[d] is None for d in around):
        rule = "min_run" if works else "min_days_off"
        yield Fault(rule, 1, (rule, first, end))


def _weekly_rest(roster: Roster, person: Person, line: Line) -> Iterator[Fault]:
    least = person.rules.weekly_rest_min
    if not least:
        return
    for d, rest in longest_rests(roster, person, line).items():
        if rest < least:
            yield Fault("weekly_rest", least - rest, ("weekly_rest", d))


def longest_rests(roster: Roster, person: Person, line: Line) -> dict[int, int]:
    """Give the longest rest within each seven days from a day on, in real minutes.

    Parameters
    ----------
    roster : Roster
        Whose shifts, missions and zone are meant.
    person : Person
        Whose line it is; seven days that begin before the first count where history tells of them.
    line : Line
        What they hold on each day.

    Returns
    -------
    dict of int
        By the day (index) on which the seven begin.
    """
    real = successions(roster).clock.real
    begun = [*sorted(person.history.duties.items()), *_begun(roster, line)]
    spans = [duty_span(roster, held, d) for d, held in begun]
    busy = [(real(span.start_min), real(span.end_min)) for span in spans]
    found = {}
    for d in range(first_week(person), len(line) - WEEK + 1):
        free, end, most = real(d * DAY_MIN), real((d + WEEK) * DAY_MIN), 0
        for start, stop in busy:
            if stop > free:
                most = max(most, min(start, end) - free)
                free = stop
            if free >= end:
                break
        found[d] = max(most, end - free)
    return found


def first_week(person: Person) -> int:
    """The earliest day from which seven days reach into the horizon and are known whole."""
    past = person.history
    return 1 - WEEK if past.duties else -min(WEEK - 1, past.rest_days)


class AverageSpan(NamedTuple):
    """Days over which hours are averaged: those of the horizon, minutes before it, and the most."""

    days: range
    before_min: int
    most_min: int


def average_spans(person: Person, days: int) -> dict[int, AverageSpan]:
    """Give the weeks over which hours are averaged, by the week of the horizon that ends them.

    Weeks are counted from the first day. Where fewer are known than the average is over, it is over
    all that are known; a last week cut short counts by its days.

    Parameters
    ----------
    person : Person
        With their rules, and the minutes of the weeks before.
    days : int
        The days of the horizon.
    """
    rules, before = person.rules, person.history.weeks
    if rules.max_average_h is None:
        return {}
    last = -(-days // WEEK) - 1
    weeks = min(rules.average_weeks, last + 1 + len(before))
    found = {}
    for end in range(last + 1):
        first = end - weeks + 1
        if first < -len(before):
            continue
        inside = range(max(0, first) * WEEK, min(days, (end + 1) * WEEK))
        past = before[: max(0, -first)]
        length = len(inside) + WEEK * len(past)
        most = int(rules.max_average_h * 60 * length / WEEK + 1e-6)
        found[end] = AverageSpan(inside, sum(past), most)
    return found


def _averages(roster: Roster, person: Person, line: Line) -> Iterator[Fault]:
    for end, span in average_spans(person, len(line)).items():
        held = (line[d] for d in span.days)
        minutes = span.before_min + sum(roster.minutes_of(h) for h in held if h is not None)
        if minutes > span.most_min:
            yield Fault("average", minutes - span.most_min, ("average", end))


def _totals(roster: Roster, person: Person, line: Line, credit_min: int) -> Iterator[Fault]:
    rules, most, least = person.rules, person.most_minutes, person.least_minutes
    minutes = sum(roster.minutes_of(held) for held in line if held is not None)
    if most is not None and minutes > most:
        yield Fault("max_minutes", minutes - most, ("max_minutes",))
    if least is not None and minutes < least - credit_min:
        yield Fault("min_minutes", least - credit_min - minutes, ("min_minutes",))
    if rules.max_weekends is not None:
        over = len(weekends_worked(roster, person, line)) - rules.max_weekends
        if over > 0:
            yield Fault("max_weekends", over, ("max_weekends",))
    for shift, many in rules.max_shifts.items():
        n = line.count(shift)
        if n > many:
            yield Fault("max_shifts", n - many, ("max_shifts", shift))
