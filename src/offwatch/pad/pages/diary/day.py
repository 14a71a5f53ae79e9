"""One day of the diary: what is written there, and what can be added with one tap."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from offwatch.diary import Diary, Kind
from offwatch.language import month as month_words
from offwatch.names import name_key
from offwatch.pad.diary.conditions import Kept, kept_conditions
from offwatch.pad.diary.courses import OF_EPISODES, courses_of
from offwatch.pad.diary.records.naming import hidden_keys
from offwatch.pad.diary.rows import held_events
from offwatch.pad.models import DiaryEntry
from offwatch.pad.pages.diary.calendar import Line, see_lines
from offwatch.pad.pages.diary.entry_words import kind_words
from offwatch.pad.pages.diary.forms import EntryForm, EpisodeForm
from offwatch.pad.pages.words import date_words, day_words
from offwatch.spans import DaySpan

ADDED: tuple[Kind, ...] = (
    "medicine",
    "severity",
    "symptom",
    "temperature",
    "precursor",
    "exposure",
    "note",
    "regimen_start",
)
OFFERED = 8  # names with a button each, the ones written most often
TAPPED = frozenset(("medicine", "symptom", "precursor", "exposure"))
MARKERS = ("ovulation", "LH", "temperature rise")
OPEN_DAYS = 60  # an episode without an end that began longer ago is over


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one kind that can be added, and the names that have been."""

    kind: Kind
    title: str
    help: str
    form: EntryForm
    names: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.form.is_bound


@dataclass(frozen=True, slots=True)
class DayPage:
    """All that the page of a day shows."""

    day: date
    title: str
    month: str
    is_today: bool
    is_ahead: bool
    before: date
    after: date | None
    lines: list[Line]
    running: list[tuple[Kept, bool]]
    episode: EpisodeForm
    groups: list[Group]
    regimens: list[str]


def see_day(
    day: date,
    now: datetime,
    zone: ZoneInfo,
    kind: str = "",
    data: MultiValueDict[str, str] | None = None,
) -> DayPage:
    """A day, with one form holding what was typed if it could not be taken."""
    today = now.astimezone(zone).date()
    conditions = [kept for kept in kept_conditions() if kept.shown]
    names = _names_by_kind()
    called = [kept.name for kept in conditions]
    regimens = _running_regimens(day, zone)
    running = _running_keys(day, zone)
    words = day_words(day, today) if abs((day - today).days) <= 1 else date_words(day, today)
    return DayPage(
        day=day,
        title=words[:1].upper() + words[1:],
        month=month_words(day),
        is_today=day == today,
        is_ahead=day > today,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1) if day < today else None,
        lines=see_lines(day, day, zone)[::-1],
        running=[(kept, name_key(kept.name) in running) for kept in conditions],
        episode=episode_form(day, zone, conditions, names, data if kind == "episode" else None),
        groups=[
            _group(each, day, zone, names, called, data if kind == each else None) for each in ADDED
        ],
        regimens=regimens,
    )


def episode_form(
    day: date,
    zone: ZoneInfo,
    conditions: list[Kept],
    names: dict[str, list[str]],
    data: MultiValueDict[str, str] | None = None,
) -> EpisodeForm:
    return EpisodeForm(
        data,
        names=[kept.name for kept in conditions],
        symptoms=names.get("symptom", [])[:OFFERED],
        medicines=names.get("medicine", []),
        day=day,
        zone=zone,
    )


def _group(
    kind: Kind,
    day: date,
    zone: ZoneInfo,
    names: dict[str, list[str]],
    conditions: list[str],
    data: MultiValueDict[str, str] | None,
) -> Group:
    title, told = _texts(kind)
    known = list(names.get(kind, [])) if kind != "severity" else conditions
    if kind == "precursor":
        keys = {name_key(name) for name in known}
        known += [marker for marker in MARKERS if name_key(marker) not in keys]
    form = EntryForm(data, kind=kind, zone=zone, day=day, names=known, prefix=kind)
    offered = known[:OFFERED] if kind in TAPPED else []
    return Group(kind, title, told, form, offered)


def _texts(kind: Kind) -> tuple[str, str]:
    return {
        "medicine": (_("Medicine, as needed"), _("Taken for an attack; apart from regimens.")),
        "symptom": (_("Symptom"), _("In your own words.")),
        "precursor": (
            _("Early sign or test"),
            _(
                "What comes before an episode: an aura, ovulation, a positive LH test, "
                "a temperature that stays up for three days."
            ),
        ),
        "severity": (_("How strong"), _("Of an episode that is written already.")),
        "temperature": (_("Temperature"), _("As you measure it, such as on waking.")),
        "exposure": (
            _("Possible trigger"),
            _(
                "What may bring one on. Note it on days without an attack too, "
                "or nothing can be learned."
            ),
        ),
        "note": (_("Note"), ""),
        "regimen_start": (_("Start a regimen"), _("Something taken for a while, such as a pill.")),
    }.get(kind, (kind_words(kind), ""))


def _names_by_kind() -> dict[str, list[str]]:
    """The names written under each kind, the ones written most often first."""
    hidden = hidden_keys()
    counts: dict[str, Counter[str]] = {}
    spelled: dict[tuple[str, str], str] = {}
    kinds = ("symptom", "medicine", "precursor", "exposure", "regimen_start")
    rows = DiaryEntry.objects.filter(kind__in=kinds).exclude(name="").order_by()
    found = rows.values_list("kind", "name").annotate(first=Min("pk"), n=Count("pk"))
    for kind, name, _first, n in found.order_by("first"):
        key = name_key(name)
        spelled.setdefault((kind, key), name)
        counts.setdefault(kind, Counter())[key] += n
    return {
        kind: [spelled[kind, key] for key, _n in each.most_common() if (kind, key) not in hidden]
        for kind, each in counts.items()
    }


def _running_regimens(day: date, zone: ZoneInfo) -> list[str]:
    events = (held.event for held in held_events(kinds=("regimen_start", "regimen_stop")))
    return [each.name for each in Diary(zone, events).regimens() if each.in_force(day)]


def _running_keys(day: date, zone: ZoneInfo) -> set[str]:
    """What has begun by that day and has no end yet."""
    near = DaySpan(day, day + timedelta(days=1))
    last = {
        c.key: c
        for c in courses_of(list(held_events(kinds=OF_EPISODES, near=near)), zone)
        if c.first_day(zone) <= day
    }
    return {
        key
        for key, course in last.items()
        if course.end is None and (day - course.first_day(zone)).days < OPEN_DAYS
    }
