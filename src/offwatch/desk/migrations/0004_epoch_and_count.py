"""An epoch beside each person's changes, and the highest count of each pad's envelopes."""

from __future__ import annotations

from django.db import migrations, models

import offwatch.desk.models.team


class Migration(migrations.Migration):
    dependencies = (("desk", "0003_ask_ahead_days"),)

    operations = (
        migrations.AddField(
            model_name="person",
            name="epoch",
            field=models.CharField(default=offwatch.desk.models.team.new_epoch, max_length=16),
        ),
        migrations.AddField(
            model_name="device",
            name="last_count",
            field=models.PositiveBigIntegerField(default=0),
        ),
    )
