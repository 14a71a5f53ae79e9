"""Fair turns for searches, ends for all of them, one pairing code a person, and a shorter memory.

Messages keep their own date instead of the minute at which they came.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Cast, Now

PENDING = ("open", "passed_on")


def forward(apps: Any, _: Any) -> None:
    get = apps.get_model
    get("desk", "WireMessage").objects.update(made_on=Cast(F("came_at"), models.DateField()))
    codes = get("desk", "PairingCode").objects.filter(used_at__isnull=True)
    newest = set(codes.order_by("person", "-pk").distinct("person").values_list("pk", flat=True))
    codes.exclude(pk__in=newest).delete()
    searches = get("desk", "Search").objects
    searches.filter(state__in=("waiting", "working"), ask__isnull=False).exclude(
        ask__state__in=PENDING
    ).update(state="dropped")
    searches.filter(state="waiting").update(queued_at=Now())


def back(apps: Any, _: Any) -> None:
    get = apps.get_model
    get("desk", "WireMessage").objects.filter(reply__isnull=True).delete()
    get("desk", "WireMessage").objects.update(came_at=Cast(F("made_on"), models.DateTimeField()))
    get("desk", "Search").objects.filter(state="dropped").update(state="failed")
    get("desk", "Ask").objects.filter(state="lapsed").update(state="refused")


class Migration(migrations.Migration):
    dependencies = (("desk", "0005_access"),)

    operations = (
        migrations.AddField("search", "job", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField("search", "queued_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("team", "turn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("wiremessage", "idle", models.BooleanField(default=False)),
        migrations.AddField("wiremessage", "made_on", models.DateField(null=True)),
        migrations.AlterField("wiremessage", "came_at", models.DateTimeField(null=True)),
        migrations.AlterField("wiremessage", "reply", models.BinaryField(null=True)),
        migrations.AlterField(
            "ask",
            "state",
            models.CharField(
                choices=[
                    ("open", "waits for an answer"),
                    ("passed_on", "passed on to its owner"),
                    ("granted", "approved"),
                    ("refused", "declined"),
                    ("moved", "moved by another change"),
                    ("lapsed", "the duty began before an answer"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "search",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "waits for the planner"),
                    ("working", "the planner works"),
                    ("done", "proposals are there"),
                    ("failed", "no plan was found"),
                    ("dropped", "not needed any more"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.RunPython(forward, back),
        migrations.RunSQL(  # what is deferred to the end of a transaction, now: tables change next
            "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"
        ),
        migrations.AlterField("wiremessage", "made_on", models.DateField()),
        migrations.RemoveField("wiremessage", "came_at"),
        migrations.AddConstraint(
            "pairingcode",
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True), name="one_code_alive"
            ),
        ),
    )
