"""A team's rules, and presets of them with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from offwatch.desk.editing.frame_changes import change_frames, frames_changed
from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.members import LIMITS
from offwatch.desk.rosters.current import today_of
from offwatch.language import gettext_noop

Form = dict[str, Any]
EU_WEEKLY_H, EU_REST_H, EU_WEEKLY_REST_H, EU_WEEKS = 48, 11, 35, 17


@dataclass(frozen=True, slots=True)
class PresetPart:
    """One demand of a source, and how far a roster's rules hold it."""

    demand: str
    article: str
    held: str


EU = (
    PresetPart(
        gettext_noop("11 hours of rest in every 24"),
        "Art. 3",
        gettext_noop("held: 11 hours between the end of a duty and the start of the next"),
    ),
    PresetPart(
        gettext_noop("35 hours of rest in every 7 days (24 and the daily 11)"),
        "Art. 5",
        gettext_noop("held: 35 hours at a time within every 7 days, begun at any midnight"),
    ),
    PresetPart(
        gettext_noop("48 hours a week on average, at most"),
        "Art. 6",
        gettext_noop(
            "held: over 17 weeks, with what was worked before; absence counts as no hours"
        ),
    ),
    PresetPart(
        gettext_noop("8 hours of night work in 24 on average, at most"),
        "Art. 8",
        gettext_noop("not held: look at the hours of your nights"),
    ),
)


def eu_rules() -> Form:
    """What of the EU working time directive the rules of a roster can hold.

    >>> eu_rules()
    {'rest_h': 11, 'weekly_rest_h': 35, 'max_average_h': 48, 'average_weeks': 17}

    References
    ----------
    Directive 2003/88/EC of the European Parliament and of the Council, articles 3, 5, 6 and 8, and
    16 for the four months of the average.
    """
    return {
        "rest_h": EU_REST_H,
        "weekly_rest_h": EU_WEEKLY_REST_H,
        "max_average_h": EU_WEEKLY_H,
        "average_weeks": EU_WEEKS,
    }


@transaction.atomic
def do_set_rules(actor: Person, limits: Mapping[str, Any], now: datetime) -> DeskOutcome:
    """Set the team's rules in the drafts of the periods that are not over.

    Rules that the pages do not offer stay as they are.
    """
    team = lock_for_planner(actor)

    def with_rules(form: Form) -> Form:
        rest = {k: v for k, v in form.get("rules", {}).items() if k not in LIMITS}
        rules = {**rest, **limits}
        return {**form, "rules": rules} if rules != form.get("rules", {}) else form

    return frames_changed(change_frames(actor, team, today_of(team, now), with_rules, now))


@transaction.atomic
def do_take_preset(actor: Person, now: datetime) -> DeskOutcome:
    """Make the team's rules at least as narrow as the EU preset; narrower ones stay."""
    team = lock_for_planner(actor)

    def with_preset(form: Form) -> Form:
        rules = dict(form.get("rules", {}))
        wanted = eu_rules()
        for key in ("rest_h", "weekly_rest_h"):
            rules[key] = max(rules.get(key, 0), wanted[key])
        for key in ("max_average_h", "average_weeks"):
            rules[key] = min(rules.get(key, wanted[key]), wanted[key])
        return {**form, "rules": rules} if rules != form.get("rules", {}) else form

    return frames_changed(change_frames(actor, team, today_of(team, now), with_preset, now))
