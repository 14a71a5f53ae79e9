"""Whether a duty takes a seat at minimum cover, and whether it was given away."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def name_given_away(apps: Any, _: Any) -> None:
    """Until now a duty given away was one that had moved from nowhere."""
    duties = apps.get_model("pad", "KnownDuty").objects
    duties.filter(state="moved", moved_from_at=None).update(state="given_away")


def unname_given_away(apps: Any, _: Any) -> None:
    duties = apps.get_model("pad", "KnownDuty").objects
    duties.filter(state="given_away").update(state="moved")


class Migration(migrations.Migration):
    dependencies = (("pad", "0002_told_at"),)

    operations = (
        migrations.AddField(
            model_name="knownduty",
            name="guarded",
            field=models.BooleanField(default=False, help_text="a seat at minimum cover"),
        ),
        migrations.RunPython(name_given_away, unname_given_away),
    )
