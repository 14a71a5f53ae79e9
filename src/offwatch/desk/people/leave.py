"""Leaving the team on a day: what comes after it is open, and so is nothing to log in to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from offwatch.desk.editing.edit import Edit, RosterCell, cells_of, do_set, set_form
from offwatch.desk.editing.frame_changes import draft_for, periods_from
from offwatch.desk.models import Deed, Person, Role
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import lock_to_administer, lock_to_manage, person_in
from offwatch.desk.people.membership import days_gone, entry_of, span_of, with_entry, without
from offwatch.desk.people.record import write_record
from offwatch.desk.people.switch_account import switch_off
from offwatch.desk.rosters.current import roster_of, today_of
from offwatch.errors import BadInput, Refused
from offwatch.language import ngettext


@transaction.atomic
def do_leave(actor: Person, key: str, last_day: date, now: datetime) -> DeskOutcome:
    """Somebody leaves after a day: their later duties become open seats in the drafts.

    The account is switched off once the day is over, at once if it is over already.

    **Raises**: `Refused` ``people.self-leave``, or ``people.administrator`` where a planner lets an
    administrator go; `BadInput` ``people.leave-day`` for a day that cannot be.
    """
    team = lock_to_manage(actor)
    person = person_in(team, key)
    if not 2000 <= last_day.year <= 2200:
        raise BadInput("people.leave-day", "Choose the last day in the team, such as 2026-12-31.")
    if person.pk == actor.pk:
        raise Refused("people.self-leave", "Somebody else has to enter that you leave.")
    if person.has(Role.ADMINISTRATOR):
        lock_to_administer(actor)
    person.last_day = last_day
    person.save(update_fields=["last_day"])
    lost = 0
    for version in periods_from(team, today_of(team, now)):
        entry = entry_of(version.form, key)
        gone = days_gone(span_of(version.form), last_day)
        if entry is None or not gone:
            continue
        draft = draft_for(actor, team, version, now)
        roster = roster_of(draft)
        held = entry["id"]
        duties = roster.duties.get(held, {})
        lost += len(
            {
                (d if w in roster.shift else -1, w)
                for d, w in duties.items()
                if roster.day_at(d) in gone
            }
        )
        if draft.base_id is None and len(gone) == roster.days and not duties:
            set_form(draft, without(draft.form, held))
            continue
        rules = {**entry.get("rules", {}), "min_minutes": 0}
        set_form(draft, with_entry(draft.form, held, {"rules": rules}))
        do_set(
            actor,
            draft,
            cells_of(roster_of(draft), Edit("absent", held, gone[0], until=gone[-1])),
            now,
        )
    write_record(team, actor, Deed.LEAVES, now, person.name)
    if person.has_left(now):
        switch_off(person, now)
    said = ngettext(
        "{name} leaves; {n} duty after that day is open in the draft. Fill it and publish.",
        "{name} leaves; {n} duties after that day are open in the draft. Fill them and publish.",
        lost,
    )
    if not lost:
        return DeskOutcome("leaves", "The last day is entered. No duty comes after it.")
    return DeskOutcome("leaves", said.format(name=person.name, n=lost))


@transaction.atomic
def do_stay(actor: Person, key: str, now: datetime) -> DeskOutcome:
    """Somebody who was to leave stays; the days are theirs again, the duties are not."""
    team = lock_to_manage(actor)
    person = person_in(team, key)
    if person.last_day is None:
        return DeskOutcome("stays", "")
    last_day, person.last_day = person.last_day, None
    person.save(update_fields=["last_day"])
    for version in periods_from(team, today_of(team, now)):
        entry = entry_of(version.form, key)
        gone = days_gone(span_of(version.form), last_day)
        if entry is None or not gone:
            continue
        draft = draft_for(actor, team, version, now)
        rules = {k: v for k, v in entry.get("rules", {}).items() if k != "min_minutes"}
        set_form(draft, with_entry(draft.form, entry["id"], {"rules": rules}))
        roster = roster_of(draft)
        cells = [RosterCell.of(roster, entry["id"], day) for day in gone]
        do_set(actor, draft, [replace(cell, off=False) for cell in cells], now)
    write_record(team, actor, Deed.STAYS, now, person.name)
    return DeskOutcome(
        "stays",
        gettext_noop(
            "Stays after all. Duties that were taken off stay open until somebody gives them back."
        ),
    )


def end_memberships(now: datetime) -> int:
    """Switch off the accounts of whoever's last day is over; done every minute by the worker."""
    ended = 0
    leavers = Person.objects.filter(last_day__isnull=False, user__is_active=True)
    for person in leavers.select_related("team", "user"):
        if person.has_left(now):
            with transaction.atomic():
                switch_off(person, now)
            ended += 1
    return ended
