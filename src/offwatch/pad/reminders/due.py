"""In which slots a reminder is due: the likelier something is, the earlier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from offwatch.errors import BadInput

AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class SendingRules:
    """When reminders are sent, and how long before what.

    ``days_sure`` and ``days_unsure`` before a duty with odds of a half, and of a fifth; ``onset``
    before an episode is likelier than not to have begun. ``always``: in each slot, so that the
    slots that are used say nothing.
    """

    hour: int
    weekdays: tuple[int, ...]
    always: bool = False
    days_sure: int = 14
    days_unsure: int = 7
    days_onset: int = 2

    def lead_days(self, odds: float) -> int:
        """How many days before a duty with these odds; none at all for long odds."""
        return self.days_sure if odds >= 0.5 else self.days_unsure if odds >= 0.2 else 0


@dataclass(frozen=True, slots=True)
class Thing:
    """What a reminder may be about: from which day on it is due, until when, and its name here."""

    name: str
    from_day: date
    until_day: date


def slots(
    rules: SendingRules, zone: ZoneInfo, now: datetime, days: int = AHEAD_DAYS
) -> list[datetime]:
    """The slots of the days ahead, on the owner's clock."""
    today = now.astimezone(zone).date()
    all_days = [today + timedelta(days=i) for i in range(days + 1)]
    found = [
        datetime.combine(day, time(rules.hour), zone)
        for day in all_days
        if day.weekday() in rules.weekdays
    ]
    return [slot for slot in found if slot > now]


def plan(
    rules: SendingRules,
    ahead: Sequence[datetime],
    things: Iterable[Thing],
    said: Iterable[str],
) -> list[tuple[datetime, tuple[str, ...]]]:
    """The slots to use, each with what is due in it for the first time."""
    before = set(said)
    left = {thing.name: thing for thing in things if thing.name not in before}
    planned = []
    for slot in ahead:
        day = slot.date()
        due = [name for name, one in left.items() if one.from_day <= day <= one.until_day]
        for name in due:
            del left[name]
        if due or rules.always:
            planned.append((slot, tuple(sorted(due))))
    return planned


def check_rules(rules: SendingRules, quiet_from: int, quiet_to: int) -> None:
    """Refuse what cannot be kept: a slot at night, no day at all, a lead of months."""
    hours_right = all(0 <= hour <= 23 for hour in (rules.hour, quiet_from, quiet_to))
    leads = (rules.days_sure, rules.days_unsure, rules.days_onset)
    if not hours_right or not all(0 <= days <= AHEAD_DAYS for days in leads):
        raise BadInput("reminder.numbers", "Hours are 0 to 23, and days ahead 0 to 14.")
    if not rules.weekdays:
        raise BadInput("reminder.no-day", "Choose at least one day of the week.")
    if is_quiet(rules.hour, quiet_from, quiet_to):
        raise BadInput(
            "reminder.quiet", "That hour is in your quiet hours; choose another, or change those."
        )


def is_quiet(hour: int, quiet_from: int, quiet_to: int) -> bool:
    """Whether an hour, and the tries after it, would fall into the quiet ones."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to
