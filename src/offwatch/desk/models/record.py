"""What was done with a team and its people, by whom and when; no row ever changes or goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from offwatch.desk.models.team import Team
from offwatch.language import gettext_noop


class Deed(models.TextChoices):
    """What can be done; there is no place for why."""

    ADDED = "added", gettext_noop("taken into the team")
    CHANGED = "changed", gettext_noop("changed")
    LEAVES = "leaves", gettext_noop("leaves the team")
    STAYS = "stays", gettext_noop("stays after all")
    ROLES = "roles", gettext_noop("has other roles")
    INVITED = "invited", gettext_noop("invited")
    JOINED = "joined", gettext_noop("made an account")
    PASSWORD = "password", gettext_noop("got a new first password")
    ASKS_FIRST = "asks_first", gettext_noop("has stand-ins asked first")
    ASKS_NOT = "asks_not", gettext_noop("has stand-ins notified, not asked first")
    TEAM_MADE = "team_made", gettext_noop("made the team")
    SAMPLE_MADE = "sample_made", gettext_noop("filled the team with a sample")
    SAMPLE_GONE = "sample_gone", gettext_noop("threw the sample away")
    TEAM_REMOVED = "team_removed", gettext_noop("removed the team")


class RecordRow(models.Model):
    """One deed; the names are those of then, and the row outlives the team (a trigger holds it)."""

    made_at = models.DateTimeField()
    # a number that stays when the team goes
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="record",
    )
    team_name = models.CharField(max_length=200)
    actor = models.CharField(max_length=200)
    deed = models.CharField(max_length=20, choices=Deed.choices)
    about = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.deed
