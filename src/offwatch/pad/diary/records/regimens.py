"""Regimens by hand: begun, changed and stopped, with what was taken and missed of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from offwatch.diary import Diary, Event, Kind, Regimen
from offwatch.language import gettext as _
from offwatch.names import clean_name, name_key, same_name
from offwatch.pad.diary.record import do_note
from offwatch.pad.diary.rows import held_events, setup
from offwatch.pad.outcome import PadOutcome

DAILY, AS_NEEDED = "daily", "as needed"
COUNTED_DAYS = 28
_KINDS: tuple[Kind, ...] = ("regimen_start", "regimen_stop", "dose", "missed_dose")


@dataclass(frozen=True, slots=True)
class Taken:
    """A regimen, and what is written of its doses in the last weeks.

    ``unwritten`` are the days of which nothing is written, where it is taken daily.
    """

    regimen: Regimen
    taken: int
    missed: int
    unwritten: int | None
    days: int

    @property
    def when(self) -> str:
        return self.regimen.plan.partition(";")[0].strip()

    @property
    def amount(self) -> str:
        return self.regimen.plan.partition(";")[2].strip()


def written_regimens(today: date) -> tuple[list[Taken], list[Regimen]]:
    """Those in force with their doses, and those that are over or still to come, newest first."""
    zone = setup().tz
    diary = Diary(zone, (held.event for held in held_events(kinds=_KINDS)))
    regimens = diary.regimens()
    running = [each for each in regimens if each.in_force(today)]
    others = [each for each in reversed(regimens) if not each.in_force(today)]
    return [_counted(each, diary, today, zone) for each in running], others


def _counted(regimen: Regimen, diary: Diary, today: date, zone: ZoneInfo) -> Taken:
    first = max(regimen.start_day, today - timedelta(days=COUNTED_DAYS - 1))
    counts: Counter[str] = Counter()
    written = set()
    for event in diary.events:
        day = event.day(zone)
        is_own = event.kind in ("dose", "missed_dose") and same_name(event.name, regimen.name)
        if is_own and first <= day <= today:
            counts[event.kind] += 1
            written.add(day)
    days = (today - first).days + 1
    unwritten = days - len(written) if regimen.plan.partition(";")[0].strip() == DAILY else None
    return Taken(regimen, counts["dose"], counts["missed_dose"], unwritten, days)


def do_begin_regimen(
    now: datetime, name: str, effect: str, day: date, when: str = "", amount: str = ""
) -> PadOutcome:
    """Begin a regimen; one of that name that runs is changed: it ends, and begins anew."""
    zone = setup().tz
    held = held_events(kinds=("regimen_start", "regimen_stop"))
    regimens = Diary(zone, (each.event for each in held)).regimens()
    name = clean_name(name)
    running = [r for r in regimens if name_key(r.name) == name_key(name) and r.in_force(day)]
    value = "; ".join([effect, *([when, amount] if amount else [when] if when else [])])
    events = [Event(day, "regimen_start", name, value)]
    if running:
        events.insert(0, Event(day, "regimen_stop", name))
    outcome = do_note(now, events)
    return replace(outcome, said=_("Changed from that day on.") if running else _("Noted."))
