"""The one way a roster comes into force: version, bookings and notices, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef

from offwatch.desk.models import Booking, DutyRequest, Keep, Notice, Person, RosterVersion, Team
from offwatch.desk.queue import drop_searches
from offwatch.desk.rosters.broken_rules import BrokenRule
from offwatch.desk.rosters.current import in_force, roster_before, roster_of
from offwatch.desk.rosters.duties import HeldDuty, changed_duties, duty_changes
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.seams import join
from offwatch.desk.states import PENDING, RequestState, VersionState, go
from offwatch.errors import BadInput

ByPerson = Mapping[str, tuple[HeldDuty, ...]]


def next_number(team: Team) -> int:
    top = RosterVersion.objects.filter(team=team).aggregate(top=Max("number"))["top"]
    return int(top or 0) + 1


def publish(
    team: Team,
    publication: Publication,
    *,
    now: datetime,
    made_by: Person | None,
    why: str,
    base: RosterVersion | None = None,
    draft: RosterVersion | None = None,
    tell: bool = True,
    overridden: Iterable[BrokenRule] = (),
) -> RosterVersion:
    """Put a roster in force; the caller holds the team's lock and a transaction.

    ``overridden`` are the rules it breaks that whoever publishes it stated; they are kept with it.
    """
    publication = join(publication, roster_before(team, publication.roster.first_day))
    roster = publication.roster
    before, after = changed_duties(roster_of(base) if base else None, roster)
    version = draft or RosterVersion(team=team, number=next_number(team), made_at=now)
    if draft is not None:
        go("version", draft.state, VersionState.PUBLISHED)
        if base is not None and base.number > draft.number:
            version.number = next_number(team)  # the highest number is in force
    version.base = base
    version.first_day = roster.first_day
    version.keep_form(publication.form)
    version.state = VersionState.PUBLISHED
    version.published_at = now
    version.made_by = made_by
    version.why = why[:200]
    version.overridden = [broken.as_dict() for broken in overridden]
    version.save()
    people = {p.key: p for p in Person.objects.filter(team=team)}
    _book(version, people, before, after, now)
    if tell:
        _tell(version, people, before, after, base is None, now)
    if base is not None:
        _end_keeps(team, before, after)
        _overtake(team, version, base, before, after, now)
    return version


def _book(
    version: RosterVersion,
    people: Mapping[str, Person],
    before: ByPerson,
    after: ByPerson,
    now: datetime,
) -> None:
    """Write what this version books anew, and end what it no longer does; the rest holds on."""
    held = {
        (people[key].pk, duty.duty_id, duty.starts_at, duty.ends_at)
        for key, line in after.items()
        for duty in line
    }
    touched = [people[key] for key in before.keys() | after.keys() if key in people]
    known: dict[tuple[int, str, datetime], datetime] = {}
    ended: list[int] = []
    booked = Booking.objects.of(version.base) if version.base else Booking.objects.none()
    for row in booked.filter(person__in=touched):
        hold = (row.person_id, row.duty_id, row.starts_at, row.ends_at)
        known[hold[:3]] = row.planned_at
        if hold in held:
            held.remove(hold)
        else:
            ended.append(row.pk)
    Booking.objects.filter(pk__in=ended).update(until=version.number)
    rows = [
        Booking(
            person_id=person,
            first_day=version.first_day,
            since=version.number,
            duty_id=duty_id,
            starts_at=starts_at,
            ends_at=ends_at,
            planned_at=known.get((person, duty_id, starts_at), now),
        )
        for person, duty_id, starts_at, ends_at in sorted(held)
    ]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError as error:
        if "no_double_booking" not in str(error):
            raise
        raise BadInput(
            "roster.double-booking",
            "Somebody would be in two places at once: a duty begins before another has ended.",
        ) from None
    _check_neighbours(version, now)


def _check_neighbours(version: RosterVersion, now: datetime) -> None:
    """One roster must not run into the next, nor share the id of a mission with it."""
    others = [v for v in in_force(version.team) if v.first_day != version.first_day]
    if not others:
        return
    ahead = [v.first_day for v in others if v.span.end_day >= now.date()]
    of_team = Booking.objects.filter(person__team=version.team_id)
    new = of_team.filter(first_day=version.first_day, since=version.number)
    elsewhere = of_team.in_force().exclude(first_day=version.first_day)
    if elsewhere.filter(first_day__in=ahead, duty_id__in=new.values("duty_id")).exists():
        raise BadInput(
            "roster.id-again",
            "Give this mission another id: a roster in force has one of that id.",
        )
    overlapping = elsewhere.filter(
        person=OuterRef("person"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    if new.filter(Exists(overlapping)).exists():
        raise BadInput(
            "roster.double-booking",
            "Somebody would be in two places at once: this roster runs into another one.",
        )


def _tell(
    version: RosterVersion,
    people: Mapping[str, Person],
    before: ByPerson,
    after: ByPerson,
    first: bool,
    now: datetime,
) -> None:
    """Each person whose duties changed hears of it once, and only of their own."""
    notices: list[Notice] = []
    told: list[int] = []
    for key, person in people.items():
        lines: list[dict[str, Any]]
        if first:
            count = len(after.get(key, ()))
            lines = [{"code": "out", "n": count}] if count else []
        else:
            changes = duty_changes(before.get(key, ()), after.get(key, ()))
            lines = [change.as_dict() for change in changes]
        if lines or _guarded(before.get(key, ())) != _guarded(after.get(key, ())):
            told.append(person.pk)
        if lines:
            notices.append(Notice(person=person, version=version, lines=lines, made_at=now))
    Notice.objects.bulk_create(notices)
    Person.objects.filter(pk__in=told).update(changes=F("changes") + 1)


def _guarded(duties: Iterable[HeldDuty]) -> set[str]:
    """A seat that becomes guarded, or no longer is, is news to a pad and to nobody else."""
    return {held.duty_id for held in duties if held.guarded}


def _end_keeps(team: Team, before: ByPerson, after: ByPerson) -> None:
    """A kept duty that this version takes away is kept no more: only a planner's hand does that."""
    for keep in Keep.objects.filter(person__team=team).select_related("person"):
        if _is_taken(keep, before, after):
            keep.delete()


def _overtake(
    team: Team,
    version: RosterVersion,
    base: RosterVersion,
    before: ByPerson,
    after: ByPerson,
    now: datetime,
) -> None:
    """Open requests about duties that have just moved are over.

    The others keep what was found for them: it is looked at again when somebody opens the request.
    """
    pending = DutyRequest.objects.filter(
        team=team, version__first_day=base.first_day, state__in=PENDING
    ).select_related("person")
    over = [request for request in pending if _is_taken(request, before, after)]
    for request in over:
        request.state = go("request", request.state, RequestState.MOVED)
        request.decided_at = now
        request.outcome = version
        request.save(update_fields=["state", "decided_at", "outcome"])
        Person.objects.filter(pk=request.person_id).update(changes=F("changes") + 1)
    drop_searches(over)


def _is_taken(hold: DutyRequest | Keep, before: ByPerson, after: ByPerson) -> bool:
    """Whether the person had this duty and no longer has it at the same time."""
    key = hold.person.key
    was = {h.duty_id: h.starts_at for h in before.get(key, ())}
    now = {h.duty_id: h.starts_at for h in after.get(key, ())}
    return hold.duty_id in was and now.get(hold.duty_id) != was[hold.duty_id]
