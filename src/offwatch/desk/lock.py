"""The lock that every change of a team begins with."""

from __future__ import annotations

from offwatch.desk.models import Person, Role, Team
from offwatch.errors import Refused


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


def lock_for_planner(actor: Person) -> Team:
    """Lock the team of somebody who is about to bring, change or publish its roster.

    **Raises**: `Refused` ``draft.planner`` if they are no planner.
    """
    team = lock_team(actor.team_id)
    if not actor.has(Role.PLANNER):
        raise Refused("draft.planner", "Only a planner can bring, arrange and publish a roster.")
    return team
