"""Pages of the diary: the month, a day, an entry, what is kept, and what was changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offwatch.diary import Event, Kind
from offwatch.errors import OffwatchError
from offwatch.pad.diary.conditions import (
    CHOICES,
    do_hide_condition,
    do_keep_condition,
    kept_conditions,
)
from offwatch.pad.diary.record import changes_of, do_correct, do_delete, do_note
from offwatch.pad.diary.rows import event_of, setup
from offwatch.pad.models import DiaryEntry, DiaryStep
from offwatch.pad.pages.diary.calendar import see_month
from offwatch.pad.pages.diary.day import ADDED, see_day
from offwatch.pad.pages.diary.entry_words import at_words, entry_words, kind_words, state_words
from offwatch.pad.pages.diary.forms import EntryForm, filled
from offwatch.pad.pages.diary.week import first_weekday
from offwatch.pad.pages.views.saying import done, read_day
from offwatch.pad.waiting import take

PAGE = 40
_SHIFTS = {"day": timedelta(days=-1), "hour": timedelta(hours=-1), "later": timedelta(hours=1)}
TAKEN: tuple[Kind, ...] = ("regimen_stop", "dose", "missed_dose")


@require_safe
def diary(request: HttpRequest, month: str = "") -> HttpResponse:
    pad = setup()
    zone = pad.tz
    today = datetime.now(UTC).astimezone(zone).date()
    first = read_day(f"{month}-01") if month else today.replace(day=1)
    conditions = kept_conditions()
    context = {
        "month": see_month(first, today, zone, conditions, first_weekday(request, pad.week_start)),
        "today": today,
        "conditions": conditions,
        "is_now": first == today.replace(day=1),
    }
    return render(request, "pad/diary/month.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def diary_day(request: HttpRequest, day: str) -> HttpResponse:
    """A day; posted, one of its forms: an episode, or an entry of a kind."""
    now, zone, at = datetime.now(UTC), setup().tz, read_day(day)
    if request.method != "POST":
        return _show_day(request, at, now)
    kind = request.POST.get("kind", "")
    page = see_day(at, now, zone, kind, request.POST)
    if kind == "episode":
        form = page.episode
        if form.is_valid():
            try:
                return done(request, do_note(now, form.events()), "day", day)
            except OffwatchError as error:
                form.refuse(error)
        return render(request, "pad/diary/day.html", {"page": page}, status=422)
    if kind not in (*ADDED, *TAKEN):
        raise Http404
    tapped = request.POST.get("tap", "").strip()
    group = next((group for group in page.groups if group.kind == kind), None)
    try:
        if tapped or group is None:
            event = Event(_tap_at(at, now, zone), kind, tapped)
            return done(request, do_note(now, [event]), "day", day)
        if group.form.is_valid():
            return done(request, do_note(now, [group.form.event()]), "day", day)
    except OffwatchError as error:
        if tapped or group is None:
            messages.warning(request, error.message)
            return redirect("day", day)
        group.form.refuse(error)
    return render(request, "pad/diary/day.html", {"page": page}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, entry: int) -> HttpResponse:
    """One entry: what it says, corrected if posted, and its history."""
    now, zone = datetime.now(UTC), setup().tz
    row = DiaryEntry.objects.filter(pk=entry).first()
    if row is None:
        messages.info(request, "That entry is gone already.")
        return redirect("diary")
    event, seen = event_of(row), _seen(row)
    if request.POST.get("seen", seen) != seen:
        said = _("It was changed in another window meanwhile. Here is how it stands now.")
        messages.warning(request, said)
        return redirect("entry", entry)
    given = request.POST if request.method == "POST" and "shift" not in request.POST else None
    form = EntryForm(given, kind=event.kind, zone=zone, initial=filled(event, zone))
    try:
        if request.method == "POST" and given is None:
            shift = _SHIFTS.get(request.POST["shift"], timedelta())
            moved = Event(event.at + shift, event.kind, event.name, event.value)
            outcome = do_correct(now, entry, moved)
            return done(request, outcome, "day", moved.day(zone).isoformat())
        if given is not None and form.is_valid():
            told = form.event(event)
            outcome = do_correct(now, entry, told)
            return done(request, outcome, "day", told.day(zone).isoformat())
    except OffwatchError as error:
        if given is None:
            messages.warning(request, error.message)
            return redirect("entry", entry)
        form.refuse(error)
    context = {**_entry_context(row, form, now), "seen": seen}
    return render(request, "pad/diary/entry.html", context, status=422 if form.errors else 200)


def _seen(row: DiaryEntry) -> str:
    """What an entry says, in short: a form that was made of something else is out of date."""
    return sha256("\0".join((row.at, row.name, row.value)).encode()).hexdigest()[:16]


@require_POST
def delete_entry(request: HttpRequest, entry: int) -> HttpResponse:
    row = DiaryEntry.objects.filter(pk=entry).first()
    day = event_of(row).day(setup().tz).isoformat() if row else ""
    try:
        return done(
            request, do_delete(datetime.now(UTC), entry), *(("day", day) if day else ("diary",))
        )
    except OffwatchError as error:
        messages.warning(request, error.message)
    return redirect("diary")


@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: HttpRequest) -> HttpResponse:
    """What is kept: chosen from a list or named, and taken from Today again."""
    typed = wrong = ""
    if request.method == "POST":
        typed = request.POST.get("name", "")
        try:
            if "hide" in request.POST:
                outcome = do_hide_condition(request.POST["hide"])
            elif "kind" in request.POST:
                kind = request.POST["kind"]
                word = next((word for each, word in CHOICES if each == kind), "")
                outcome = do_keep_condition(_(word) if word else "", kind)
            else:
                outcome = do_keep_condition(typed)
            messages.success(request, outcome.said)
            return redirect("conditions")
        except OffwatchError as error:
            wrong = _(error.message)
    known = kept_conditions()
    kinds = {kept.kind for kept in known if kept.shown}
    context = {
        "kept": [kept for kept in known if kept.shown],
        "hidden": [kept for kept in known if not kept.shown],
        "choices": [(kind, name) for kind, name in CHOICES if kind not in kinds],
        "typed": typed,
        "wrong": wrong,
    }
    return render(request, "pad/diary/conditions.html", context, status=422 if wrong else 200)


@require_safe
def waiting_form(request: HttpRequest) -> HttpResponse:
    """What was sent while the pad was locked: filled in again, and not written yet."""
    found = take(request)
    if found is None:
        return redirect("today")
    now, zone = datetime.now(UTC), setup().tz
    fields = MultiValueDict(found["fields"])
    messages.info(request, _("The pad was locked, so this has not been saved yet."))
    match = resolve(found["path"])
    if found["name"] == "day" and "tap" not in fields:
        page = see_day(read_day(match.kwargs["day"]), now, zone, fields.get("kind", ""), fields)
        return render(request, "pad/diary/day.html", {"page": page})
    row = DiaryEntry.objects.filter(pk=match.kwargs.get("entry", 0)).first()
    if found["name"] == "entry" and "shift" not in fields and row is not None:
        event = event_of(row)
        form = EntryForm(fields, kind=event.kind, zone=zone, initial=filled(event, zone))
        return render(request, "pad/diary/entry.html", _entry_context(row, form, now))
    if found["name"] == "log" and "day" not in fields:
        fields["at"] = found["at"]
    context = {
        "path": found["path"],
        "fields": list(fields.lists()),
        "words": _waiting_words(found["name"], match.kwargs, fields, row),
        "at": datetime.fromisoformat(found["at"]),
        "zone": zone,
        "now": now,
    }
    return render(request, "pad/diary/waiting.html", context)


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every change by hand, newest first."""
    zone = setup().tz
    steps = DiaryStep.objects.prefetch_related("changes", "undone_by__undone_by")
    page = Paginator(steps, PAGE).get_page(request.GET.get("page"))
    shown = [
        (
            step,
            step.is_undone,
            [
                (state_words(change.before, zone), state_words(change.after, zone))
                for change in step.changes.all()
            ],
        )
        for step in page
    ]
    context = {"page": page, "steps": shown, "zone": zone, "now": datetime.now(UTC)}
    return render(request, "pad/diary/history.html", context)


def _entry_context(row: DiaryEntry, form: EntryForm, now: datetime) -> dict[str, Any]:
    event, zone = event_of(row), form.zone
    return {
        "row": row,
        "event": event,
        "words": entry_words(event),
        "at": at_words(event, zone),
        "day": event.day(zone),
        "form": form,
        "zone": zone,
        "now": now,
        "changes": [
            (change.step, state_words(change.before, zone), state_words(change.after, zone))
            for change in changes_of(row.pk)
        ],
    }


def _waiting_words(
    name: str, where: dict[str, Any], fields: MultiValueDict[str, str], row: DiaryEntry | None
) -> str:
    """What a form that waits would do."""
    if name == "log":
        event = Event(
            date.min, "end" if where["kind"] == "end" else "onset", fields.get("rhythm", "")
        )
        return entry_words(event)
    if name == "day":
        return f"{kind_words(fields.get('kind', 'note'))}: {fields.get('tap', '')}"
    if name == "entry":
        return _("Change “%s”") % (entry_words(event_of(row)) if row else "")
    if name == "delete-entry":
        return _("Delete “%s”") % (entry_words(event_of(row)) if row else "")
    return {
        "undo": _("Undo"),
        "life": _("Life events"),
        "regimens": _("Taken regularly"),
        "temperatures": _("Temperatures"),
        "names": _("Names"),
    }.get(name, _("What you track"))


def _show_day(request: HttpRequest, day: date, now: datetime) -> HttpResponse:
    return render(request, "pad/diary/day.html", {"page": see_day(day, now, setup().tz)})


def _tap_at(day: date, now: datetime, zone: ZoneInfo) -> date | datetime:
    """A tap on today's page is of now; on another day's, of that day."""
    local = now.astimezone(zone)
    return local.replace(second=0, microsecond=0) if local.date() == day else day
