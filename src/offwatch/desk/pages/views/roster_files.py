"""Roster in and out: the grid as a file, looked at before anything is written."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.grids.codes import ABSENT, FREE, shift_words
from offwatch.desk.grids.export import KINDS, export
from offwatch.desk.grids.first import usual_hours, week_of
from offwatch.desk.grids.load_grid import (
    GridMap,
    GridNews,
    do_load_grid,
    look_at_grid,
    read_table,
)
from offwatch.desk.grids.read_grid import gathered
from offwatch.desk.grids.table import MOST_BYTES, GridTable, as_table, too_large
from offwatch.desk.models import Person, RosterVersion
from offwatch.desk.pages.views.access import now, planner
from offwatch.desk.pages.wording import days_words
from offwatch.desk.people.managing import may_administer
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of
from offwatch.errors import BadInput, OffwatchError
from offwatch.language import gettext as _
from offwatch.language import short_date, short_weekday

MOST_ASKED = 100  # codes and people asked about on one page
MOST_SHOWN = 60  # faults and changes listed on one page
MOST_KEPT = 2_000_000  # characters of a table that the page itself carries


@require_GET
@planner
def files(request: HttpRequest, me: Person) -> HttpResponse:
    versions = [*reversed(in_force(me.team)), *reversed(drafts_of(me.team))]
    context = {
        "versions": [(v, _span(v)) for v in versions],
        "kinds": list(KINDS),
        "administers": may_administer(me),
    }
    return render(request, "desk/roster_files.html", context)


@require_GET
@planner
def file(request: HttpRequest, me: Person, pk: int, kind: str) -> HttpResponse:
    version = get_object_or_404(
        RosterVersion.objects.select_related("team"), pk=pk, team=me.team_id
    )
    if kind not in KINDS:
        raise Http404
    found = export(version, kind)
    reply = HttpResponse(found.data, content_type=found.content_type)
    reply["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return reply


@require_POST
@planner
def look(request: HttpRequest, me: Person) -> HttpResponse:
    """Say what a file or a pasted selection would change; on confirmation make it a draft."""
    try:
        table = _table(request)
        said = _said(request)
        if request.POST.get("act") == "draft":
            outcome = do_load_grid(me, table, said, now())
            messages.info(request, _(outcome.said))
            draft = get_object_or_404(RosterVersion, pk=outcome.ref or 0)
            return redirect(f"{reverse('team')}?draft={draft.first_day.isoformat()}")
        found = look_at_grid(me.team, table, said, now())
    except OffwatchError as error:
        messages.info(request, _(error.message))
        return redirect("roster_files")
    return render(request, "desk/roster_look.html", _context(me, table, said, found))


def _table(request: HttpRequest) -> GridTable:
    """The table that the page carried, a file, or what was pasted."""
    carried = request.POST.get("table", "")
    if carried:
        try:
            rows = json.loads(carried)
            unread = json.loads(request.POST.get("unread", "[]"))
            if not all(isinstance(cell, str) for row in rows for cell in row):
                raise TypeError
            return GridTable(
                as_table(rows).rows, frozenset((int(row), int(column)) for row, column in unread)
            )
        except (ValueError, TypeError, RecursionError):
            raise BadInput(
                "grid.unreadable", "This is no table; save it as CSV or XLSX, or paste it."
            ) from None
    sent = request.FILES.get("file")
    if sent is not None and not isinstance(sent, list):
        if sent.size is None or sent.size > MOST_BYTES:
            raise too_large()
        return read_table(sent.read())
    return read_table(request.POST.get("pasted", "").encode())


def _said(request: HttpRequest) -> GridMap:
    """What the form says of codes and people, by number, with the name beside it."""
    codes, people = {}, {}
    for n in range(MOST_ASKED):
        code, means = request.POST.get(f"code-{n}"), request.POST.get(f"means-{n}", "").strip()
        if code and means:
            codes[code[:100]] = means[:200]
        name, who = request.POST.get(f"name-{n}"), request.POST.get(f"who-{n}", "")
        if name and who:
            people[name[:300]] = who[:100]
    need: dict[str, list[int]] = {}
    for name, value in request.POST.items():
        if name.startswith("need-") and isinstance(value, str):
            shift, _sep, weekday = name.removeprefix("need-").rpartition("-")
            numbers = need.setdefault(shift, [0] * 7)
            if weekday in "0123456" and value.isdecimal() and len(value) < 5:
                numbers[int(weekday)] = int(value)
    month = request.POST.get("month", "") or None
    return GridMap(codes=codes, people=people, month=month, need=need)


def _context(me: Person, table: GridTable, said: GridMap, found: GridNews) -> dict[str, Any]:
    carried = json.dumps(table.rows, ensure_ascii=False, separators=(",", ":"))
    if len(carried) > MOST_KEPT:
        raise too_large()
    grid, news = found.grid, found.news
    faults = gathered(found.faults)
    unsaid = (*grid.unknown, *(grid.joining.values() if found.first else ()))
    asked = [*said.people, *(n for n in unsaid if n not in said.people)]
    shifts = [] if news is None else list(news.roster.shifts)
    if not shifts:
        shifts = [s for v in in_force(me.team)[-1:] for s in roster_of(v).shifts]
    return {
        "table": carried,
        "unread": json.dumps(sorted(table.unread)),
        "month": said.month or "",
        "span": days_words(min(grid.days), max(grid.days)),
        "count": len(grid.people),
        "duties": sum(m.is_duty for m in grid.cells.values()),
        "codes": [
            (code, n, meaning.words if meaning else _proposed(code, said, found), meaning is None)
            for code, (n, meaning) in list(grid.codes.items())[:MOST_ASKED]
        ],
        "meanings": [*(shift_words(s) for s in shifts), FREE, ABSENT],
        "asked": [
            (name, said.people.get(name, "new" if found.first else ""))
            for name in asked[:MOST_ASKED]
        ],
        "first": found.first,
        "weekdays": [short_weekday(day) for day in week_of(min(grid.days))],
        "need": [
            (shift, list(enumerate(found.need.get(shift.id, [0] * 7))))
            for shift in (news.roster.shifts if news and found.first else ())
        ],
        "people": Person.objects.filter(team=me.team_id).order_by("name"),
        "faults": faults[:MOST_SHOWN],
        "places": len(faults),
        "more_faults": max(0, len(faults) - MOST_SHOWN),
        "changes": news.difference.cells[:MOST_SHOWN] if news else (),
        "more_changes": max(0, len(news.difference.cells) - MOST_SHOWN) if news else 0,
        "joined": [news.roster.person[key].name for key in news.difference.joined]
        if news and news.against
        else (),
        "against": news.against if news else None,
        "from_day": short_date(news.against.first_day) if news and news.against else "",
        "broken": news.broken if news else (),
        "ready": news is not None,
    }


def _proposed(code: str, said: GridMap, found: GridNews) -> str:
    """What was said of a code; of a first roster's else what it usually means, to be looked at."""
    return said.codes.get(code, "") or (usual_hours(code, found.grid.codes) if found.first else "")


def _span(version: RosterVersion) -> str:
    roster = roster_of(version)
    return days_words(roster.first_day, roster.day_at(roster.days - 1))
