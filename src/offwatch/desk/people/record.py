"""The record: what was done with a team and its people, by whom and when."""

from __future__ import annotations

from datetime import datetime

from offwatch.desk.models import Deed, Person, RecordRow, Team

BY_COMMAND = "offwatch desk"


def write_record(
    team: Team, actor: Person | None, deed: Deed, now: datetime, about: str = ""
) -> None:
    """Add a row, in the transaction of the deed itself; without an actor it was a command's."""
    RecordRow.objects.create(
        made_at=now,
        team=team,
        team_name=team.name,
        actor=actor.name if actor else BY_COMMAND,
        deed=deed,
        about=about[:200],
    )
