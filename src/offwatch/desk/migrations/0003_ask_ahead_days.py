"""How long before a period its rhythm days are asked for: two weeks, or a shorter period whole."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F


def shorten(apps: Any, _: Any) -> None:
    teams = apps.get_model("desk", "Team").objects
    teams.filter(period_days__lt=14).update(ask_ahead_days=F("period_days"))


class Migration(migrations.Migration):
    dependencies = (("desk", "0002_published_is_immutable"),)

    operations = (
        migrations.AddField(
            model_name="team",
            name="ask_ahead_days",
            field=models.PositiveSmallIntegerField(default=14),
        ),
        migrations.RunPython(shorten, migrations.RunPython.noop),
    )
