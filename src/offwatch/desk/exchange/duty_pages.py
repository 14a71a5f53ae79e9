"""What the desk tells a pad that has nothing to say: the norm, or the next page of its duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from offwatch.desk.models import Device, Person, Team
from offwatch.desk.requests.holdings import Holdings, holdings_of
from offwatch.desk.rosters.current import duties_in_force, roster_of
from offwatch.desk.rosters.duties import HeldDuty, find_duty
from offwatch.desk.states import HoldingState, RequestState
from offwatch.wire import SIZE, Duties, Duty, DutyState, TeamNorm, digest, plain_text

ENVELOPE_ROOM = 380  # what an envelope takes besides its body, with some to spare
NAME = 48
_WIRE_STATES: dict[HoldingState, DutyState] = {
    HoldingState.PLANNED: "planned",
    HoldingState.KEPT: "kept",
    HoldingState.REQUESTED: "asked",
    HoldingState.DECLINED: "refused",
    HoldingState.GRANTED: "given_away",
    HoldingState.GIVEN_AWAY: "given_away",
}


def paired_of(team: Team) -> tuple[int, int]:
    """How many people with an account have a pad, and how many have an account."""
    people = Person.objects.filter(team=team, user__isnull=False)
    keeping = people.filter(devices__revoked_at__isnull=True, devices__isnull=False)
    return keeping.distinct().count(), people.count()


def norm_of(team: Team) -> TeamNorm:
    return TeamNorm.of(team.norm, *paired_of(team))


def tell_norm(device: Device) -> TeamNorm:
    norm = norm_of(device.person.team)
    device.norm_told = _fingerprint(norm)
    device.save(update_fields=["norm_told"])
    return norm


def tell_next(device: Device, now: datetime) -> TeamNorm | Duties:
    """The norm if it is another than last told; else the next page, from the first if need be."""
    if device.norm_told != _fingerprint(norm_of(device.person.team)):
        return tell_norm(device)
    person = Person.objects.get(pk=device.person_id)
    found = paged(duties_for(person, now))
    page = device.next_page
    if device.told_cursor != person.changes or page >= len(found):
        page = 0
    more = page + 1 < len(found)
    device.told_cursor = person.changes
    device.next_page = page + 1 if more else 0
    device.save(update_fields=["told_cursor", "next_page"])
    return Duties(
        as_of=now,
        epoch=person.epoch,
        cursor=person.changes,
        page=page,
        more=more,
        duties=found[page],
    )


def paged(duties: Iterable[Duty]) -> list[tuple[Duty, ...]]:
    """Duties in pages that each fit one envelope; at least one page, even if empty."""
    pages: list[tuple[Duty, ...]] = [()]
    room = SIZE - ENVELOPE_ROOM - 150
    left = room
    for duty in duties:
        size = len(msgspec.json.encode(duty)) + 1
        if size > left and pages[-1]:
            pages.append(())
            left = room
        pages[-1] = (*pages[-1], duty)
        left -= size
    return pages


def duties_for(person: Person, now: datetime) -> list[Duty]:
    """Everything ahead of the person, and what they asked to move and no longer have."""
    holdings = holdings_of(person)
    names = dict(Person.objects.filter(team=person.team_id).values_list("key", "name"))
    told = [
        _duty(
            each.held,
            wire_state(holdings, each.held.duty_id),
            holdings.booked[each.held.duty_id].planned_at.astimezone(person.team.tz).date(),
            names,
        )
        for each in duties_in_force(person)
        if each.held.ends_at > now and each.held.duty_id in holdings.booked
    ]
    for duty_id in holdings.requests.keys() - holdings.booked.keys():
        request = holdings.requests[duty_id][-1]
        gone = find_duty(roster_of(request.version), person.key, duty_id)
        if gone is not None and request.ends_at > now:
            day = request.made_at.astimezone(person.team.tz).date()
            told.append(_duty(gone, wire_state(holdings, duty_id), day, names))
    return sorted(told, key=lambda duty: (duty.start_at, duty.duty_id))


def wire_state(holdings: Holdings, duty_id: str) -> DutyState:
    """A holding's state in the wire's words."""
    state = holdings.state(duty_id)
    if state == HoldingState.PLANNED and holdings.has_moved(duty_id):
        return "moved"
    request = holdings.request(duty_id)
    if state == HoldingState.DECLINED and request and request.state == RequestState.LAPSED:
        return "asked"  # of a duty that has begun: nobody answered
    return _WIRE_STATES[state]


def _duty(held: HeldDuty, state: DutyState, planned_on: date, names: dict[str, str]) -> Duty:
    return Duty(
        duty_id=held.duty_id,
        name=plain_text(held.name, NAME),
        kind=held.kind,
        start_at=held.starts_at,
        end_at=held.ends_at,
        owner=plain_text(names.get(held.owner, ""), NAME),
        state=state,
        planned_on=planned_on,
        guarded=held.guarded,
    )


def _fingerprint(norm: TeamNorm) -> str:
    return digest(msgspec.json.encode(norm))
