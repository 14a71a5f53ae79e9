"""A team, its people, and the devices they paired."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from offwatch.language import gettext_noop
from offwatch.norm import USUAL_ASK_AHEAD_DAYS, Norm
from offwatch.spans import Period, nth_period, period_of


class Role(models.TextChoices):
    """What a person may do besides being rostered; a mission's owner follows from the mission."""

    MEMBER = "member", gettext_noop("member")
    PLANNER = "planner", gettext_noop("planner")
    DUTY_OFFICER = "duty_officer", gettext_noop("duty officer")
    ADMINISTRATOR = "administrator", gettext_noop("administrator")


class FirstAsked(models.TextChoices):
    OWNER = "owner", "the owner of the duty"
    LEADER = "leader", "the leader of the person"


class Team(models.Model):
    """One team and the norm that all of it keeps."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=100)
    tracks = models.PositiveSmallIntegerField(default=1)
    days = models.PositiveSmallIntegerField(default=6)
    passes = models.PositiveSmallIntegerField(default=1)
    freeze_h = models.PositiveSmallIntegerField(default=72)
    hour = models.PositiveSmallIntegerField(default=6)
    first_day = models.DateField()
    period_days = models.PositiveSmallIntegerField(default=28)
    ask_ahead_days = models.PositiveSmallIntegerField(default=USUAL_ASK_AHEAD_DAYS)
    first_asked = models.CharField(
        max_length=10, choices=FirstAsked.choices, default=FirstAsked.OWNER
    )
    standing_rule = models.BooleanField(default=False)
    accountable = models.ForeignKey(
        "Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # whether members may take open seats by themselves
    members_take = models.BooleanField(default=False)
    # whether whoever would get a duty by an approved request is asked first
    asks_stand_ins = models.BooleanField(default=False)
    # what the codes of this team's spreadsheets mean: a shift's id, "free" or "absent"
    codes: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    # how its shifts look in the grid: {shift: {"letter": text, "tone": number}}
    shift_looks: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    # it holds a sample, to be thrown away
    sample = models.BooleanField(default=False)
    # when the planner last took up a search of this team: the one longest ago comes next
    turn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def norm(self) -> Norm:
        return Norm(**{name: getattr(self, name) for name in Norm.__dataclass_fields__})

    def period(self, number: int) -> Period:
        return nth_period(number, self.first_day, self.period_days)

    def period_at(self, day: date) -> Period:
        return period_of(day, self.first_day, self.period_days)


def new_epoch() -> str:
    """A name for a run of a person's ``changes``: another one after they have gone back."""
    return secrets.token_hex(8)


class Person(models.Model):
    """Somebody in a team; ``key`` is the person's id in the roster form."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="people")
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list)
    leader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deputy = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # the last day in the team, where somebody leaves; from the next on there is no way in
    last_day = models.DateField(null=True, blank=True)
    # skills that hold only from or until a day: {skill: [first day or null, last day or null]}
    skill_days: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    # the password is the one that was handed out: a new one has to be chosen first
    first_password = models.BooleanField(default=False)
    # the calendar's address is not kept, only its digest; none: there is no address
    feed_serial = models.PositiveIntegerField(default=0)
    feed_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    # counts what changed in this person's own duties and requests: the cursor of their pad
    changes = models.PositiveBigIntegerField(default=0)
    epoch = models.CharField(max_length=16, default=new_epoch)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "key"], name="one_person_per_key"),
        ]

    def __str__(self) -> str:
        return self.name

    def has(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)

    def has_left(self, now: datetime) -> bool:
        """Whether the last day in the team is over, by the team's own clock."""
        return self.last_day is not None and now.astimezone(self.team.tz).date() > self.last_day


class Device(models.Model):
    """A pad that was paired, and how far it has been told its owner's duties."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    device_id = models.CharField(max_length=32, unique=True)
    public_key = models.CharField(max_length=64)
    paired_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    norm_told = models.CharField(max_length=64, default="", blank=True)
    told_cursor = models.PositiveBigIntegerField(default=0)
    next_page = models.PositiveIntegerField(default=0)
    # the highest number among the pad's envelopes: told back to it, so that a copy shows
    last_count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.device_id[:8]


class PairingCode(models.Model):
    """A one-time code, kept only as its digest."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairing_codes")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True), name="one_code_alive"
            )
        ]

    def __str__(self) -> str:
        return f"code of {self.person_id}"


class Invitation(models.Model):
    """A secret address at which one person makes their account, once; kept only as its digest."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"
