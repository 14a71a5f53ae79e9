"""Which plans that were found for a request can still be approved, and when to look anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import DutyRequest, Keep, Proposal, RosterVersion
from offwatch.desk.queue import start_search
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import HeldDuty, changed_duties, duties_of, find_duty
from offwatch.desk.rosters.plans import after_plan, fits, takes
from offwatch.desk.states import PENDING, RequestState, SearchState
from offwatch.plan import Roster
from offwatch.plan.roster.read_write import read_absences

_ENDED = (SearchState.DONE, SearchState.FAILED)


def current_for(request: DutyRequest) -> RosterVersion:
    """The version in force that has the duty of this request."""
    return next(v for v in in_force(request.team) if v.first_day == request.version.first_day)


def fitting(request: DutyRequest, now: datetime) -> list[Proposal]:
    """The plans that were found and can be put in force as they stand.

    A plan found for an earlier version counts if nothing that it touches has changed since, nobody
    has said meanwhile that they keep what it would take, nothing it changes has begun, and it gives
    nothing to somebody who was asked and said no.
    """
    search = request.search
    if search.state != SearchState.DONE:
        return []
    in_force_now = current_for(request)
    base, current = roster_of(search.base), roster_of(in_force_now)
    absent = read_absences(times_away(request, current), current)
    kept = kept_duties(request.team_id)
    no = said_no(request)
    return [
        proposal
        for proposal in search.proposals.all()
        if not any(change["person"] in no and change["now"] for change in proposal.plan["changes"])
        and (search.base == in_force_now or fits(proposal.plan, base, current, absent))
        and _may_change(current, after_plan(proposal.plan, current), kept, now)
    ]


def look_again(request: DutyRequest, now: datetime) -> None:
    """Whoever opens a request whose plans no longer fit has new ones looked for."""
    if request.state not in PENDING or request.search.state not in _ENDED:
        return
    if request.search.base == current_for(request) or fitting(request, now):
        return
    with transaction.atomic():
        lock_team(request.team_id)
        request.refresh_from_db()
        request.search.refresh_from_db()
        if request.state in PENDING and request.search.state in _ENDED:
            request.search.base = current_for(request)
            start_search(request.search, now)


def times_away(request: DutyRequest, roster: Roster) -> dict[str, list[dict[str, str]]]:
    """When this request needs its person free, and when earlier ones were granted it.

    A time on which a later roster put the person back on the same duty does not count.
    """
    granted = DutyRequest.objects.filter(
        team=request.team, version__first_day=request.version.first_day, state=RequestState.GRANTED
    ).select_related("person", "version")
    zone, away = ZoneInfo(roster.zone), defaultdict[str, list[dict[str, str]]](list)
    asked = [each for each in (*granted, request) if each.person.key in roster.person]
    lines = {key: duties_of(roster, key) for key in {each.person.key for each in asked}}
    for each in asked:
        line = lines[each.person.key]
        held = find_duty(roster_of(each.version), each.person.key, each.duty_id)
        if held is None:
            continue
        back = any((h.duty_id, h.starts_at) == (held.duty_id, held.starts_at) for h in line)
        if each == request or not back:
            away[each.person.key].append(_around(held, line, zone))
    for no in request.stand_ins.filter(agrees=False).select_related("person"):
        key = no.person.key
        if key in roster.person:
            taken = roster.duties.get(key, {})
            free = [day for day in no.days if taken.get(roster.index_of(day)) is None]
            away[key] += [{"from": day.isoformat(), "to": day.isoformat()} for day in free]
    return dict(away)


def said_no(request: DutyRequest) -> set[str]:
    """Who was asked whether they stand in, and will not."""
    return set(request.stand_ins.filter(agrees=False).values_list("person__key", flat=True))


def _around(held: HeldDuty, line: Iterable[HeldDuty], zone: ZoneInfo) -> dict[str, str]:
    """The whole days of a duty and its end, but nothing of a duty before it that reaches in."""

    def wall(at: datetime) -> datetime:
        return at.astimezone(zone).replace(tzinfo=None)

    before = [wall(h.ends_at) for h in line if h.duty_id != held.duty_id]
    before = [end for end in before if end <= wall(held.starts_at)]
    morning = datetime.combine(held.days[0], time())
    midnight = datetime.combine(held.days[-1], time()) + timedelta(days=1)
    return {
        "from": max([morning, *before]).isoformat(timespec="minutes"),
        "to": max(midnight, wall(held.ends_at)).isoformat(timespec="minutes"),
    }


def kept_duties(team_id: int) -> set[tuple[str, str]]:
    """What people of the team keep: person and duty."""
    return set(Keep.objects.filter(person__team=team_id).values_list("person__key", "duty_id"))


def _may_change(current: Roster, after: Roster, kept: set[tuple[str, str]], now: datetime) -> bool:
    if kept & takes(current, after):
        return False
    was, then = changed_duties(current, after)
    changed = set(chain(*was.values())) ^ set(chain(*then.values()))
    return all(held.starts_at > now for held in changed)
