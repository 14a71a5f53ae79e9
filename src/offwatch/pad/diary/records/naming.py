"""Names of the owner's own: renamed, put together with another, or offered no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from offwatch.diary import Kind
from offwatch.errors import BadInput, Refused
from offwatch.names import clean_name, name_key, same_name
from offwatch.pad.diary import odds
from offwatch.pad.diary.conditions import follow_name
from offwatch.pad.diary.history import Step, state_of
from offwatch.pad.diary.record import check_rest
from offwatch.pad.diary.rows import HeldEvent, event_of, held_events, setup, writing
from offwatch.pad.models import DiaryEntry, EntryChange, HiddenName
from offwatch.pad.outcome import PadOutcome

GROUPS: dict[str, tuple[Kind, ...]] = {
    "condition": ("onset", "end", "severity"),
    "symptom": ("symptom",),
    "medicine": ("medicine",),
    "regimen": ("regimen_start", "regimen_stop", "dose", "missed_dose"),
    "exposure": ("exposure",),
    "precursor": ("precursor",),
    "life": ("life_start", "life_end"),
}
HIDEABLE = ("symptom", "medicine", "exposure", "precursor")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a group, and how many entries bear it."""

    group: str
    name: str
    count: int
    is_hidden: bool


def written_names() -> dict[str, list[Name]]:
    """The names of each group, the ones written most often first."""
    hidden = hidden_keys()
    found: dict[str, list[Name]] = {}
    for group, kinds in GROUPS.items():
        rows = DiaryEntry.objects.filter(kind__in=kinds).exclude(name="").order_by()
        each = rows.values_list("name").annotate(first=Min("pk"), n=Count("pk")).order_by("first")
        spelled: dict[str, str] = {}
        counts: dict[str, int] = {}
        for name, _first, n in each:
            key = name_key(name)
            spelled.setdefault(key, name)
            counts[key] = counts.get(key, 0) + n
        names = [Name(group, spelled[key], n, (group, key) in hidden) for key, n in counts.items()]
        if names:
            found[group] = sorted(names, key=lambda each: (-each.count, name_key(each.name)))
    return found


def hidden_keys() -> set[tuple[str, str]]:
    """What is offered no more: groups and keys of names."""
    rows = HiddenName.objects.values_list("group", "name")
    return {(group, name_key(name)) for group, name in rows}


def do_hide_name(group: str, name: str, *, hide: bool) -> PadOutcome:
    """Offer a name as a tap no more, or again; what was written under it stays."""
    if group not in HIDEABLE:
        raise BadInput("pad.names", "Choose one of the names on the page.")
    with writing():
        for row in HiddenName.objects.filter(group=group):
            if same_name(row.name, name):
                row.delete()
        if hide:
            HiddenName.objects.create(group=group, name=clean_name(name))
    if hide:
        return PadOutcome("It is offered no more. What you wrote of it stays.")
    return PadOutcome("It is offered again.")


def do_rename(now: datetime, group: str, old: str, new: str) -> PadOutcome:
    """Let every entry of a name bear another; if that is there already, they are one from then on.

    It is one step, and can be taken back. What two entries would say alike is said once.
    """
    zone = setup().tz
    kinds = GROUPS.get(group)
    if kinds is None:
        raise BadInput("pad.names", "Choose one of the names on the page.")
    new = clean_name(new)
    with writing():
        rows = [
            row for row in DiaryEntry.objects.filter(kind__in=kinds) if same_name(row.name, old)
        ]
        if not rows:
            raise Refused("pad.no-entry", "That entry is gone already.")
        there = _spelling(kinds, new, old)
        new = there or new
        if new == old:
            return PadOutcome("Nothing was changed.")
        held = list(held_events(kinds=kinds))
        step = Step("rename", now)
        taken = {
            (row.at, row.kind, row.value)
            for row in DiaryEntry.objects.filter(kind__in=kinds)
            if same_name(row.name, new) and not same_name(row.name, old)
        }
        gone, moved = _apart(rows, taken)
        _rewrite(step, gone, moved, new)
        changed = {row.pk for row in rows}
        after = [one for one in held if one.pk not in changed]
        after += [HeldEvent(row.pk, event_of(row), None) for row in moved]
        check_rest(held, after, zone)
        if group == "condition":
            follow_name(old, new)
        odds.keep_odds(now)
    if there and not same_name(there, old):
        return PadOutcome("Put together.", step.row.pk)
    return PadOutcome("Renamed.", step.row.pk)


def _spelling(kinds: Sequence[Kind], name: str, old: str) -> str:
    """How a name is spelled already, unless it is the old one spelled anew."""
    if same_name(name, old):
        return ""
    rows = DiaryEntry.objects.filter(kind__in=kinds).order_by("id")
    names = rows.values_list("name", flat=True).distinct()
    return next((each for each in names if same_name(each, name)), "")


def _apart(
    rows: Sequence[DiaryEntry], taken: set[tuple[str, str, str]]
) -> tuple[list[DiaryEntry], list[DiaryEntry]]:
    """Those that would say what is said already, and the others."""
    gone: list[DiaryEntry] = []
    moved: list[DiaryEntry] = []
    seen = set(taken)
    for row in rows:
        fact = (row.at, row.kind, row.value)
        (gone if fact in seen else moved).append(row)
        seen.add(fact)
    return gone, moved


def _rewrite(step: Step, gone: Sequence[DiaryEntry], moved: Sequence[DiaryEntry], new: str) -> None:
    changes = [
        EntryChange(step=step.row, entry=row.pk, before=state_of(row), after=None) for row in gone
    ]
    DiaryEntry.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in moved:
        before = state_of(row)
        row.name, row.source = new, None
        changes.append(EntryChange(step=step.row, entry=row.pk, before=before, after=state_of(row)))
    DiaryEntry.objects.bulk_update(moved, ["name", "source"], batch_size=400)
    EntryChange.objects.bulk_create(changes, batch_size=400)
