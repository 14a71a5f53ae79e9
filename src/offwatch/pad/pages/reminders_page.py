"""What the page of reminders shows: the rules, the channels, the next slot, and what went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from offwatch.language import WEEKDAYS
from offwatch.language import gettext as _
from offwatch.pad.diary.life import paused_by
from offwatch.pad.diary.rows import setup
from offwatch.pad.models import ReminderChannel, ReminderRules
from offwatch.pad.pages.words import moment_words
from offwatch.pad.reminders.due import slots
from offwatch.pad.reminders.sealing import (
    names_condition,
    open_reminders,
    rules_of,
    text_in_force,
)


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel and how its last reminder went."""

    channel: ReminderChannel
    last: str

    @property
    def scheme(self) -> str:
        """What an address begins with; the rest of it is a secret."""
        return self.channel.address.partition("://")[0]


@dataclass(frozen=True, slots=True)
class RemindersView:
    """Everything on the page."""

    row: ReminderRules
    zone: ZoneInfo
    channels: list[ChannelView]
    next_slot: str
    text: str
    tells: bool
    paused: str = ""

    @property
    def weekdays(self) -> list[tuple[int, str, bool]]:
        return [(i, _(name), i in self.row.weekdays) for i, name in enumerate(WEEKDAYS)]

    @property
    def browser(self) -> ChannelView | None:
        return next((view for view in self.channels if view.channel.kind == "browser"), None)

    @property
    def others(self) -> list[ChannelView]:
        return [view for view in self.channels if view.channel.kind != "browser"]

    @property
    def is_ready(self) -> bool:
        return any(view.channel.verified_at for view in self.channels)


def see_reminders(now: datetime, row: ReminderRules) -> RemindersView:
    """Put the page together; nothing of a forecast is on it."""
    zone = setup().tz
    channels = list(ReminderChannel.objects.all())
    went = open_reminders().went() if channels and row.pk else []
    views = []
    for channel in channels:
        last = next((one for one in reversed(went) if one.channel == channel.pk), None)
        words = ""
        if last is not None:
            at = moment_words(last.slot, zone, now)
            if last.sent:
                words = _("Sent {at}.").format(at=at)
            elif last.failed:
                words = _("Could not be sent {at}.").format(at=at)
        views.append(ChannelView(channel, words))
    ahead = slots(rules_of(row), zone, now)
    text = text_in_force()
    return RemindersView(
        row=row,
        zone=zone,
        channels=views,
        next_slot=moment_words(ahead[0], zone, now) if ahead else "",
        text=text,
        tells=names_condition(text),
        paused=paused_by(now.astimezone(zone).date()),
    )


def browser_slots(now: datetime) -> tuple[list[str], str]:
    """The slots of today and tomorrow in which an open page shows a reminder, and its text."""
    channel = ReminderChannel.objects.filter(kind="browser").exclude(verified_at=None).first()
    row = ReminderRules.objects.filter(on=True).first() if channel is not None else None
    if row is None:
        return [], ""
    found = [at for at, _about in row.planned if 0 < _seconds(at, now) < 2 * 86_400]
    return found, text_in_force() if found else ""


def _seconds(at: str, now: datetime) -> float:
    return (datetime.fromisoformat(at) - now).total_seconds()
