"""What the desk has had from a member, told to a pad that may not know."""

from __future__ import annotations

from datetime import UTC, datetime, time

import msgspec

from offwatch.desk.exchange.duty_pages import ENVELOPE_ROOM
from offwatch.desk.models import DutyRequest, Person, RhythmDays
from offwatch.desk.models.team import new_epoch
from offwatch.wire import SIZE, Days, Quiet, Said, SaidPass

MOST_PASSES = 16


def received_if_unknown(
    person: Person, quiet: Quiet, now: datetime, *, went_back: bool
) -> Said | None:
    """What the desk has, if the pad does not know this desk's epoch or its own count went back.

    None where the desk has nothing: the epoch stands on every page of duties as well.

    A pad that knows the epoch and is further in it than the desk has heard from this desk what it
    has forgotten, as after a restore: a new epoch begins, so that the pad takes its lists anew.
    """
    if quiet.epoch == person.epoch and quiet.cursor > person.changes:
        person.epoch = new_epoch()
        person.save(update_fields=["epoch"])
    if quiet.epoch == person.epoch and not went_back:
        return None
    said = tell_received(person, now)
    return said if said.days or said.passes else None


def tell_received(person: Person, now: datetime) -> Said:
    """The days and passes of the current period and the next; of many passes, the latest."""
    team = person.team
    period = team.period_at(now.astimezone(team.tz).date())
    asked = RhythmDays.objects.filter(person=person, period__gte=period.number).order_by("period")
    days = tuple(Days(each.period, tuple(sorted(each.days))) for each in asked[:2])
    start_at = datetime.combine(period.span.start_day, time.min, team.tz)
    requests = DutyRequest.objects.filter(person=person, starts_at__gte=start_at)
    passes = [
        SaidPass(request.duty_id, request.starts_at.astimezone(UTC))
        for request in requests.order_by("-made_at")[:MOST_PASSES]
    ]
    said = Said(person.epoch, days, tuple(passes))
    while len(msgspec.json.encode(said)) > SIZE - ENVELOPE_ROOM:
        passes.pop()
        said = Said(person.epoch, days, tuple(passes))
    return said
