"""What is no duty, such as people and their skills, changed in the draft of each period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from offwatch.desk.editing.edit import begin_draft, set_form
from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import drafts_of, in_force

Form = dict[str, Any]


def periods_from(team: Team, day: date) -> list[RosterVersion]:
    """Of each period that is not over on a day its draft, or else the version in force."""
    found = {version.first_day: version for version in in_force(team)}
    found |= {draft.first_day: draft for draft in drafts_of(team)}
    return [v for _, v in sorted(found.items()) if day < v.span.end_day]


def change_frames(
    actor: Person,
    team: Team,
    today: date,
    change: Callable[[Form], Mapping[str, Any]],
    at: datetime,
) -> list[RosterVersion]:
    """Change the form of every period that is not over, in its draft; gives the drafts changed.

    The caller holds the team's lock and a transaction. A period whose form stays as it is gets no
    draft.

    **Raises**: `BadInput` if a form would not hold; then nothing is changed.
    """
    changed = []
    for version in periods_from(team, today):
        form = change(version.form)
        if form != version.form:
            draft = draft_for(actor, team, version, at)
            set_form(draft, form)
            changed.append(draft)
    return changed


def draft_for(actor: Person, team: Team, version: RosterVersion, at: datetime) -> RosterVersion:
    """The version itself if it is a draft, else a new draft of it."""
    if version.published_at is None:
        return version
    return begin_draft(actor, team, version.first_day, at)


def frames_changed(drafts: Sequence[RosterVersion]) -> DeskOutcome:
    """What to say of a change that went into these drafts."""
    if not drafts:
        return DeskOutcome("same", "Nothing changed.")
    return DeskOutcome(
        "changed", "Changed. The draft of each period ahead has it; publish it to put it in force."
    )
