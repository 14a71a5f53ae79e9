"""Words wait unsealed for their slot, pairings are tried on the side, norms are agreed to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

WORDS = ("days", "pass", "keep")


def keep_bodies(apps: Any, _: Any) -> None:
    """What the waiting words say; those that have not left are sealed anew in this version."""
    for item in apps.get_model("pad", "OutboxItem").objects.filter(type__in=WORDS):
        body = json.loads(bytes(item.text))["body"]
        item.body = json.dumps(body, separators=(",", ":")).encode()
        if item.state == "waiting" and not item.tries:
            item.text = b""
        item.save()


def close_unsealed(apps: Any, _: Any) -> None:
    """The version before sends sealed bytes only, and has one item for each release at most."""
    items = apps.get_model("pad", "OutboxItem").objects
    items.filter(state="waiting", text=b"").update(state="refused", answer="given-up")
    newest: set[int] = set()
    for item in items.exclude(release=None).order_by("-id"):
        if item.release_id in newest:
            item.release = None
            item.save()
        newest.add(item.release_id)


def drop_the_unlikely(apps: Any, _: Any) -> None:
    """Duties that no desk may tell any more: out of order, or outside of all calendars in use."""
    for duty in apps.get_model("pad", "KnownDuty").objects.all():
        lasts = duty.end_at - duty.start_at
        years = {duty.start_at.year, duty.end_at.year, duty.planned_on.year}
        if not timedelta(0) < lasts <= timedelta(days=366) or min(years) < 1900 or max(years) > 2199:
            duty.delete()


def close_introductions(apps: Any, _: Any) -> None:
    """A pairing that nobody has answered said its code in clear: it is begun anew."""
    items = apps.get_model("pad", "OutboxItem").objects
    items.filter(type="pair", state__in=("waiting", "sent")).update(
        state="refused", answer="given-up"
    )
    items.filter(type="quiet", state="waiting").delete()
    apps.get_model("pad", "DeskLink").objects.filter(paired_at=None).delete()


class Migration(migrations.Migration):
    dependencies = (("pad", "0005_diary_source"),)

    operations = (
        migrations.AddField(
            model_name="setup",
            name="tick_key",
            field=models.CharField(
                blank=True, default="", help_text="to the queue of envelopes", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="desklink", name="offered", field=models.JSONField(null=True)
        ),
        migrations.AddField(
            model_name="desklink", name="agreed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="desklink",
            name="count",
            field=models.PositiveBigIntegerField(
                default=0, help_text="the highest that has been sent"
            ),
        ),
        migrations.AddField(
            model_name="outboxitem",
            name="body",
            field=models.BinaryField(
                default=bytes, help_text="what it says; nothing for a quiet one"
            ),
        ),
        migrations.AlterField(
            model_name="outboxitem",
            name="text",
            field=models.BinaryField(
                default=bytes,
                help_text="its bytes without the spaces that pad it, once it may have left",
            ),
        ),
        migrations.AddField(
            model_name="outboxitem",
            name="count",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="outboxitem",
            name="release",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="pad.releaserow"
            ),
        ),
        migrations.CreateModel(
            name="LinkNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80, unique=True)),
                ("times", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={"ordering": ("-last_at",)},
        ),
        migrations.CreateModel(
            name="PairingAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=200)),
                ("desk_key", models.CharField(max_length=64)),
                ("device_key", models.CharField(max_length=64)),
                ("trouble", models.CharField(blank=True, max_length=80)),
                ("begun_at", models.DateTimeField()),
                (
                    "item",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="pad.outboxitem",
                    ),
                ),
            ],
        ),
        migrations.RunPython(keep_bodies, close_unsealed),
        migrations.RunPython(drop_the_unlikely, migrations.RunPython.noop),
        migrations.RunPython(close_introductions, migrations.RunPython.noop),
    )
