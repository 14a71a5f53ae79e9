"""Versions of a roster, what each books for whom, and what each person was told about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from offwatch.desk.models.team import Person, Team
from offwatch.desk.states import VersionState
from offwatch.spans import DaySpan


def _range(column: str) -> Func:
    # An embedded PostgreSQL has no btree_gist: a range of one number says "equal" to GiST.
    return Func(F(column), F(column), Value("[]"), function="int8range")


class RosterVersion(models.Model):
    """One roster form as it was at one time; a published one never changes (a trigger holds it).

    Versions with the same ``first_day`` follow each other; the highest published is in force. The
    ``base`` of a draft is the version in force when it was made.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    base = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_day = models.DateField()
    form: models.JSONField[Any, Any] = models.JSONField()
    state = models.CharField(max_length=10, choices=VersionState.choices)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why = models.CharField(max_length=200, default="", blank=True)
    # the rules it broke when it was published, stated then by whoever published it
    overridden: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)

    # of a draft: counts its changes by hand, undone and done again
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["team", "first_day"],
                condition=Q(state="draft"),
                name="one_draft_per_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}/{self.number}"

    @property
    def span(self) -> DaySpan:
        """The days it is of."""
        end = self.first_day + timedelta(days=int(self.form["days"]))
        return DaySpan(self.first_day, end)


class DraftStep(models.Model):
    """One change by hand of a draft: cells as they were and as they are, to go back and forth."""

    draft = models.ForeignKey(RosterVersion, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    before: models.JSONField[Any, Any] = models.JSONField()
    after: models.JSONField[Any, Any] = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_step_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}"


class Booking(models.Model):
    """One person on one duty in one version; nobody is in two places at once."""

    version = models.ForeignKey(RosterVersion, on_delete=models.CASCADE, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bookings")
    duty_id = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # when this duty, at this time, was first published for this person
    planned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="no_double_booking",
                index_type="GIST",
                expressions=[
                    (_range("version"), "&&"),
                    (_range("person"), "&&"),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), "&&"),
                ],
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_lasts"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "ends_at"])]

    def __str__(self) -> str:
        return self.duty_id


class RhythmDays(models.Model):
    """The days one person asked to keep free in one period: always as many as the norm says."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="rhythm_days")
    period = models.IntegerField()
    days = ArrayField(models.DateField())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "period"], name="one_set_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.period}"


class Wish(models.Model):
    """One day that somebody wishes off in a roster to come, or on which they wish for a duty.

    ``never``: they cannot be on duty. ``wanted``: they wish for a duty, of ``shift`` if it names
    one.
    ``shown``: whoever plans may see whose it is; one noted when that was not so stays unseen.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    day = models.DateField()
    never = models.BooleanField(default=False)
    wanted = models.BooleanField(default=False)
    shift = models.CharField(max_length=100, default="", blank=True)
    shown = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "day"], name="one_wish_a_day"),
            models.CheckConstraint(
                condition=~Q(never=True, wanted=True), name="no_wish_for_what_cannot_be"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.day}"


class Keep(models.Model):
    """A duty its holder keeps, whatever comes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keeps")
    duty_id = models.CharField(max_length=80)
    starts_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "duty_id", "starts_at"], name="kept_once")
        ]

    def __str__(self) -> str:
        return self.duty_id


class Notice(models.Model):
    """What one person is told once: codes and values, a line each.

    What a version changed for them, or, without a version, how a swap of theirs ended. A text in
    place of a line is of a version that kept sentences.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    version = models.ForeignKey(
        RosterVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    lines: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "version"], name="told_exactly_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.version_id}"
