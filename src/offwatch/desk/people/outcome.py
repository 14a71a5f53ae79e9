"""What an operation gives back, and the lock each begins with."""

from __future__ import annotations

from dataclasses import dataclass

from offwatch.desk.models import Person, Team


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the operation left things; ``said`` is for the person who did it."""

    state: str
    said: str = ""
    ref: int | None = None


def lock_team(team_id: int) -> Team:
    """The team's row first, then its people by id: everybody queues in the same order."""
    team = Team.objects.select_for_update().get(pk=team_id)
    list(
        Person.objects.select_for_update()
        .filter(team_id=team_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return team
