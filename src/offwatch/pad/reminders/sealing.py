"""Reminders put into the slots to come, from the forecast and the duties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from offwatch.diary import Diary
from offwatch.diary.conditions import condition_of
from offwatch.language import gettext as _
from offwatch.names import name_key
from offwatch.pad.diary import odds
from offwatch.pad.diary.life import paused_by
from offwatch.pad.diary.rows import read_diary, setup, writing
from offwatch.pad.link.outbox.queue_file import tick_key
from offwatch.pad.models import KeptCondition, ReminderChannel, ReminderRules
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.reminders.due import SendingRules, Thing, check_rules, plan, slots
from offwatch.pad.reminders.queue import Planned, Reminder, ReminderQueue
from offwatch.vault import session

ONSET_ODDS = 0.5
MOST_TEXT = 200


def rules_row() -> ReminderRules:
    """What the owner has chosen, or what stands until they have."""
    return ReminderRules.objects.first() or ReminderRules()


def rules_of(row: ReminderRules) -> SendingRules:
    return SendingRules(
        hour=row.hour,
        weekdays=tuple(row.weekdays),
        always=row.always,
        days_sure=row.days_sure,
        days_unsure=row.days_unsure,
        days_onset=row.days_onset,
    )


def text_in_force() -> str:
    """What a reminder says."""
    return rules_row().text or _("Check your pad")


def do_set_reminders(now: datetime, row: ReminderRules) -> PadOutcome:
    """Keep what the owner chose, and seal the slots anew."""
    check_rules(rules_of(row), row.quiet_from, row.quiet_to)
    row.text = " ".join(row.text.split())[:MOST_TEXT]
    with writing():
        ReminderRules.objects.exclude(pk=row.pk).delete()
        row.save()
    seal_reminders(now)
    if not row.on:
        return PadOutcome(_("Reminders are off."))
    return PadOutcome(_("Reminders are on, at the times that you chose."))


def open_reminders() -> ReminderQueue:
    """The queue of reminders beside the open vault."""
    return ReminderQueue(session.opened().home, tick_key())


def seal_reminders(now: datetime) -> int:
    """Seal what is due in each slot of the next two weeks, in the place of what waited.

    Returns for how many slots. Nothing is worked out, and no file made, where reminders are off.
    """
    row = rules_row()
    channels = list(ReminderChannel.objects.exclude(verified_at=None))
    queue = open_reminders()
    if not row.on or not channels:
        if queue.exists():
            queue.fill([], now)
            _keep_planned(row, [])
        return 0
    rules, zone = rules_of(row), setup().tz
    taken = queue.went()
    said = {name for each in taken for name in each.about if each.sent or not each.failed}
    # What was shown in a browser leaves no trace but that its slot is over.
    said |= {name for at, about in _shown(row) if at <= now for name in about}
    paused = paused_by(now.astimezone(zone).date())
    ahead = [] if paused else slots(rules, zone, now)  # nor in every slot, if that was chosen
    planned = plan(rules, ahead, _things(now, rules), said)
    text = text_in_force()
    letters = [
        Planned(slot, channel.pk, Reminder(channel.address, text, about))
        for slot, about in planned
        for channel in channels
        if channel.kind == "apprise"
    ]
    queue.fill(letters, now)
    recent = [(at, about) for at, about in _shown(row) if now - timedelta(days=60) < at <= now]
    _keep_planned(row, [*recent, *planned])
    return len(planned)


def names_condition(text: str) -> bool:
    """Whether a text gives away what it is about: a condition, or a name that the diary uses."""
    if not text.strip():
        return False
    kept = {name_key(name) for name in KeptCondition.objects.values_list("name", flat=True)}
    plain = name_key(text)
    named = any(re.search(rf"(?<!\w){re.escape(name)}", plain) for name in kept if name)
    return named or condition_of(text) is not None


def _shown(row: ReminderRules) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    for at, about in row.planned:
        yield datetime.fromisoformat(at), tuple(about)


def _keep_planned(row: ReminderRules, planned: list[tuple[datetime, tuple[str, ...]]]) -> None:
    kept = [[slot.isoformat(), list(about)] for slot, about in planned]
    if row.planned == kept:
        return  # nothing to write, and so nothing to back up
    row.planned = kept
    if row.pk is not None:
        row.save(update_fields=["planned"])


def _things(now: datetime, rules: SendingRules) -> Iterator[Thing]:
    """What there is to be reminded of: duties that may not fit, and likely onsets."""
    zone = setup().tz
    diary = read_diary(zone, notes=False)
    if not diary.onset_days():
        return
    ahead = odds.look_ahead(diary, now)
    if ahead.is_silent:
        return
    for duty in odds.duties_ahead(now):
        chance = odds.clash_odds(ahead, duty, zone)
        lead = rules.lead_days(chance) if chance is not None else 0
        if lead:
            first = odds.span_of(duty, zone).start_day
            level = "sure" if chance is not None and chance >= 0.5 else "unsure"
            yield Thing(f"duty {duty.duty_id} {level}", first - timedelta(days=lead), first)
    if not rules.days_onset:
        return
    counts = _counts(diary)
    for one in ahead.each:
        if one.is_suspended or one.basis.running_since is not None:
            continue
        begun = one.onset.cumsum()
        likely = next((i for i, chance in enumerate(begun.tolist()) if chance >= ONSET_ODDS), None)
        if likely is not None:
            day = one.first_day + timedelta(days=likely)
            name = f"onset {one.rhythm} {counts.get(name_key(one.rhythm) if one.rhythm else '', 0)}"
            yield Thing(name, day - timedelta(days=rules.days_onset), day)


def _counts(diary: Diary) -> dict[str, int]:
    """How often each rhythm has begun: a new episode may be reminded of anew."""
    counts: dict[str, int] = {}
    for event in diary.events:
        if event.kind == "onset":
            key = name_key(event.name) if event.name else ""
            counts[key] = counts.get(key, 0) + 1
    return counts
