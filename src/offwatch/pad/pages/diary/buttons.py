"""The buttons on Today: one pair under the thumb, and one for each other condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from offwatch.forecast.present.marks import Mark
from offwatch.names import name_key
from offwatch.pad.diary.conditions import Kept
from offwatch.pad.pages.days_ahead import DaysAhead, RhythmView


@dataclass(frozen=True, slots=True)
class Button:
    """What starts and ends, and whether it runs now."""

    name: str
    mark: Mark | None
    headline: str
    running_since: date | None


@dataclass(frozen=True, slots=True)
class Buttons:
    """The one that the headline speaks of, and the others."""

    lead: Button
    others: list[Button]


def see_buttons(ahead: DaysAhead, kept: Sequence[Kept]) -> Buttons:
    """One for each condition that the owner keeps; without any, one that has no name."""
    views = {
        name_key(view.name): view for view in (*ahead.rhythms, *ahead.suspended) if view.logged
    }
    shown = [each for each in kept if each.shown]
    leading = [each for each in shown if name_key(each.name) == name_key(ahead.lead.name)]
    ordered = [*leading, *(each for each in shown if each not in leading)]
    found = [_button(each, views.get(name_key(each.name))) for each in ordered]
    if not found or (ahead.logged and not ahead.lead.name):
        found.insert(0, Button("", None, ahead.headline, ahead.running_since))
    return Buttons(found[0], found[1:])


def _button(kept: Kept, view: RhythmView | None) -> Button:
    headline = view.headline if view else ""
    return Button(kept.name, kept.mark, headline, view.running_since if view else None)
