"""What the desk tells a pad that has nothing to say: the norm, or the next page of its duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from offwatch.desk.models import Ask, Booking, Device, Keep, Person, Team
from offwatch.desk.rosters.current import duties_in_force, roster_of
from offwatch.desk.rosters.duties import Held, find_duty
from offwatch.desk.states import PENDING, AskState
from offwatch.wire import SIZE, Duties, Duty, DutyState, TeamNorm, digest, plain_text

ENVELOPE_ROOM = 380  # what an envelope takes besides its body, with some to spare
NAME = 48


def paired_of(team: Team) -> tuple[int, int]:
    """How many people with an account have a pad, and how many have an account."""
    people = Person.objects.filter(team=team, user__isnull=False)
    keeping = people.filter(devices__revoked_at__isnull=True, devices__isnull=False)
    return keeping.distinct().count(), people.count()


def norm_of(team: Team) -> TeamNorm:
    paired, accounts = paired_of(team)
    return TeamNorm.of(team.norm, 100 * paired // accounts if accounts else 0)


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
    found = [each for each in duties_in_force(person) if each.held.ends_at > now]
    names = dict(Person.objects.filter(team=person.team_id).values_list("key", "name"))
    planned = {
        (duty_id, starts_at): planned_at.astimezone(person.team.tz).date()
        for duty_id, starts_at, planned_at in Booking.objects.filter(
            person=person, version__in=[each.version for each in found]
        ).values_list("duty_id", "starts_at", "planned_at")
    }
    asks = {
        ask.duty_id: ask
        for ask in Ask.objects.filter(person=person, ends_at__gt=now).order_by("made_at")
    }
    kept = set(Keep.objects.filter(person=person).values_list("duty_id", "starts_at"))
    told: list[Duty] = []
    for each in found:
        held = each.held
        state = state_of(held, asks.get(held.duty_id), (held.duty_id, held.starts_at) in kept)
        day = planned[held.duty_id, held.starts_at]
        told.append(_duty(held, state, day, names))
    mine = {duty.duty_id for duty in told}
    for ask in asks.values():
        gone = find_duty(roster_of(ask.version), person.key, ask.duty_id)
        if ask.duty_id not in mine and gone is not None:
            day = ask.made_at.astimezone(person.team.tz).date()
            told.append(_duty(gone, "given_away", day, names))
    return sorted(told, key=lambda duty: duty.start_at)


def state_of(held: Held, ask: Ask | None, kept: bool) -> DutyState:
    if kept:
        return "kept"
    if ask is None:
        return "planned"
    if ask.starts_at != held.starts_at:
        return "moved"
    if ask.state in PENDING:
        return "asked"
    return "refused" if ask.state == AskState.REFUSED else "planned"


def _duty(held: Held, state: DutyState, planned_on: date, names: dict[str, str]) -> Duty:
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
