"""Open seats, who is on duty on a day, and how much each person works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.take_seat import do_let_members_take, do_take_seat, seats_for
from offwatch.desk.models import Person, Role, RosterVersion
from offwatch.desk.pages.views.access import done, member, now, planner
from offwatch.desk.pages.wording import day_words, days_words
from offwatch.desk.rosters.cover import OpenSeat, open_list
from offwatch.desk.rosters.current import (
    current_version,
    in_force,
    roster_of,
    today_of,
    with_carried_credit,
)
from offwatch.desk.rosters.duties import HeldDuty, held_duties
from offwatch.desk.rosters.workload import Workload, workloads
from offwatch.plan import Roster

MOST = 200
LONGEST_DAYS = 4  # a shift lasts three days at most; a mission stands on each of its days


@require_GET
@member
def open_seats(request: HttpRequest, me: Person) -> HttpResponse:
    """What is open from today on in every roster in force."""
    today = today_of(me.team, now())
    found = [seat for v in in_force(me.team) for seat in roster_of(v).once(open_list)]
    ahead = [seat for seat in found if seat.day >= today]
    shown = sorted(ahead, key=lambda s: s.day)[:MOST]
    mine = seats_for(me, shown, now())
    context = {
        "total": sum(seat.seats for seat in ahead),
        "days": [
            (day, day_words(day), [(seat, (seat.day, seat.what) in mine) for seat in seats])
            for day, seats in groupby(shown, lambda s: s.day)
        ],
        "members_take": me.team.members_take,
        "plans": me.has(Role.PLANNER),
    }
    return render(request, "desk/open.html", context)


@require_POST
@member
def seat_take(request: HttpRequest, me: Person) -> HttpResponse:
    """One open seat, for whoever asks."""
    day, what = _day(request.POST.get("day", "")), request.POST.get("what", "")
    return done(request, lambda: do_take_seat(me, day, what, now()), "open_seats")


@require_POST
@planner
def seats_allow(request: HttpRequest, me: Person) -> HttpResponse:
    """Whether members may take open seats."""
    allowed = request.POST.get("allowed") == "1"
    return done(request, lambda: do_let_members_take(me, allowed), "open_seats")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


@require_GET
@member
def work(request: HttpRequest, me: Person) -> HttpResponse:
    """Duties, hours, nights and weekends of each person, in one roster in force."""
    versions = in_force(me.team)
    asked = next((v for v in versions if v.first_day.isoformat() == request.GET.get("first")), None)
    version = asked or current_version(me.team, today_of(me.team, now()))
    rows = _work(version) if version else ()
    context = {
        "span": _span(version) if version else "",
        "work": rows,
        "carried": any(each.credit for each in rows),
        "others": [(v.first_day, _span(v)) for v in versions if v != version],
    }
    return render(request, "desk/work.html", context)


def _work(version: RosterVersion) -> tuple[Workload, ...]:
    return with_carried_credit(version.team, roster_of(version)).once(workloads)


def _span(version: RosterVersion) -> str:
    roster = roster_of(version)
    return days_words(roster.first_day, roster.day_at(roster.days - 1))


@require_GET
@member
def roster_day(request: HttpRequest, me: Person) -> HttpResponse:
    """Each duty that has a part on the day, with its hours, its people and what is open."""
    today = today_of(me.team, now())
    try:
        day = date.fromisoformat(request.GET.get("day", "") or today.isoformat())
        before, after = day - timedelta(days=1), day + timedelta(days=1)
    except (ValueError, OverflowError):
        day, before, after = today, today - timedelta(days=1), today + timedelta(days=1)
    rosters = [roster_of(v) for v in in_force(me.team)]
    duties = [duty for roster in rosters for duty in _on(roster, day)]
    following = None if duties else _next_day(rosters, day)
    context = {
        "next": following,
        "next_words": day_words(following) if following else "",
        "title": day_words(day),
        "before": before,
        "after": after,
        "duties": sorted(duties, key=lambda duty: duty["starts_at"]),
    }
    return render(request, "desk/day.html", context)


def _next_day(rosters: list[Roster], day: date) -> date | None:
    """The first day after this one on which somebody is on duty, or a seat is open."""
    found = [d for r in rosters for held in held_duties(r) for d in held.days if d > day]
    found += [seat.day for r in rosters for seat in r.once(open_list) if seat.day > day]
    return min(found, default=None)


def _on(roster: Roster, day: date) -> list[dict[str, Any]]:
    """The duties of a roster that overlap a day; a night from the evening before is one."""
    zone = ZoneInfo(roster.zone)
    start = datetime.combine(day, datetime.min.time(), zone)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    held: dict[str, list[HeldDuty]] = {}
    for each in held_duties(_about(roster, day)):
        if each.starts_at < end and each.ends_at > start:
            held.setdefault(each.duty_id, []).append(each)
    lacking = {_id(roster, seat): seat for seat in roster.once(open_list)}
    found = []
    for duty_id, crew in held.items():
        seat = lacking.pop(duty_id, None)
        first = crew[0]
        hours = f"{first.starts_at.astimezone(zone):%H:%M}–{first.ends_at.astimezone(zone):%H:%M}"
        if first.kind == "mission" or first.days[0] != day:
            hours = f"{day_words(first.days[0])} {hours}"
        people = sorted(roster.person[h.person].name for h in crew)
        what = roster.duties[first.person][roster.index_of(first.days[0])]
        told = _told(roster, what)
        found.append(_duty(first.name, hours, first.starts_at, people, seat) | told)
    for seat in lacking.values():  # nobody at all is on it
        if seat.day == day:
            found.append(_duty(seat.name, "", start, [], seat) | _told(roster, seat.what))
    return found


def _about(roster: Roster, day: date) -> Roster:
    """The roster with no duties but those that may reach into a day."""
    last = roster.index_of(day)
    days = range(last - LONGEST_DAYS, last + 1)
    duties = {
        person: {index: line[index] for index in days if index in line}
        for person, line in roster.duties.items()
    }
    return replace(roster, duties=duties)


def _duty(
    name: str, hours: str, starts_at: datetime, people: list[str], seat: OpenSeat | None
) -> dict[str, Any]:
    return {
        "name": name,
        "hours": hours,
        "starts_at": starts_at,
        "people": people,
        "open": seat.seats if seat else 0,
        "skills": seat.skills if seat else (),
    }


def _told(roster: Roster, what: str) -> dict[str, Any]:
    """What the crew of a duty is told of it."""
    if what in roster.mission:
        mission = roster.mission[what]
        return {"break_min": 0, "place": mission.place, "notes": mission.notes}
    shift = roster.shift[what]
    return {"break_min": shift.break_min, "place": shift.place, "notes": shift.notes}


def _id(roster: Roster, seat: OpenSeat) -> str:
    return seat.what if seat.what in roster.mission else f"{seat.day.isoformat()}.{seat.what}"
