"""Swaps that two members agree on: a duty for a duty, or a duty given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from offwatch.desk.models.roster import RosterVersion
from offwatch.desk.models.team import Person, Team
from offwatch.desk.states import SwapState


class Swap(models.Model):
    """One duty that its holder offers to a colleague; there is no place for why.

    ``wanted_id``: the colleague's duty that the holder takes for it; empty where it is given.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="swaps")
    version = models.ForeignKey(RosterVersion, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="swaps_offered")
    colleague = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="swaps_asked")
    duty_id = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    wanted_id = models.CharField(max_length=80, default="", blank=True)
    wanted_starts_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SwapState.choices, default=SwapState.OFFERED)
    # once accepted: the owner who has to decide, and one who has decided before them
    waits_with = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="swaps_to_decide"
    )
    agreed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_rule = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.ForeignKey(
        RosterVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder", "colleague", "duty_id", "wanted_id"],
                condition=Q(state__in=["offered", "accepted"]),
                name="one_pending_swap_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(holder=F("colleague")), name="a_swap_is_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} ({self.state})"
