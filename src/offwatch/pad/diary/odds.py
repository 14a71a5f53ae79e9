"""The odds that a duty falls into an episode: now, and what they were day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from django.db import transaction

from offwatch.diary import Diary
from offwatch.diary.conditions import condition_of
from offwatch.forecast.predict.outlooks import Outlooks, outlooks
from offwatch.names import name_key
from offwatch.pad.diary.rows import read_forecast_diary, setup
from offwatch.pad.models import CalendarDuty, DutyOdds, KeptCondition, KnownDuty
from offwatch.spans import DaySpan, InstantSpan
from offwatch.vault.session import OpenVault, opened

SHOWN_DAYS = 90
MAX_DAYS = 400  # no duty is compared further ahead
LOOK_BACK_DAYS = 7  # from one look back to the next, and
MOST_LOOKS = 5  # of these the first, on the day the duty was planned, and the latest
MOST_OWN = 60  # duties out of calendars: twelve weeks of somebody who works five days a week
Duty = KnownDuty | CalendarDuty


def duties_ahead(now: datetime) -> list[Duty]:
    """What is not over yet: of the desk, and out of calendars where the desk has not the same.

    Of calendars the next ones only: a whole year of shifts takes a second to compare.
    """
    told = list(KnownDuty.objects.filter(end_at__gt=now))
    known = {(duty.start_at, duty.end_at) for duty in told}
    own = CalendarDuty.objects.filter(end_at__gt=now)[:MOST_OWN]
    both: list[Duty] = [*told, *(duty for duty in own if (duty.start_at, duty.end_at) not in known)]
    return sorted(both, key=lambda duty: (duty.start_at, duty.duty_id))


@dataclass(frozen=True, slots=True)
class _Made:
    """A forecast, and all that it was made from."""

    diary: Diary
    now: datetime
    days: int
    preset: str
    found: Outlooks


_last: WeakKeyDictionary[OpenVault, _Made] = WeakKeyDictionary()  # gone when the vault is locked
_STANDS = timedelta(minutes=1)
_kept_on: WeakKeyDictionary[OpenVault, date] = WeakKeyDictionary()


def look_ahead(diary: Diary, now: datetime, days: int = MAX_DAYS) -> Outlooks:
    """The forecast of each rhythm from what had been written by ``now``.

    One that was made less than a minute ago, of the same diary on the same day, still stands.
    """
    written, vault = diary.until(now), opened()
    preset, last = kept_preset(written), _last.get(vault)
    if (
        last is not None
        and last.diary is diary
        and (last.days, last.preset) == (days, preset)
        and timedelta(0) <= now - last.now < _STANDS
        and last.found.first_day == now.astimezone(written.zone).date()
    ):
        return last.found
    found = outlooks(written, now=now, days=days, preset=preset)
    _last[vault] = _Made(diary, now, days, preset, found)
    return found


def kept_preset(diary: Diary) -> str:
    """The preset that the owner chose, where the name of what they write most says nothing."""
    leader = next(iter(diary.rhythms()), "")
    if condition_of(leader) is not None:
        return ""
    kept = {name_key(row.name): row.kind for row in KeptCondition.objects.filter(shown=True)}
    only = next(iter(kept.values())) if len(kept) == 1 else ""
    return kept.get(name_key(leader), only)


def span_of(duty: Duty, zone: ZoneInfo) -> DaySpan:
    """The days that a duty touches where its owner is."""
    return InstantSpan(duty.start_at, duty.end_at).days_in(zone)


def clash_odds(ahead: Outlooks, duty: Duty, zone: ZoneInfo) -> float | None:
    """The odds of any episode during this duty; none for one that is over or too far off."""
    span = span_of(duty, zone)
    last_day = ahead.first_day + timedelta(days=ahead.days)
    if span.end_day <= ahead.first_day or span.end_day > last_day:
        return None
    return ahead.clash_within(InstantSpan(duty.start_at, duty.end_at))


def keep_odds(now: datetime, diary: Diary | None = None) -> None:
    """Write today's odds of every duty, and of one not known yet those since it was planned.

    The latter are worked out from the diary as it was, on the day it was planned and from week to
    week since. A caller that has read or changed the diary gives it, so that it is not read again.
    """
    duties = duties_ahead(now)
    if not duties:
        return
    zone = setup().tz
    diary = diary or read_forecast_diary(zone)
    first_onset = next((e.day(zone) for e in diary.events if e.kind == "onset"), None)
    if first_onset is None:
        return  # other people's odds say nothing about this person's duties
    ahead = look_ahead(diary, now).going_on()
    if ahead.is_silent:
        return  # nothing is said while a life event suspends all there is
    then: dict[datetime, Outlooks] = {}
    known = set(DutyOdds.objects.values_list("duty_id", flat=True))
    rows = []
    for duty in duties:
        odds = clash_odds(ahead, duty, zone)
        if odds is not None:
            rows.append(DutyOdds(duty_id=duty.duty_id, day=ahead.first_day, odds=odds))
        if duty.duty_id in known or duty.planned_on < first_onset:
            continue
        for day in _days_since(duty.planned_on, ahead.first_day):
            at = datetime.combine(day, now.astimezone(zone).time(), zone)
            before = then.get(at) or _look_back(diary, at)
            then[at] = before
            odds = clash_odds(before, duty, zone)
            if odds is not None:
                row = DutyOdds(duty_id=duty.duty_id, day=before.first_day, odds=odds)
                row.looked_back = True
                rows.append(row)
    with transaction.atomic():
        DutyOdds.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["duty_id", "day"],
            update_fields=["odds", "looked_back"],
        )


def renew_odds() -> None:
    """Have today's odds of every duty written anew, soon: the diary says something else now.

    A forecast takes longer than to write an entry, so whoever wrote it does not wait for one.
    """
    _kept_on.pop(opened(), None)


def keep_daily_odds(now: datetime) -> None:
    """Write today's odds of every duty, if they were not since the diary was written to by hand."""
    today, vault = now.astimezone(setup().tz).date(), opened()
    if _kept_on.get(vault) != today:
        keep_odds(now)
        _kept_on[vault] = today


def _days_since(planned_on: date, today: date) -> list[date]:
    """The day a duty was planned, and the latest of the days that are whole weeks after it."""
    weeks = range(0, (today - planned_on).days, LOOK_BACK_DAYS)
    days = [planned_on + timedelta(days=n) for n in weeks]
    return [*days[:1], *days[1:][1 - MOST_LOOKS :]]


def _look_back(diary: Diary, at: datetime) -> Outlooks:
    """What would have been said at a time gone by."""
    written = diary.until(at)
    return outlooks(written, now=at, days=MAX_DAYS, preset=kept_preset(written))


def first_odds(duty_ids: Sequence[str]) -> dict[str, DutyOdds]:
    """The earliest odds that are known of each of some duties."""
    latest_first = DutyOdds.objects.filter(duty_id__in=duty_ids).order_by("-day")
    return {odds.duty_id: odds for odds in latest_first}
