"""The owner's calendars: add one, choose its duties, fetch it, take it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import msgspec

from offwatch.calendars.blocks import MOST_BYTES, too_large
from offwatch.calendars.choose import Choice, make_choice
from offwatch.calendars.faults import EventFault
from offwatch.calendars.read import Occurrence
from offwatch.errors import BadInput, OffwatchError, Refused
from offwatch.language import gettext as _
from offwatch.pad.calendars.aside import ask_aside
from offwatch.pad.calendars.asking import Ask, CalendarAnswer, Where
from offwatch.pad.calendars.hosts import read_address
from offwatch.pad.diary import odds
from offwatch.pad.diary.rows import setup, writing
from offwatch.pad.models import CalendarDuty, CalendarSource, DutyOdds
from offwatch.pad.outcome import PadOutcome

MOST_SOURCES = 20
AHEAD_DAYS = odds.MAX_DAYS
EVERY, EVERY_HERE = timedelta(hours=6), timedelta(hours=1)
"""How often a calendar is fetched by itself, from an address and on this machine."""
ANEW = timedelta(days=7)
"""After so long its days are worked out anew, whether it has changed or not."""
_PAST = timedelta(days=1)
_NAME = 200


@dataclass(frozen=True, slots=True)
class NewCalendar:
    """What its owner says of a calendar: a file's text, or where it is."""

    where: str
    place: str = ""
    text: bytes = b""
    name: str = ""
    login: str = ""
    password: str = ""
    own_network: bool = False
    mode: str = "all"
    words: str = ""


def do_add_calendar(now: datetime, new: NewCalendar) -> tuple[PadOutcome, CalendarSource]:
    """Fetch a calendar and keep it with its duties; one that cannot be read is not kept."""
    choice = make_choice(new.mode, new.words)
    if CalendarSource.objects.count() >= MOST_SOURCES:
        raise Refused(
            "calendar.enough",
            _("A pad keeps {n} calendars; take one away first.").format(n=MOST_SOURCES),
        )
    source = CalendarSource(
        where=_where(new.where),
        place=new.place.strip(),
        text=new.text,
        name=_clean(new.name),
        login=new.login.strip()[:_NAME],
        password=new.password,
        own_network=new.own_network,
        mode=choice.mode,
        words=list(choice.words),
        added_at=now,
    )
    if source.where in ("address", "caldav"):
        _take_login_out(source)
    elif source.where in ("file", "folder"):
        source.place = str(Path(source.place).expanduser().absolute())
    elif len(new.text) > MOST_BYTES:
        raise too_large()
    if (
        CalendarSource.objects.filter(where=source.where, place=source.place)
        .exclude(place="")
        .exists()
    ):
        raise Refused("calendar.kept", "This pad keeps that calendar already.")
    answer = ask_aside(_ask(source, now))
    source.name = source.name or (answer.reading.name if answer.reading else "") or _short(source)
    with writing():
        _keep(source, answer, now)
    odds.keep_odds(now)
    return PadOutcome(_said(source)), source


def do_fetch(now: datetime, source: CalendarSource) -> PadOutcome:
    """Fetch one calendar again, while its owner waits; if that fails, what it held before stays."""
    try:
        answer = ask_aside(_ask(source, now))
    except OffwatchError as error:
        keep_answer(now, source.pk, error)
        raise
    return keep_answer(now, source.pk, answer)


def due_asks(now: datetime) -> list[tuple[int, Ask]]:
    """What to fetch in this slot: the number of each calendar, and what to ask for it.

    To fetch takes a while: nobody should hold the vault open meanwhile.
    """
    return [(one.pk, _ask(one, now)) for one in CalendarSource.objects.all() if _is_due(one, now)]


def keep_answer(now: datetime, pk: int, answer: CalendarAnswer | OffwatchError) -> PadOutcome:
    """Keep what a calendar held, or that it could not be fetched."""
    if isinstance(answer, OffwatchError):
        CalendarSource.objects.filter(pk=pk).update(
            tried_at=now, trouble=answer.code, trouble_said=answer.message
        )
        return PadOutcome(answer.message)
    with writing():
        source = one_calendar(pk)
        _keep(source, answer, now)
    odds.keep_odds(now)
    return PadOutcome(_said(source))


def do_choose_duties(now: datetime, pk: int, mode: str, words: str) -> PadOutcome:
    """Say which of its events are duties; nothing is fetched for that."""
    choice = make_choice(mode, words)
    with writing():
        source = one_calendar(pk)
        source.mode, source.words = choice.mode, list(choice.words)
        source.save(update_fields=["mode", "words"])
        taken = _take_duties(source, now)
    odds.keep_odds(now)
    return PadOutcome(
        _("{n} duties of {name} in the year ahead.").format(n=taken, name=source.name)
    )


def do_choose_collection(now: datetime, pk: int, address: str) -> PadOutcome:
    """Choose one of the calendars that a server has."""
    source = one_calendar(pk)
    found = next((each for each in source.collections if each["address"] == address), None)
    if found is None:
        raise BadInput("calendar.collection", "Choose one of the calendars on the page.")
    source.place, source.collections = address, []
    source.name = _clean(found["name"]) or source.name
    source.save(update_fields=["place", "collections", "name"])
    return do_fetch(now, source)


def do_new_login(
    now: datetime, pk: int, login: str, password: str, own_network: bool
) -> PadOutcome:
    """Write a new login, or allow its host, and fetch at once."""
    source = one_calendar(pk)
    source.login, source.own_network = login.strip()[:_NAME], own_network
    source.password = password or source.password
    source.save(update_fields=["login", "password", "own_network"])
    return do_fetch(now, source)


def do_remove_calendar(pk: int) -> PadOutcome:
    """Take a calendar away with its duties, their odds and its login."""
    with writing():
        source = one_calendar(pk)
        DutyOdds.objects.filter(duty_id__in=source.duties.values("duty_id")).delete()
        source.delete()
    return PadOutcome(_("{name} is gone, with its duties.").format(name=source.name))


def one_calendar(pk: int) -> CalendarSource:
    """The calendar of that number."""
    source = CalendarSource.objects.filter(pk=pk).first()
    if source is None:
        raise no_calendar()
    return source


def no_calendar() -> Refused:
    return Refused("calendar.gone-here", "That calendar is not kept any more; load the page again.")


def choice_of(source: CalendarSource) -> Choice:
    return make_choice(source.mode, ",".join(source.words))


def events_of(source: CalendarSource) -> list[Occurrence]:
    """The events of the days ahead as they were last read."""
    return msgspec.convert(source.events, list[Occurrence])


def faults_of(source: CalendarSource) -> list[EventFault]:
    return msgspec.convert(source.left_out, list[EventFault])


def _ask(source: CalendarSource, now: datetime) -> Ask:
    zone = setup().tz
    today = now.astimezone(zone).date()
    fresh = source.read_at is not None and now - source.read_at < ANEW
    return Ask(
        where=_where(source.where),
        zone=zone.key,
        first_day=today - _PAST,
        end_day=today + timedelta(days=AHEAD_DAYS),
        place=source.place,
        text=bytes(source.text),
        login=source.login,
        password=source.password,
        own_network=source.own_network,
        etag=source.etag if fresh else "",
        modified=source.modified if fresh else "",
    )


def _keep(source: CalendarSource, answer: CalendarAnswer, now: datetime) -> None:
    """Write what was found, in the caller's transaction."""
    source.tried_at = source.same_at = now
    source.trouble = source.trouble_said = ""
    if answer.collections:
        source.collections = [msgspec.to_builtins(each) for each in answer.collections]
    reading = answer.reading
    if reading is not None:
        source.read_at, source.collections = now, []
        source.etag, source.modified = answer.etag, answer.modified
        source.events = msgspec.to_builtins(reading.occurrences)
        source.left_out = msgspec.to_builtins(reading.faults[:200])
        source.held = reading.events
    source.save()
    if reading is not None:
        _take_duties(source, now)


def _take_duties(source: CalendarSource, now: datetime) -> int:
    """Make the duties what the calendar and the choice say; those that are over go."""
    choice = choice_of(source)
    zone = setup().tz
    before = {duty.duty_id: duty for duty in source.duties.all()}
    kept: set[str] = set()
    new: list[CalendarDuty] = []
    for event in events_of(source):
        if choice.why_not(event) or event.end_at <= now:
            continue
        duty_id = f"cal-{source.pk}-{event.key}"
        kept.add(duty_id)
        name = event.name or source.name
        duty = before.get(duty_id)
        if duty is None:
            planned_on = now.astimezone(zone).date()
            times = {"start_at": event.start_at, "end_at": event.end_at}
            new.append(
                CalendarDuty(
                    duty_id=duty_id, source=source, name=name, planned_on=planned_on, **times
                )
            )
        elif (duty.name, duty.start_at, duty.end_at) != (name, event.start_at, event.end_at):
            if duty.start_at != event.start_at:
                duty.moved_from_at = duty.start_at
            duty.name, duty.start_at, duty.end_at = name, event.start_at, event.end_at
            duty.save()
    CalendarDuty.objects.bulk_create(new)
    gone = set(before) - kept
    source.duties.filter(duty_id__in=gone).delete()
    DutyOdds.objects.filter(duty_id__in=gone).delete()
    return len(kept)


def _is_due(source: CalendarSource, now: datetime) -> bool:
    if source.tried_at is None:
        return True
    if source.where == "text":
        return now - source.tried_at >= ANEW
    every = EVERY if source.where in ("address", "caldav") else EVERY_HERE
    return now - source.tried_at >= every


def _take_login_out(source: CalendarSource) -> None:
    """A login within the address is kept apart from it, where no page shows it."""
    parts = read_address(source.place)
    if parts.username:
        source.login = source.login or unquote(parts.username)
        source.password = source.password or unquote(parts.password or "")
    netloc = parts.netloc.rpartition("@")[2]
    source.place = parts._replace(netloc=netloc, fragment="").geturl()


def _where(text: str) -> Where:
    if text == "text":
        return "text"
    if text == "file":
        return "file"
    if text == "folder":
        return "folder"
    if text == "address":
        return "address"
    if text == "caldav":
        return "caldav"
    raise BadInput("calendar.where", "A calendar is a file, a folder, an address or on CalDAV.")


def _short(source: CalendarSource) -> str:
    """A name for a calendar that has none."""
    if source.where in ("file", "folder"):
        return _clean(Path(source.place).stem)
    if source.where in ("address", "caldav"):
        return _clean(read_address(source.place).hostname or "")
    return _("Calendar")


def _clean(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_NAME]


def _said(source: CalendarSource) -> str:
    if source.collections:
        return _("That server has several calendars. Choose one.")
    n = source.duties.count()
    return _("{name} has been read: {n} duties in the year ahead.").format(name=source.name, n=n)
