"""The lock that every change of a team begins with."""

from __future__ import annotations

from offwatch.desk.models import Person, Team


def lock_team(team_id: int) -> Team:
    """Lock the team's row, then its people by id: everybody queues in the same order."""
    team = Team.objects.select_for_update().get(pk=team_id)
    list(
        Person.objects.select_for_update()
        .filter(team_id=team_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return team
