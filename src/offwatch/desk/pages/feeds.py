"""What a person's calendar shows: the duties in force, and those that were called off."""

from __future__ import annotations

from offwatch.calendars.write import Entry
from offwatch.desk.models import Booking, Person, RosterVersion
from offwatch.desk.rosters.current import duties_in_force, in_force, roster_of
from offwatch.desk.rosters.duties import find_duty
from offwatch.desk.states import VersionState


def entries_for(person: Person) -> list[Entry]:
    """An entry keeps its id for good; its sequence is the number of the version it is from."""
    found: dict[str, Entry] = {}
    for each in duties_in_force(person):
        held = each.held
        found[held.duty_id] = Entry(
            uid=_uid(person, held.duty_id),
            summary=held.name,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            sequence=each.version.number,
            made_at=each.version.published_at or each.version.made_at,
            place=held.place,
            notes=held.notes,
        )
    for version in in_force(person.team):
        ended = Booking.objects.filter(
            person=person, first_day=version.first_day, until__isnull=False
        )
        for booking in ended.order_by("-until"):
            if booking.duty_id in found:
                continue
            found[booking.duty_id] = Entry(
                uid=_uid(person, booking.duty_id),
                summary=_name_then(person, booking),
                starts_at=booking.starts_at,
                ends_at=booking.ends_at,
                sequence=version.number,
                made_at=version.published_at or version.made_at,
                cancelled=True,
            )
    return sorted(found.values(), key=lambda entry: (entry.starts_at, entry.uid))


def _name_then(person: Person, booking: Booking) -> str:
    """What the duty was called in the last version that had it."""
    last = RosterVersion.objects.filter(
        team=person.team,
        first_day=booking.first_day,
        state=VersionState.PUBLISHED,
        number__gte=booking.since,
        number__lt=booking.until,
    ).latest("number")
    held = find_duty(roster_of(last), person.key, booking.duty_id)
    return held.name if held else booking.duty_id


def _uid(person: Person, duty_id: str) -> str:
    return f"{person.team_id}-{person.pk}-{duty_id}@offwatch"
