"""What the owner keeps: names in their own words, each with a mark that stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from django.db.models import Count, Min

from offwatch.diary.conditions import CONDITIONS, Condition, condition_of
from offwatch.errors import BadInput
from offwatch.forecast.present.marks import Mark, mark_of
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.names import clean_name, name_key, same_name
from offwatch.pad.diary.rows import writing
from offwatch.pad.models import DiaryEntry, EntryChange, KeptCondition
from offwatch.pad.outcome import PadOutcome

CHOICES: tuple[tuple[Condition, str], ...] = (
    ("menstrual", later("Period")),
    ("migraine", later("Migraine")),
    ("headache", later("Headache")),
    ("cluster", later("Cluster headache")),
    ("seizure", later("Seizure")),
    ("flare", later("Flare")),
)
"""What can be chosen from a list; it is kept under its name in the language of whoever chose it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One condition: what it is called, and the place of its mark."""

    name: str
    place: int
    kind: str
    shown: bool = True
    chosen: bool = True

    @property
    def mark(self) -> Mark:
        return mark_of(self.place)


def kept_conditions() -> list[Kept]:
    """What the owner chose, and after it what else has onsets in the diary."""
    found = [Kept(row.name, row.mark, row.kind, row.shown) for row in KeptCondition.objects.all()]
    known = {name_key(kept.name) for kept in found}
    taken = {kept.place for kept in found}
    free = (place for place in count() if place not in taken)
    for name in onset_counts():
        if name_key(name) not in known:
            found.append(Kept(name, next(free), condition_of(name) or "", chosen=False))
    return found


def first_name() -> str:
    """What a first tap is called, where nothing is written yet."""
    return next((kept.name for kept in kept_conditions() if kept.shown and kept.chosen), "")


def own_words(names: Iterable[str]) -> dict[str, str]:
    """What the owner calls that for which other apps have an English word.

    Only where they track one thing of that kind, and nothing is written under the app's word.
    """
    written = {name_key(name) for name in onset_counts()}
    usual = {name_key(word): kind for kind, word in CHOICES}
    tracked: dict[str, list[str]] = {}
    for kept in kept_conditions():
        if kept.chosen and kept.shown:
            tracked.setdefault(kept.kind, []).append(kept.name)
    found = {}
    for name in set(names):
        own = tracked.get(usual.get(name_key(name), ""), [])
        if len(own) == 1 and name_key(name) not in written:
            found[name] = own[0]
    return found


def do_keep_condition(name: str, kind: str = "") -> PadOutcome:
    """Keep something from now on, under a name of the owner's; one left before comes back."""
    if kind and kind not in CONDITIONS:
        raise _unknown()
    name = clean_name(name)
    with writing():
        row = _row_of(name)
        if row is None:
            taken = set(KeptCondition.objects.values_list("mark", flat=True))
            free = next(place for place in count() if place not in taken)
            row = KeptCondition(name=name, kind=kind or condition_of(name) or "", mark=free)
        row.shown = True
        row.save()
    return PadOutcome(_("{name} has a button on Today.").format(name=row.name))


def do_hide_condition(name: str) -> PadOutcome:
    """Take its button from Today; what was written of it stays."""
    with writing():
        row = _row_of(name)
        if row is None:
            raise _unknown()
        row.shown = False
        row.save()
    said = _("{name} has no button on Today now. What you wrote of it stays.")
    return PadOutcome(said.format(name=row.name))


def _row_of(name: str) -> KeptCondition | None:
    """The row of that name; what the diary knows already keeps the mark it has been shown with."""
    for kept in kept_conditions():
        if not kept.chosen:
            KeptCondition.objects.create(name=kept.name, kind=kept.kind, mark=kept.place)
    rows = KeptCondition.objects.all()
    return next((row for row in rows if same_name(row.name, name)), None)


def _unknown() -> BadInput:
    return BadInput("pad.condition", "Choose one of the conditions, or give one a name.")


def onset_counts() -> dict[str, int]:
    """How often the onsets of each rhythm were written, by the spelling that was written first."""
    rows = DiaryEntry.objects.filter(kind="onset").exclude(name="").order_by()
    found = rows.values_list("name").annotate(first=Min("pk"), n=Count("pk")).order_by("first")
    spelled: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, _first, n in found:
        first = spelled.setdefault(name_key(name), name)
        counts[first] = counts.get(first, 0) + n
    return counts


def follow_name(old: str, new: str) -> None:
    """The mark goes with a name that is changed; where both had one, the old is shown no more."""
    row, other = _kept_row(old), None if same_name(old, new) else _kept_row(new)
    if row is None:
        return
    if other is None:
        row.name = new
    else:
        other.shown = other.shown or row.shown
        other.save()
        row.shown = False
    row.save()


def follow_back(changes: Iterable[EntryChange]) -> None:
    """After a change of names was taken back: the marks go with the names as they are again."""
    pairs = {
        (change.after["name"], change.before["name"])
        for change in changes
        if change.before and change.after and change.before["kind"] == "onset"
    }
    for was, now in pairs:
        if was == now:
            continue
        row, back = _kept_row(was), None if same_name(was, now) else _kept_row(now)
        if back is not None:
            back.shown = True
            back.save()
        elif row is not None and not any(same_name(was, name) for name in onset_counts()):
            row.name = now
            row.save()


def _kept_row(name: str) -> KeptCondition | None:
    return next((r for r in KeptCondition.objects.all() if same_name(r.name, name)), None)
