"""People: who is in the team, what they can do, when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.models import Person, RecordRow, Role, RosterVersion
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.pages.views.access import done, manager, now
from offwatch.desk.pages.wording import title_words
from offwatch.desk.people.leave import do_leave, do_stay
from offwatch.desk.people.managing import may_administer
from offwatch.desk.people.members import (
    PersonTerms,
    do_add_person,
    do_change_person,
    held_terms,
)
from offwatch.desk.rosters.current import drafts_of, in_force, today_of
from offwatch.errors import BadInput, OffwatchError
from offwatch.language import gettext as _
from offwatch.language import short_date

MOST_SKILLS = 40
NUMBERS = ("max_run", "min_run", "min_days_off", "max_weekends")
HOURS = ("max_minutes", "min_minutes")
WITHIN = {
    "rest_h": (0, 36),
    "weekly_rest_h": (0, 96),
    "max_average_h": (0, 168),
    "average_weeks": (1, 52),
    "notice_days": (0, 400),
}
WHOLE = ("average_weeks", "notice_days")
MOST_ROWS = 300
ROLE_WORDS = {
    Role.MEMBER: lambda: _("member: sees the roster, asks to be taken off"),
    Role.PLANNER: lambda: _("planner: makes and changes rosters, takes people in"),
    Role.DUTY_OFFICER: lambda: _(
        "duty officer: decides about duties that begin within 12 hours if nobody has answered"
    ),
    Role.ADMINISTRATOR: lambda: _("administrator: gives roles, invitations and passwords"),
}


@require_GET
@manager
def people(request: HttpRequest, me: Person) -> HttpResponse:
    """Everybody, whoever has left last."""
    at = now()
    everybody = list(me.team.people.select_related("user", "leader", "invitation", "team"))
    form = latest_form(me)
    on_roster = {p["id"] for p in form["people"]} if form else set()
    skills = {p["id"]: p.get("skills", ()) for p in form["people"]} if form else {}
    lines = [
        {
            "person": p,
            "roles": [_(str(Role(r).label)) for r in p.roles if r != Role.MEMBER],
            "skills": ", ".join(skills.get(p.key, ())),
            "account": account_state(p, at),
            "left": p.has_left(at),
            "last": short_date(p.last_day) if p.last_day else "",
            "on_roster": p.key in on_roster,
        }
        for p in everybody
    ]
    lines.sort(key=lambda line: (line["left"], str(line["person"]).casefold()))
    context = {
        "lines": lines,
        "here": sum(not line["left"] for line in lines),
        "administers": may_administer(me),
        "without": sum(line["account"] == "none" and not line["left"] for line in lines),
        "person": None,
        **_choices(me, None, PersonTerms("")),
    }
    return render(request, "desk/people.html", context)


@require_GET
@manager
def person(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    found = _of_mine(me, pk)
    at = now()
    terms = held_terms(me.team, found, latest_form(me))
    context = {
        "person": found,
        "account": account_state(found, at),
        "left": found.has_left(at),
        "last": short_date(found.last_day) if found.last_day else "",
        "today": today_of(me.team, at),
        "administers": may_administer(me),
        "roles": [(r.value, ROLE_WORDS[r](), r in found.roles) for r in Role],
        "myself": found.pk == me.pk,
        **_choices(me, found, terms),
    }
    return render(request, "desk/person.html", context)


@require_POST
@manager
def person_add(request: HttpRequest, me: Person) -> HttpResponse:
    try:
        outcome = do_add_person(me, read_terms(request.POST), now())
    except OffwatchError as error:
        messages.info(request, _(error.message))
        return redirect("people")
    messages.info(request, _(outcome.said))
    return redirect("person", outcome.ref)


@require_POST
@manager
def person_change(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    found = _of_mine(me, pk)

    def change() -> DeskOutcome:
        return do_change_person(me, found.key, read_terms(request.POST), now())

    return done(request, change, "person", pk)


@require_POST
@manager
def person_leave(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    found = _of_mine(me, pk)

    def leave() -> DeskOutcome:
        if request.POST.get("act") == "stay":
            return do_stay(me, found.key, now())
        last = read_day(request.POST.get("last_day", ""))
        if last is None:
            raise BadInput(
                "people.leave-day", "Choose the last day in the team, such as 2026-12-31."
            )
        return do_leave(me, found.key, last, now())

    return done(request, leave, "person", pk)


@require_GET
@manager
def record(request: HttpRequest, me: Person) -> HttpResponse:
    """What was done with the team, its people and its rosters, the latest first."""
    rows = RecordRow.objects.filter(team=me.team_id)[: MOST_ROWS + 1]
    lines: list[dict[str, Any]] = [
        {
            "at": row.made_at,
            "actor": row.actor,
            "about": row.about,
            "deed": _(row.get_deed_display()),
        }
        for row in rows
    ]
    published = RosterVersion.objects.filter(team=me.team_id, published_at__isnull=False)
    published = published.select_related("made_by").order_by("-published_at")
    lines += [
        {
            "at": version.published_at,
            "actor": version.made_by.name if version.made_by else "",
            "about": _("roster from {day}").format(day=short_date(version.first_day)),
            "deed": title_words(version.why),
            "despite": len(version.overridden),
        }
        for version in published[: MOST_ROWS + 1]
    ]
    lines.sort(key=lambda line: line["at"], reverse=True)
    context = {"lines": lines[:MOST_ROWS], "more": len(lines) > MOST_ROWS}
    return render(request, "desk/record.html", context)


def account_state(person: Person, at: Any) -> str:
    """``on``, ``off``, ``invited`` or ``none``."""
    if person.user is not None:
        return "on" if person.user.is_active else "off"
    invitation = getattr(person, "invitation", None)
    return "invited" if invitation is not None and invitation.expires_at > at else "none"


def latest_form(me: Person) -> dict[str, Any] | None:
    """The form of the last period there is, its draft first."""
    versions = [*in_force(me.team), *drafts_of(me.team)]
    last = max(versions, key=lambda v: (v.first_day, v.published_at is None), default=None)
    return last.form if last is not None else None


def read_terms(said: Mapping[str, str]) -> PersonTerms:
    """What the form says of a person.

    **Raises**: `BadInput` ``people.limits`` or ``people.day``.
    """
    skills: dict[str, tuple[date | None, date | None]] = {}
    for n in range(MOST_SKILLS):
        name = " ".join(said.get(f"skill-{n}", "").split())
        if name and said.get(f"has-{n}"):
            first = read_day(said.get(f"from-{n}", ""))
            skills[name[:100]] = (first, read_day(said.get(f"until-{n}", "")))
    for name in said.get("skills", "").split(","):
        if name.strip():
            skills.setdefault(" ".join(name.split())[:100], (None, None))
    limits: dict[str, Any] = {}
    for key in NUMBERS:
        if (number := _number(said.get(key, ""))) is not None:
            limits[key] = round(number)
    for key in HOURS:
        if (number := _number(said.get(key, ""))) is not None:
            limits[key] = round(number * 60)
    limits |= _within(said)
    most = {
        key.removeprefix("most-"): round(number)
        for key in said
        if key.startswith("most-") and (number := _number(said.get(key, ""))) is not None
    }
    if most:
        limits["max_shifts"] = most
    return PersonTerms(
        name=said.get("name", ""),
        skills=skills,
        limits=limits,
        leader=said.get("leader", ""),
        deputy=said.get("deputy", ""),
        on_roster=said.get("on_roster") == "1",
    )


def _within(said: Mapping[str, str]) -> dict[str, float]:
    """**Raises**: `BadInput` ``people.limits`` for more than the roster's form holds."""
    found: dict[str, float] = {}
    for key, (least, most) in WITHIN.items():
        if (number := _number(said.get(key, ""))) is None:
            continue
        if not least <= number <= most:
            raise BadInput(
                "people.limits",
                "Rest is at most 36 hours, weekly rest 96, an average at most 168 hours a week over"
                " 1 to 52 weeks, and notice at most 400 days.",
            )
        found[key] = round(number) if key in WHOLE else number
    return found


def read_day(text: str) -> date | None:
    """**Raises**: `BadInput` ``people.day``."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput("people.day", "Write a day as 2026-12-31.") from None


def _number(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 10_000:
        raise BadInput("people.limits", "A limit is a number from 0 to 10,000, or empty.")
    return number


def _choices(me: Person, person: Person | None, terms: PersonTerms) -> dict[str, Any]:
    """What the form of a person offers, with what is chosen."""
    form = latest_form(me)
    team_rules: dict[str, Any] = form.get("rules", {}) if form else {}
    known = {s for p in form["people"] for s in p.get("skills", ())} if form else set()
    known |= {s for d in form["demand"] for s in d.get("skills", {})} if form else set()
    known |= {s for p in me.team.people.all() for s in p.skill_days}
    names = [*terms.skills, *sorted(known - set(terms.skills))][:MOST_SKILLS]
    nobody: tuple[date | None, date | None] = (None, None)
    others = [p for p in me.team.people.order_by("name", "pk") if person is None or p != person]
    return {
        "terms": terms,
        "skill_rows": [(s, s in terms.skills, *terms.skills.get(s, nobody)) for s in names],
        "limit_rows": limit_rows(terms.limits, team_rules),
        "shift_rows": shift_rows(form, terms.limits, team_rules),
        "others": others,
        "has_roster": form is not None,
    }


def limit_rows(rules: Mapping[str, Any], usual: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Field, words, value and what holds without one, for each limit that is one number."""
    return [(key, words, _shown(key, rules), _shown(key, usual)) for key, words in _limit_words()]


def shift_rows(
    form: Mapping[str, Any] | None, rules: Mapping[str, Any], usual: Mapping[str, Any]
) -> list[tuple[str, str, int | None, int | None]]:
    """Each shift with how often one may have it, and what holds without that."""
    most, else_most = rules.get("max_shifts", {}), usual.get("max_shifts", {})
    return [
        (shift["id"], shift["name"], most.get(shift["id"]), else_most.get(shift["id"]))
        for shift in (form["shifts"] if form else ())
    ]


def _limit_words() -> list[tuple[str, str]]:
    return [
        ("max_minutes", _("Hours in a period, at most")),
        ("min_minutes", _("Hours in a period, at least")),
        ("max_run", _("Days in a row, at most")),
        ("min_run", _("Days in a row, at least")),
        ("min_days_off", _("Days off in a row, at least")),
        ("max_weekends", _("Weekends worked, at most")),
        ("rest_h", _("Hours of rest between duties, at least")),
        ("weekly_rest_h", _("Hours of rest at a time in every 7 days, at least")),
        ("max_average_h", _("Hours a week on average, at most")),
        ("average_weeks", _("Weeks over which hours are averaged (17 if empty)")),
        ("notice_days", _("Days of notice before a duty is changed, at least")),
    ]


def _shown(key: str, rules: Mapping[str, Any]) -> str:
    value = rules.get(key)
    if value is None:
        return ""
    number = value / 60 if key in HOURS else value
    return f"{number:g}"


def _of_mine(me: Person, pk: int) -> Person:
    """Nobody of another team is there."""
    people = Person.objects.select_related("team", "user", "leader", "deputy", "invitation")
    return get_object_or_404(people, pk=pk, team=me.team_id)
