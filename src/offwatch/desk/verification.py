"""What must hold in the database at any time: each invariant looked for, each breach by its code.

The database and the services hold these by themselves; this says whether they did, as after a
restore or a change by hand. A breach names rows by their numbers, and nobody by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from offwatch.desk.models import (
    Booking,
    DutyRequest,
    Keep,
    Notice,
    Person,
    RosterVersion,
    Search,
    Team,
)
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.rosters.current import in_force, roster_of
from offwatch.desk.rosters.duties import held_duties
from offwatch.desk.states import PENDING, HoldingState, RequestState, SearchState, VersionState


@dataclass(frozen=True, slots=True)
class BrokenInvariant:
    """One place where an invariant does not hold; ``rows`` are the numbers of the rows."""

    code: str
    team: int
    rows: tuple[int, ...]
    words: str


def find_breaches() -> list[BrokenInvariant]:
    """Every breach in every team, in the order of teams and rules; empty is good."""
    return [breach for team in Team.objects.order_by("pk") for breach in _in_team(team)]


def _in_team(team: Team) -> Iterator[BrokenInvariant]:
    yield from _kept_and_given_away(team)
    yield from _granted_and_held(team)
    yield from _double_bookings(team)
    yield from _told_twice(team)
    yield from _chain(team)
    yield from _bookings(team)
    yield from _searches(team)


def _kept_and_given_away(team: Team) -> Iterator[BrokenInvariant]:
    for person in Person.objects.filter(team=team, keeps__isnull=False).distinct():
        holdings = holdings_of(person)
        for keep in Keep.objects.filter(person=person).order_by("pk"):
            if holdings.state(keep.duty_id) != HoldingState.KEPT:
                yield BrokenInvariant(
                    "verify.kept", team.pk, (keep.pk,), "A kept duty is requested or given away."
                )


def _granted_and_held(team: Team) -> Iterator[BrokenInvariant]:
    held = Booking.objects.filter(
        Q(until=None) | Q(until__gt=OuterRef("outcome__number")),
        first_day=OuterRef("outcome__first_day"),
        since__lte=OuterRef("outcome__number"),
        person=OuterRef("person"),
        duty_id=OuterRef("duty_id"),
        starts_at=OuterRef("starts_at"),
    )
    granted = DutyRequest.objects.filter(team=team, state=RequestState.GRANTED).order_by("pk")
    for request in granted.filter(Q(outcome__isnull=True) | Exists(held)):
        yield BrokenInvariant(
            "verify.granted", team.pk, (request.pk,), "A request was approved and the duty stayed."
        )


def _double_bookings(team: Team) -> Iterator[BrokenInvariant]:
    now = Booking.objects.in_force().filter(person__team=team)
    other = now.filter(
        person=OuterRef("person"),
        pk__gt=OuterRef("pk"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    for booking in now.filter(Exists(other)).order_by("pk"):
        yield BrokenInvariant(
            "verify.double-booking", team.pk, (booking.pk,), "Somebody is in two places at once."
        )


def _told_twice(team: Team) -> Iterator[BrokenInvariant]:
    twice = (
        Notice.objects.filter(person__team=team, version__isnull=False)
        .values("person", "version")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
    )
    for each in twice.order_by("person", "version"):
        rows = (each["person"], each["version"])
        yield BrokenInvariant(
            "verify.told-twice", team.pk, rows, "Somebody was told twice of one version."
        )


def _chain(team: Team) -> Iterator[BrokenInvariant]:
    """Versions of one horizon follow each other, from one first to the one in force."""
    versions = list(
        RosterVersion.objects.filter(team=team, state=VersionState.PUBLISHED).order_by("number")
    )
    last: dict[object, RosterVersion] = {}
    for version in versions:
        before = last.get(version.first_day)
        if version.base_id != (before.pk if before else None):
            yield BrokenInvariant(
                "verify.chain", team.pk, (version.pk,), "A version does not follow the one before."
            )
        last[version.first_day] = version


def _bookings(team: Team) -> Iterator[BrokenInvariant]:
    """In force, the bookings are what the roster says."""
    for version in in_force(team):
        said = {(h.person, h.duty_id) for h in held_duties(roster_of(version))}
        booked = set(Booking.objects.of(version).values_list("person__key", "duty_id"))
        if said != booked:
            yield BrokenInvariant(
                "verify.bookings", team.pk, (version.pk,), "Bookings differ from their roster."
            )


def _searches(team: Team) -> Iterator[BrokenInvariant]:
    idle = Search.objects.filter(
        team=team, request__isnull=False, state__in=(SearchState.WAITING, SearchState.WORKING)
    ).exclude(request__state__in=PENDING)
    for search in idle.order_by("pk"):
        yield BrokenInvariant(
            "verify.search", team.pk, (search.pk,), "Plans are looked for that nobody waits for."
        )
    lost = DutyRequest.objects.filter(team=team, state__in=PENDING).exclude(
        waits_with__team=F("team")
    )
    for request in lost.order_by("pk"):
        yield BrokenInvariant(
            "verify.asked", team.pk, (request.pk,), "A request waits with another team."
        )
