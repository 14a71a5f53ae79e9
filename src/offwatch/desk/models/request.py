"""Requests that a duty be moved: who decides, and what the planner found."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from offwatch.desk.models.roster import RosterVersion
from offwatch.desk.models.team import Person, Team
from offwatch.desk.states import RequestState, SearchState


class DutyRequest(models.Model):
    """Please move this duty: who, which, and with whom it waits. There is nothing else to it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="requests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="requests")
    version = models.ForeignKey(RosterVersion, on_delete=models.CASCADE, related_name="+")
    duty_id = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    waits_with = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="to_answer")
    passed_on_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # waits for the planner's own rule before anybody is bothered
    by_rule = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    decided_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.ForeignKey(
        RosterVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # the plan that was chosen, while those who would get a duty by it are asked first
    chosen = models.ForeignKey(
        "Proposal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "duty_id"],
                condition=Q(state__in=["open", "passed_on"]),
                name="one_pending_request_per_duty",
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} ({self.state})"


class Search(models.Model):
    """One job of the planner: for a request, or for a draft that is being arranged."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="searches")
    request = models.OneToOneField(
        DutyRequest, null=True, blank=True, on_delete=models.CASCADE, related_name="search"
    )
    base = models.ForeignKey(RosterVersion, on_delete=models.CASCADE, related_name="searches")
    state = models.CharField(
        max_length=10, choices=SearchState.choices, default=SearchState.WAITING
    )
    queued_at = models.DateTimeField(null=True, blank=True)
    # the worker's job that has it in hand: the same job, run again, takes it up again
    job = models.BigIntegerField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # of a draft: whether its open seats are to be filled, how far that is, and whether to end it
    fills = models.BooleanField(default=False)
    progress: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    stop = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["base"], condition=Q(request__isnull=True), name="one_search_per_draft"
            )
        ]

    def __str__(self) -> str:
        return f"search {self.pk} ({self.state})"


class Proposal(models.Model):
    """One plan the planner found; rank 0 is the best."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="proposals")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    plan: models.JSONField[Any, Any] = models.JSONField()
    picture = models.TextField(default="", blank=True)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["search", "rank"], name="one_per_rank")
        ]

    def __str__(self) -> str:
        return self.title


class StandIn(models.Model):
    """Somebody who is asked whether they take what a plan would give them; one answer, no words.

    ``days``: those on which they would get a duty and have none. Without an answer ``agrees`` is
    null.
    """

    request = models.ForeignKey(DutyRequest, on_delete=models.CASCADE, related_name="stand_ins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stand_ins")
    days = ArrayField(models.DateField(), default=list)
    asked_at = models.DateTimeField()
    agrees = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "person"], name="asked_once_a_request")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.request_id}"
