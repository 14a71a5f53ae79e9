"""The independent checker: says which rules a roster breaks, and which of them it newly breaks.

It shares no code with the solver's model and reads a person's line day by day, as a planner would.
A rule that the roster in force already broke may stay broken exactly as it is: the same shift pair,
the same run of days, the same total or a better one. Anything else is a breach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from offwatch.plan.roster.roster import (
    Absences,
    Line,
    Mission,
    Person,
    Roster,
    Rules,
    hit_missions,
)

REACH_DAYS = 4  # a shift of 24 h that starts late, with 36 h of rest, reaches the third day after


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One rule not kept: whose line, on which day (index), by how much, and in words.

    ``key`` names the very place, so that a breach of the base can be told from a new one.
    """

    rule: str
    person: str | None
    day: int | None
    amount: int
    words: str
    key: tuple[object, ...] = ()


def check(base: Roster, after: Roster, absent: Absences) -> tuple[Breach, ...]:
    """Every rule that ``after`` breaks and ``base`` kept, given the absences; empty is good.

    **Raises**: nothing; a roster of another team, horizon or demand is one breach, ``form``.
    """
    if not _same_frame(base, after):
        return (Breach("form", None, None, 1, "It is not the same roster's frame."),)
    hit = hit_missions(base, absent)
    found: list[Breach] = []
    for person in base.people:
        lost = absent.get(person.id, frozenset())
        credited = credited_days(base, person.id, lost, hit.get(person.id, frozenset()))
        found += new_breaches(base, person, after.line(person.id), lost, credited)
    found += _mission_breaches(base, after, absent)
    return tuple(sorted(found, key=lambda b: (b.rule, b.person or "", b.day or 0)))


def standing(roster: Roster) -> tuple[Breach, ...]:
    """The rules that a roster breaks by itself: named, left as they are, not repaired unasked."""
    if "standing" not in roster.known:
        found = [
            breach
            for person in roster.people
            for breach in line_breaches(roster, person, roster.line(person.id), frozenset(), 0)
        ]
        found.sort(key=lambda b: (b.rule, b.person or "", b.day or 0))
        roster.known["standing"] = tuple(found)
    breaches: tuple[Breach, ...] = roster.known["standing"]
    return breaches


def credited_days(
    base: Roster, person: str, lost: frozenset[int], hit: frozenset[str]
) -> frozenset[int]:
    """Days on which a person's absence is credited: its own, and those of missions it undoes."""
    held = base.duties.get(person, {})
    return lost | {d for d, what in held.items() if what in hit}


def new_breaches(
    base: Roster, person: Person, now: Line, lost: frozenset[int], credited: frozenset[int]
) -> list[Breach]:
    """What one person's new line breaks and the line in ``base`` kept."""
    before = base.line(person.id)
    found = [
        Breach("absent", person.id, d, 1, "is on duty while away", ("absent", d))
        for d in sorted(lost)
        if now[d] is not None
    ]
    found += [
        Breach("frozen", person.id, d, 1, "is changed on a frozen day", ("frozen", d))
        for d in base.frozen_days.get(person.id, ())
        if d not in credited and now[d] != before[d]
    ]
    if now == before:
        return found
    credit = sum(base.minutes_of(what) for d in credited if (what := before[d]) is not None)
    # The base's own shortfall of minutes stays allowed; the credit is given on top of it.
    broken = list(line_breaches(base, person, now, credited, credit))
    if broken:
        was = {b.key: b.amount for b in line_breaches(base, person, before, frozenset(), 0)}
        found += [b for b in broken if b.amount > was.get(b.key, 0)]
    return found


def line_breaches(
    roster: Roster, person: Person, line: Line, credited: frozenset[int], credit_min: int
) -> Iterator[Breach]:
    """Every rule one line breaks by itself, with the days and minutes an absence credits."""
    yield from _days_off(person, line)
    yield from _sequences(roster, person, line)
    yield from _long_runs(person, line)
    yield from _short_blocks(person, line, credited)
    yield from _totals(roster, person, line, credit_min)


def _days_off(person: Person, line: Line) -> Iterator[Breach]:
    for d in sorted(person.off):
        if line[d] is not None:
            key = ("off", d, line[d])
            yield Breach("off", person.id, d, 1, "is on duty on a day never worked", key)


def _sequences(roster: Roster, person: Person, line: Line) -> Iterator[Breach]:
    rest_min = round((person.rules.rest_h or 0) * 60)
    for d, first in enumerate(line):
        if first is None:
            continue
        end = _end_min(roster, d, first)
        for e in range(d + 1, min(len(line), d + REACH_DAYS)):
            then = line[e]
            if then is None or (then == first and first in roster.mission):
                continue
            if e == d + 1 and first in roster.shift and then in roster.shift[first].not_next:
                words = f"has {then} right after {first}"
                yield Breach("not_next", person.id, e, 1, words, ("not_next", d, first, then))
            begin = _start_min(roster, e, then)
            if end is not None and begin is not None and begin - end < rest_min:
                words = f"rests {max(0, begin - end) / 60:g} h before {then}"
                key = ("rest", d, e, first, then)
                yield Breach("rest", person.id, e, rest_min - (begin - end), words, key)


def _long_runs(person: Person, line: Line) -> Iterator[Breach]:
    limit = person.rules.max_run
    if limit is None:
        return
    for d in range(len(line) - limit):
        if all(line[d : d + limit + 1]):
            words = f"works more than {limit} days in a row"
            yield Breach("max_run", person.id, d, 1, words, ("max_run", d))


def _short_blocks(person: Person, line: Line, credited: frozenset[int]) -> Iterator[Breach]:
    """Runs of work and of days off that end too soon; edges and absences excuse them."""
    start = 0
    while start < len(line):
        works = line[start] is not None
        end = start
        while end < len(line) and (line[end] is not None) == works:
            end += 1
        least = person.rules.min_run if works else person.rules.min_days_off
        inner = start > 0 and end < len(line)
        if least is not None and inner and end - start < least:
            around = range(start - 1, end + 1)
            excused = any(d in credited and line[d] is None for d in around)
            if not excused:
                rule = "min_run" if works else "min_days_off"
                words = (
                    f"has a {'run' if works else 'rest'} of {end - start} days, least is {least}"
                )
                yield Breach(rule, person.id, start, 1, words, (rule, start, end))
        start = end


def _totals(roster: Roster, person: Person, line: Line, credit_min: int) -> Iterator[Breach]:
    rules: Rules = person.rules
    minutes = sum(roster.minutes_of(held) for held in line if held is not None)
    if rules.max_minutes is not None and minutes > rules.max_minutes:
        yield _total(person, "max_minutes", minutes - rules.max_minutes, f"works {minutes} min")
    if rules.min_minutes is not None and minutes < rules.min_minutes - credit_min:
        short = rules.min_minutes - credit_min - minutes
        yield _total(person, "min_minutes", short, f"works only {minutes} min")
    if rules.max_weekends is not None:
        first = roster.first_day.weekday()
        weekends = {
            (first + d) // 7 for d, held in enumerate(line) if held and (first + d) % 7 >= 5
        }
        if len(weekends) > rules.max_weekends:
            over = len(weekends) - rules.max_weekends
            yield _total(person, "max_weekends", over, f"works {len(weekends)} weekends")
    for shift, most in rules.max_shifts.items():
        n = line.count(shift)
        if n > most:
            yield _total(person, "max_shifts", n - most, f"has {n} times {shift}", shift)


def _total(person: Person, rule: str, amount: int, words: str, *more: str) -> Breach:
    return Breach(rule, person.id, None, amount, words, (rule, *more))


def must_follow(base: Roster, absent: Absences, mission: Mission, start: int) -> tuple[str, ...]:
    """Who goes along when a mission moves: each member who is not kept from one of its new days.

    Away, on a day never worked, frozen or on another mission is kept from it, and so is a member
    whose line would break a rule there; a single shift is given up for it.
    """
    hit = hit_missions(base, absent)

    def kept_from(person: str, day: int) -> bool:
        held = base.duties.get(person, {}).get(day)
        if day in absent.get(person, frozenset()) or (held in base.mission and held != mission.id):
            return True
        fixed = day in base.person[person].off or (person, day) in base.frozen
        return fixed and held != mission.id

    def bound(person: str) -> bool:
        lost = absent.get(person, frozenset())
        gone = hit.get(person, frozenset()) | {mission.id}
        line = [
            None if d in lost or held in gone else held for d, held in enumerate(base.line(person))
        ]
        for d in mission.span(start):
            line[d] = mission.id
        credited = credited_days(base, person, lost, hit.get(person, frozenset()))
        return bool(new_breaches(base, base.person[person], tuple(line), lost, credited))

    members = base.members(mission.id)
    able = (p for p in members if not any(kept_from(p, d) for d in mission.span(start)))
    return tuple(p for p in able if not bound(p))


def _mission_breaches(base: Roster, after: Roster, absent: Absences) -> Iterator[Breach]:
    """Missions stand where their window allows and hold each member on each of their days.

    A moved one takes everybody along who can come.
    """
    on: dict[str, dict[str, set[int]]] = {}
    for person in after.people:
        for d, what in after.duties.get(person.id, {}).items():
            if what in after.mission:
                on.setdefault(what, {}).setdefault(person.id, set()).add(d)
    for was, now in zip(base.missions, after.missions, strict=True):
        if now.start != was.start:
            yield from _moved_mission(base, was, now)
            crew = after.members(now.id)
            for p in must_follow(base, absent, was, now.start):
                if p not in crew:
                    words = f"is left behind by {now.id}"
                    yield Breach("follow", p, now.start, 1, words)
        for p, days in on.get(now.id, {}).items():
            if days != set(now.span()):
                words = f"is on {now.id} for part of it"
                yield Breach("mission", p, min(days), 1, words)


def _moved_mission(base: Roster, was: Mission, now: Mission) -> Iterator[Breach]:
    outside = not was.earliest <= now.start <= was.latest
    if outside or (now.start - was.start) % was.step_days:
        yield Breach("window", None, now.start, 1, f"{was.id} stands outside its window")
    for p, d in sorted(base.frozen):
        if d in was.span() and base.duties.get(p, {}).get(d) == was.id:
            yield Breach("frozen", p, d, 1, f"{was.id} is frozen by one of its members")


def _same_frame(base: Roster, after: Roster) -> bool:
    if len(base.missions) != len(after.missions):
        return False
    starts = {m.id: m.start for m in base.missions}
    back = tuple(replace(m, start=starts.get(m.id, -1)) for m in after.missions)
    days = all(0 <= d < base.days for line in after.duties.values() for d in line)
    held = all(
        what in base.shift or what in base.mission
        for line in after.duties.values()
        for what in line.values()
    )
    frame = replace(after, duties=base.duties, missions=back)
    known = after.duties.keys() <= base.person.keys()
    return days and held and known and frame == base


def _start_min(roster: Roster, day: int, held: str) -> int | None:
    if held in roster.shift:
        start = roster.shift[held].start_min
        return None if start is None else day * 1440 + start
    return day * 1440 + roster.mission[held].start_min


def _end_min(roster: Roster, day: int, held: str) -> int | None:
    if held in roster.shift:
        start = roster.shift[held].start_min
        return None if start is None else day * 1440 + start + roster.shift[held].minutes
    mission = roster.mission[held]
    return day * 1440 + mission.start_min + mission.minutes


def breach_words(breach: Breach, names: Mapping[str, str]) -> str:
    """One sentence for a breach, with the person's name."""
    who = names.get(breach.person, breach.person) if breach.person else ""
    return f"{who} {breach.words}".strip()
