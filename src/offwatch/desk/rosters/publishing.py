"""The one way a roster comes into force: version, bookings and notices, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from offwatch.desk.models import Ask, Booking, Notice, Person, RosterVersion, Search, Team
from offwatch.desk.queue import start_search
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import Held, differences, held_duties
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.states import PENDING, AskState, VersionState, go
from offwatch.errors import BadInput

ByPerson = Mapping[str, tuple[Held, ...]]


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
) -> RosterVersion:
    """Put a roster in force; the caller holds the team's lock and a transaction."""
    roster = publication.roster
    after = _by_person(held_duties(roster))
    before = _by_person(held_duties(roster_of(base))) if base else {}
    version = draft or RosterVersion(team=team, number=next_number(team), made_at=now)
    if draft is not None:
        go("version", draft.state, VersionState.PUBLISHED)
    version.base = base
    version.first_day = roster.first_day
    version.form = publication.form
    version.state = VersionState.PUBLISHED
    version.published_at = now
    version.made_by = made_by
    version.why = why[:200]
    version.save()
    people = {p.key: p for p in Person.objects.filter(team=team)}
    _book(version, people, after, base, now)
    if tell:
        _tell(version, people, before, after, base is None, now)
    _overtake(team, version, base, after, now)
    return version


def _book(
    version: RosterVersion,
    people: Mapping[str, Person],
    after: ByPerson,
    base: RosterVersion | None,
    now: datetime,
) -> None:
    known = {
        (person, duty_id, starts_at): planned_at
        for person, duty_id, starts_at, planned_at in Booking.objects.filter(
            version=base
        ).values_list("person_id", "duty_id", "starts_at", "planned_at")
    }
    rows = [
        Booking(
            version=version,
            person=people[held.person],
            duty_id=held.duty_id,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            planned_at=known.get((people[held.person].pk, held.duty_id, held.starts_at), now),
        )
        for line in after.values()
        for held in line
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
    _check_neighbours(version, rows)


def _check_neighbours(version: RosterVersion, rows: Iterable[Booking]) -> None:
    """The last night of one horizon must not run into the first day of the next."""
    others = [v for v in in_force(version.team) if v.first_day != version.first_day]
    ahead = Booking.objects.filter(version__in=others)
    for row in rows if others else ():
        if ahead.filter(
            person=row.person, starts_at__lt=row.ends_at, ends_at__gt=row.starts_at
        ).exists():
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
        if first:
            count = len(after.get(key, ()))
            duties = "1 duty" if count == 1 else f"{count} duties"
            lines = [f"The roster is out: you have {duties}"] if count else []
        else:
            lines = differences(before.get(key, ()), after.get(key, ()), version.team.tz)
        if lines or _guarded(before.get(key, ())) != _guarded(after.get(key, ())):
            told.append(person.pk)
        if lines:
            notices.append(
                Notice(person=person, version=version, lines=[x[:300] for x in lines], made_at=now)
            )
    Notice.objects.bulk_create(notices)
    Person.objects.filter(pk__in=told).update(changes=F("changes") + 1)


def _guarded(duties: Iterable[Held]) -> set[str]:
    """A seat that becomes guarded, or no longer is, is news to a pad and to nobody else."""
    return {held.duty_id for held in duties if held.guarded}


def _overtake(
    team: Team,
    version: RosterVersion,
    base: RosterVersion | None,
    after: ByPerson,
    now: datetime,
) -> None:
    """Open asks about duties that have just moved are settled; the others are planned anew."""
    if base is None:
        return
    for ask in Ask.objects.filter(team=team, version__first_day=base.first_day, state__in=PENDING):
        line = after.get(ask.person.key, ())
        if any(h.duty_id == ask.duty_id and h.starts_at == ask.starts_at for h in line):
            search = Search.objects.filter(ask=ask).first()
            if search is not None:
                start_search(search, version)
            continue
        ask.state = go("ask", ask.state, AskState.MOVED)
        ask.decided_at = now
        ask.outcome = version
        ask.save(update_fields=["state", "decided_at", "outcome"])
        Person.objects.filter(pk=ask.person_id).update(changes=F("changes") + 1)


def _by_person(duties: Iterable[Held]) -> ByPerson:
    found: dict[str, tuple[Held, ...]] = {}
    for held in duties:
        found[held.person] = (*found.get(held.person, ()), held)
    return found
