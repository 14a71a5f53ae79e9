"""The independent checker: says which rules a roster breaks, and which of them it newly breaks.

It shares no code with the searches and the models: it knows the roster's plain values and works
everything out from instants, as a planner with a calendar would. Every duty becomes a span of time
in the team's zone, and so does every absence and every day off; what overlaps is compared. A rule
that the roster in force already broke may stay broken exactly as it is: the same pair of duties,
the same run of days, the same total or a better one. Anything else is a breach.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from offwatch.language import gettext, ngettext
from offwatch.plan.roster.roster import Absences, Line, Mission, Person, Roster

NO_DAYS: frozenset[int] = frozenset()


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


@dataclass(frozen=True, slots=True)
class _Duty:
    """A duty as a span of time: on the wall for what it overlaps, in UTC for rest."""

    held: str
    days: tuple[int, ...]  # roster days on which it is held
    starts: datetime  # on the wall
    ends: datetime
    timed: bool


def check(base: Roster, after: Roster, absent: Absences) -> tuple[Breach, ...]:
    """Give every rule that a roster breaks and the one in force kept, given the absences.

    Parameters
    ----------
    base : Roster
        The roster in force.
    after : Roster
        The roster to check.
    absent : Absences
        Who is away when.

    Returns
    -------
    tuple of Breach
        Empty if all is well. A roster of another team, horizon or demand is one breach, ``form``.
    """
    if not _same_frame(base, after):
        return (Breach("form", None, None, 1, "It is not the same roster's frame."),)
    found: list[Breach] = []
    for person in base.people:
        line = after.line(person.id)
        if person.id in absent or line != base.line(person.id):
            found += _new_breaches(base, person, line, absent)
    found += _mission_breaches(base, after, absent)
    return tuple(sorted(found))


def standing(roster: Roster) -> tuple[Breach, ...]:
    """Give the rules that a roster breaks by itself: named and left as they are, not repaired.

    Parameters
    ----------
    roster : Roster
        Any roster.

    Returns
    -------
    tuple of Breach
        In a fixed order.
    """
    return roster.once(_standing)


def _standing(roster: Roster) -> tuple[Breach, ...]:
    found = [
        breach
        for person in roster.people
        for breach in _line_breaches(roster, person, roster.line(person.id), NO_DAYS, 0)
    ]
    return tuple(sorted(found))


# -- time ------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _utc(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _midnight(roster: Roster, day: int) -> datetime:
    return datetime.combine(roster.first_day, time()) + timedelta(days=day)


def _rest_between(roster: Roster, first: _Duty, then: _Duty) -> timedelta:
    """Real time from the end of one duty to the start of another."""
    return _utc(then.starts, roster.zone) - _utc(first.ends, roster.zone)


def _shift_duty(roster: Roster, day: int, held: str) -> _Duty:
    """One shift; where its hours are not known, its whole day."""
    shift = roster.shift[held]
    timed = shift.start_min is not None
    starts = _midnight(roster, day) + timedelta(minutes=shift.start_min or 0)
    ends = starts + timedelta(minutes=shift.minutes) if timed else _midnight(roster, day + 1)
    return _Duty(held, (day,), starts, ends, timed)


def _mission_duty(roster: Roster, mission: Mission, days: tuple[int, ...]) -> _Duty:
    overnight = mission.end_min <= mission.start_min
    starts = _midnight(roster, days[0]) + timedelta(minutes=mission.start_min)
    ends = _midnight(roster, days[-1] + overnight) + timedelta(minutes=mission.end_min)
    return _Duty(mission.id, days, starts, ends, timed=True)


def _duties(roster: Roster, line: Line) -> list[_Duty]:
    """Every duty of a line, a mission's days in a row as one."""
    found: list[_Duty] = []
    for day, held in enumerate(line):
        if held is None:
            continue
        if held in roster.shift:
            found.append(_shift_duty(roster, day, held))
            continue
        days: tuple[int, ...] = (day,)
        if found and found[-1].held == held and found[-1].days[-1] == day - 1:
            days = (*found.pop().days, day)
        found.append(_mission_duty(roster, roster.mission[held], days))
    return found


def _absences(roster: Roster, person: str, absent: Absences) -> list[tuple[datetime, datetime]]:
    first = _midnight(roster, 0)
    found = []
    for away in absent.get(person, frozenset()):
        if isinstance(away, int):
            found.append((_midnight(roster, away), _midnight(roster, away + 1)))
        else:
            begins, ends = (first + timedelta(minutes=m) for m in away)
            found.append((begins, ends))
    return found


def _overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _dates(duty: _Duty) -> Iterator[date]:
    """The calendar days on which a duty has a part."""
    day = duty.starts.date()
    while datetime.combine(day, time()) < duty.ends:
        yield day
        day += timedelta(days=1)


# -- one person's line -----------------------------------------------------------------------


def _gone(base: Roster, person: str, absent: Absences) -> set[int]:
    """The days whose duty an absence takes: all of a duty that overlaps it anywhere."""
    away = _absences(base, person, absent)
    return {
        day
        for duty in _duties(base, base.line(person))
        if any(_overlaps((duty.starts, duty.ends), span) for span in away)
        for day in duty.days
    }


def _new_breaches(base: Roster, person: Person, now: Line, absent: Absences) -> list[Breach]:
    """What one person's new line breaks and the line in ``base`` kept."""
    before = base.line(person.id)
    away = _absences(base, person.id, absent)
    gone = _gone(base, person.id, absent)
    found = [
        Breach("absent", person.id, duty.days[0], 1, gettext("is on duty while away"))
        for duty in _duties(base, now)
        if any(_overlaps((duty.starts, duty.ends), span) for span in away)
    ]
    found += [
        Breach("frozen", person.id, d, 1, gettext("is changed on a frozen day"))
        for d in range(base.days)
        if (person.id, d) in base.frozen and d not in gone and now[d] != before[d]
    ]
    found += _too_soon(base, person, before, now, gone)
    if now == before:
        return found
    free = {
        d
        for d in range(base.days)
        if before[d] is None
        and any(_overlaps((_midnight(base, d), _midnight(base, d + 1)), span) for span in away)
    }
    credit = sum(_minutes(base, before[d]) for d in gone)
    # The base's own shortfall of minutes stays allowed; the credit is given on top of it.
    broken = list(_line_breaches(base, person, now, gone | free, credit))
    if broken:
        old = _line_breaches(base, person, before, NO_DAYS, 0)
        was = {(b.rule, b.key): b.amount for b in old}
        found += [b for b in broken if b.amount > was.get((b.rule, b.key), 0)]
    return found


def _too_soon(
    base: Roster, person: Person, before: Line, now: Line, gone: Set[int]
) -> Iterator[Breach]:
    """Changes that are told too few days before, but for what the person's absence takes."""
    notice = person.rules.notice_days
    if base.as_of is None or not notice:
        return
    words = ngettext(
        "is changed with less than {n} day of notice",
        "is changed with less than {n} days of notice",
        notice,
    ).format(n=notice)
    for d in range(base.days):
        if d - base.as_of < notice and before[d] != now[d] and d not in gone:
            yield Breach("notice", person.id, d, 1, words, (d,))


def _line_breaches(
    roster: Roster, person: Person, line: Line, credited: Set[int], credit_min: int
) -> Iterator[Breach]:
    """Every rule one line breaks by itself, with the days and minutes an absence credits."""
    duties = _duties(roster, line)
    yield from _days_off(roster, person, duties)
    yield from _times_away(roster, person, duties)
    yield from _rest(roster, person, duties)
    yield from _runs(person, line, credited)
    yield from _weekly_rest(roster, person, duties)
    yield from _averages(roster, person, line)
    yield from _totals(roster, person, line, duties, credit_min)


def _days_off(roster: Roster, person: Person, duties: list[_Duty]) -> Iterator[Breach]:
    if not person.off:
        return
    off = {roster.first_day + timedelta(days=d): d for d in person.off}
    words = gettext("is on duty on a day that is to stay free")
    for duty in duties:
        starts = [roster.first_day + timedelta(days=d) for d in duty.days]
        for at in starts if person.rules.off_counts == "start" else _dates(duty):
            if at in off:
                place = () if duty.held in roster.mission else duty.days
                key = (off[at], duty.held, *place)
                yield Breach("off", person.id, off[at], 1, words, key)


def _times_away(roster: Roster, person: Person, duties: list[_Duty]) -> Iterator[Breach]:
    words = gettext("is on duty at a time that is to stay free")
    for span in person.away:
        begins, ends = (_midnight(roster, 0) + timedelta(minutes=m) for m in span)
        for duty in duties:
            if _overlaps((duty.starts, duty.ends), (begins, ends)):
                place = () if duty.held in roster.mission else duty.days
                key = (span.start_min, duty.held, *place)
                yield Breach("off", person.id, duty.days[0], 1, words, key)


def _rest(roster: Roster, person: Person, duties: list[_Duty]) -> Iterator[Breach]:
    """Too little time between two duties, or one that may not come the day after another."""
    least = timedelta(minutes=round((person.rules.rest_h or 0) * 60))
    before = [_shift_duty(roster, d, held) for d, held in sorted(person.history.duties.items())]
    both = [*before, *duties]
    for i, first in enumerate(both):
        for then in both[max(i + 1, len(before)) :]:
            if then.starts > first.ends + least + timedelta(days=2):
                break  # neither the next day's nor too soon
            if first.held == then.held and first.held in roster.mission:
                continue
            place = (first.days[-1], then.days[0], first.held, then.held)
            barred = roster.shift[first.held].not_next if first.held in roster.shift else ()
            if place[1] - place[0] == 1 and then.held in barred:
                words = gettext("has {duty} right after {before}").format(
                    duty=roster.name_of(then.held), before=roster.name_of(first.held)
                )
                yield Breach("not_next", person.id, place[1], 1, words, place)
            if first.timed and then.timed:
                rest = _rest_between(roster, first, then)
                if rest < least:
                    hours = rest / timedelta(hours=1)
                    said = (
                        gettext("rests {hours} h before {duty}, at least {least} h")
                        if hours >= 0
                        else gettext("begins {duty} before {before} has ended")
                    )
                    words = said.format(
                        hours=f"{hours:.4g}",
                        duty=roster.name_of(then.held),
                        before=roster.name_of(first.held),
                        least=f"{person.rules.rest_h or 0:g}",
                    )
                    yield Breach("rest", person.id, place[1], 1, words, place)


def _weekly_rest(roster: Roster, person: Person, duties: list[_Duty]) -> Iterator[Breach]:
    """Seven days, begun at any midnight, without one rest of the length asked for.

    Days before the first count as far as they are known: by the duties given, or as days off.
    """
    if not person.rules.weekly_rest_h:
        return
    least = timedelta(minutes=round(person.rules.weekly_rest_h * 60))
    past = person.history
    earlier = [_shift_duty(roster, d, held) for d, held in past.duties.items()]
    busy = sorted(
        (_utc(duty.starts, roster.zone), _utc(duty.ends, roster.zone))
        for duty in [*earlier, *duties]
    )
    known = 6 if past.duties else min(6, past.rest_days)
    for day in range(-known, roster.days - 6):
        begins = _utc(_midnight(roster, day), roster.zone)
        ends = _utc(_midnight(roster, day + 7), roster.zone)
        rests, free = [timedelta()], begins
        for start, stop in busy:
            rests.append(min(start, ends) - free)
            free = max(free, stop)
        longest = max(*rests, ends - free)
        if longest < least:
            words = gettext("rests {hours} h at most in seven days, at least {least} h").format(
                hours=f"{longest / timedelta(hours=1):.4g}",
                least=f"{person.rules.weekly_rest_h:g}",
            )
            amount = (least - longest) // timedelta(minutes=1)
            yield Breach("weekly_rest", person.id, max(0, day), amount, words, (day,))


def _averages(roster: Roster, person: Person, line: Line) -> Iterator[Breach]:
    """More hours a week than the most, on average over weeks counted from the first day.

    Over all weeks that are known where these are fewer; a last week cut short counts by its days.
    """
    most = person.rules.max_average_h
    if most is None:
        return
    weeks = [(7, minutes) for minutes in reversed(person.history.weeks)]
    before = len(weeks)
    for first in range(0, roster.days, 7):
        days = line[first : first + 7]
        weeks.append((len(days), sum(_minutes(roster, held) for held in days)))
    over = min(len(weeks), person.rules.average_weeks)
    for end in range(max(over, before + 1), len(weeks) + 1):
        span = weeks[end - over : end]
        minutes, days_in = sum(m for _, m in span), sum(n for n, _ in span)
        allowed = int(most * 60 * days_in / 7 + 1e-6)
        if minutes > allowed:
            words = gettext(
                "works {hours} a week on average over {weeks} weeks, at most {most}"
            ).format(
                hours=_hours(round(minutes * 7 / days_in)),
                weeks=over,
                most=_hours(round(most * 60)),
            )
            day = 7 * (end - before - 1)
            place = (end - before - 1,)
            yield Breach("average", person.id, day, minutes - allowed, words, place)


def _runs(person: Person, line: Line, credited: Set[int]) -> Iterator[Breach]:
    """Blocks of work too long, and blocks of work and of rest that end too soon.

    What touches an edge of the horizon beyond which nothing is known, or an absence, is excused.
    """
    rules, history = person.rules, person.history
    past = "w" * history.run_days or "r" * history.rest_days
    days = past + "".join("r" if held is None else "w" for held in line)
    first = 0
    for kind, block in groupby(days):
        begins, length = first - len(past), len(list(block))
        if kind == "w" and rules.max_run is not None:
            for d in range(max(begins, -rules.max_run), begins + length - rules.max_run):
                words = ngettext(
                    "works more than {n} day in a row",
                    "works more than {n} days in a row",
                    rules.max_run,
                ).format(n=rules.max_run)
                yield Breach("max_run", person.id, max(0, d), 1, words, (d,))
        rule, least = ("min_run", rules.min_run)
        if kind == "r":
            rule, least = ("min_days_off", rules.min_days_off)
        known = (first > 0 or past) and 0 <= begins + length < len(line)
        if least is not None and known and length < least:
            around = range(max(0, begins - 1), begins + length + 1)
            if not any(d in credited and line[d] is None for d in around):
                words = (
                    ngettext(
                        "works {n} day in a row, at least {least}",
                        "works {n} days in a row, at least {least}",
                        length,
                    )
                    if kind == "w"
                    else ngettext(
                        "is off for {n} day, at least {least}",
                        "is off for {n} days, at least {least}",
                        length,
                    )
                ).format(n=length, least=least)
                yield Breach(rule, person.id, max(0, begins), 1, words, (begins, length))
        first += length


def _totals(
    roster: Roster, person: Person, line: Line, duties: list[_Duty], credit_min: int
) -> Iterator[Breach]:
    rules = person.rules
    minutes = person.history.minutes + sum(_minutes(roster, held) for held in line)
    if rules.max_minutes is not None and minutes > rules.max_minutes:
        words = gettext("works {hours}, at most {most}").format(
            hours=_hours(minutes), most=_hours(rules.max_minutes)
        )
        yield _total(person, "max_minutes", minutes - rules.max_minutes, words)
    short = (rules.min_minutes or 0) - credit_min - minutes
    if short > 0:
        words = gettext("works only {hours}, {short} too few").format(
            hours=_hours(minutes), short=_hours(short)
        )
        yield _total(person, "min_minutes", short, words)
    if rules.max_weekends is not None:
        weekends = _weekends(roster, person, duties)
        if weekends > rules.max_weekends:
            over = weekends - rules.max_weekends
            words = ngettext(
                "works {n} weekend, at most {most}",
                "works {n} weekends, at most {most}",
                weekends,
            ).format(n=weekends, most=rules.max_weekends)
            yield _total(person, "max_weekends", over, words)
    for shift, most in rules.max_shifts.items():
        n = line.count(shift)
        if n > most:
            words = gettext("has {duty} {n} times, at most {most}").format(
                duty=roster.name_of(shift), n=n, most=most
            )
            yield _total(person, "max_shifts", n - most, words, shift)


def _weekends(roster: Roster, person: Person, duties: list[_Duty]) -> int:
    last = roster.first_day + timedelta(days=roster.days - 1)
    found = set()
    for duty in duties:
        worked = [roster.first_day + timedelta(days=d) for d in duty.days]
        if person.rules.weekend_counts == "overlap":
            worked = [day for day in _dates(duty) if day <= last]
        found |= {day.isocalendar()[:2] for day in worked if day.isoweekday() >= 6}
    return len(found)


def _minutes(roster: Roster, held: str | None) -> int:
    if held is None:
        return 0
    if held in roster.shift:
        return roster.shift[held].minutes - roster.shift[held].break_min
    mission = roster.mission[held]
    return (mission.end_min - mission.start_min - 1) % 1440 + 1


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return " ".join([f"{whole} h"] * (whole > 0 or not rest) + [f"{rest} min"] * (rest > 0))


def _total(person: Person, rule: str, amount: int, words: str, *more: str) -> Breach:
    return Breach(rule, person.id, None, amount, words, more)


# -- missions --------------------------------------------------------------------------------


def _mission_breaches(base: Roster, after: Roster, absent: Absences) -> Iterator[Breach]:
    """Missions stand where their window allows and hold each member on each of their days.

    A moved one takes everybody along who can come.
    """
    crews = _crews(after)
    members = _crews(base) if base.missions != after.missions else {}
    for was, now in zip(base.missions, after.missions, strict=True):
        span = set(range(now.start, now.start + now.days))
        crew = crews.get(now.id, {})
        if now.start != was.start:
            yield from _moved_mission(base, was, now)
            for p in members.get(was.id, {}):
                if p not in crew and _can_come(base, base.person[p], was, now.start, absent):
                    words = gettext("is left behind by {name}").format(name=now.name)
                    yield Breach("follow", p, now.start, 1, words)
        for p, days in crew.items():
            if days != span:
                words = gettext("is on {name} for part of it").format(name=now.name)
                yield Breach("mission", p, min(days), 1, words)


def _crews(roster: Roster) -> dict[str, dict[str, set[int]]]:
    """For each mission its members and the days on which each of them holds it."""
    found: dict[str, dict[str, set[int]]] = {}
    for person in roster.people:
        for day, held in roster.duties.get(person.id, {}).items():
            if held in roster.mission:
                found.setdefault(held, {}).setdefault(person.id, set()).add(day)
    return found


def _can_come(base: Roster, person: Person, was: Mission, start: int, absent: Absences) -> bool:
    """Whether a member can come along: nothing that stays is in the way, and no rule is broken."""
    gone = _gone(base, person.id, absent)
    line = list(base.line(person.id))
    span = range(start, start + was.days)
    for d in span:
        other = line[d] in base.mission and line[d] != was.id
        if other or ((person.id, d) in base.frozen and line[d] != was.id):
            return False
    for d, held in enumerate(line):
        if d in gone or held == was.id:
            line[d] = None
    for d in span:
        line[d] = was.id
    return not _new_breaches(base, person, tuple(line), absent)


def _moved_mission(base: Roster, was: Mission, now: Mission) -> Iterator[Breach]:
    outside = not was.earliest <= now.start <= was.latest
    if outside or (now.start - was.start) % was.step_days:
        words = gettext("{name} stands outside its window").format(name=was.name)
        yield Breach("window", None, now.start, 1, words)
    for p, d in sorted(base.frozen):
        if base.duties.get(p, {}).get(d) == was.id:
            words = gettext("{name} is frozen by one of its members").format(name=was.name)
            yield Breach("frozen", p, d, 1, words)


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
