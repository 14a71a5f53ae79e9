"""Versions of a roster, what each books for whom, and what each person was told about it."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any, ClassVar, Self

import msgspec
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from offwatch.desk.models.stored_form import form_changes, with_changes, worth_keeping
from offwatch.desk.models.team import Person, Team
from offwatch.desk.states import VersionState
from offwatch.spans import DaySpan


def _range(column: str) -> Func:
    # An embedded PostgreSQL has no btree_gist: a range of one number says "equal" to GiST.
    return Func(F(column), F(column), Value("[]"), function="int8range")


class VersionsWithoutForms(models.Manager["RosterVersion"]):
    """Reads a version's form only where it is asked for: it is large, and few pages need it."""

    def get_queryset(self) -> models.QuerySet[RosterVersion]:
        return super().get_queryset().defer("whole", "changes")


class RosterVersion(models.Model):
    """One roster form as it was at one time; a published one never changes (a trigger holds it).

    Versions with the same ``first_day`` follow each other; the highest published is in force. The
    ``base`` of a draft is the version in force when it was made.

    The ``form`` is kept whole, or as what it changes of the form of its base.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    base = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    whole: models.JSONField[Any, Any] = models.JSONField(null=True)
    changes: models.JSONField[Any, Any] = models.JSONField(null=True)
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

    # the columns that a form is kept in
    FORM_FIELDS: ClassVar = ("whole", "changes", "days")

    objects = VersionsWithoutForms()

    class Meta:
        base_manager_name = "objects"
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
        return DaySpan(self.first_day, self.first_day + timedelta(days=self.days))

    @property
    def form(self) -> dict[str, Any]:
        """The roster in its documented form."""
        if self.whole is not None:
            whole: dict[str, Any] = self.whole
            return whole
        found: dict[str, Any] = msgspec.json.decode(_assembled(self.pk))
        return found

    @form.setter
    def form(self, form: dict[str, Any]) -> None:
        self.whole, self.changes, self.days = form, None, form["days"]

    def keep_form(self, form: dict[str, Any]) -> None:
        """Take a form that is never to change again, as what it changes of the base's if it can."""
        self.form = form
        if self.base_id is not None:
            before = msgspec.json.decode(_assembled(self.base_id))
            changes = form_changes(before, form)
            if worth_keeping(changes, form):
                self.whole, self.changes = None, changes or {"add": {}}


@lru_cache(maxsize=8)
def _assembled(pk: int) -> bytes:
    """The form of a published version, which stays as it is, put together where it is in parts."""
    rows = RosterVersion.objects
    period = rows.values("team", "first_day").get(pk=pk)
    partial = rows.filter(**period, whole__isnull=True)
    links = {row[0]: row[1:] for row in partial.values_list("pk", "base", "changes")}
    changes = []
    while pk in links:
        base, made = links[pk]
        changes.append(made)
        pk = int(base or 0)
    form = rows.values_list("whole", flat=True).get(pk=pk)
    for made in reversed(changes):
        form = with_changes(form, made)
    return msgspec.json.encode(form)


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


class Bookings(models.QuerySet["Booking"]):
    """Bookings of versions; one row serves every version that it holds in."""

    def of(self, version: RosterVersion) -> Self:
        """What one version books."""
        return self.filter(
            Q(until=None) | Q(until__gt=version.number),
            person__team=version.team_id,
            first_day=version.first_day,
            since__lte=version.number,
        )

    def in_force(self) -> Self:
        """What the last published version of each period books."""
        return self.filter(until=None)


class DraftCopy(models.Model):
    """A draft as it was at one time, kept to be compared; it goes with its draft."""

    draft = models.ForeignKey(RosterVersion, on_delete=models.CASCADE, related_name="copies")
    number = models.PositiveIntegerField()
    form: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="one_copy_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}"


class Booking(models.Model):
    """One person on one duty, from one version of a period on; nobody is in two places at once.

    ``since`` is the number of the version that books it first, ``until`` of the first after it that
    no longer does. So a version that changes three duties writes three rows.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bookings")
    first_day = models.DateField()
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True, blank=True)
    duty_id = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # when this duty, at this time, was first published for this person
    planned_at = models.DateTimeField()

    objects = Bookings.as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="no_double_booking",
                index_type="GIST",
                expressions=[
                    (_range("person"), "&&"),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), "&&"),
                    (Func(F("since"), F("until"), function="int4range"), "&&"),
                    (
                        Func(F("first_day"), F("first_day"), Value("[]"), function="daterange"),
                        "&&",
                    ),
                ],
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_lasts"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="booking_holds"
            ),
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
