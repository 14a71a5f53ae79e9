"""The desk's epoch beside its cursor, and the number of the last envelope."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("pad", "0003_guarded"),)

    operations = (
        migrations.AddField(
            model_name="desklink",
            name="epoch",
            field=models.CharField(default="0" * 16, max_length=16),
        ),
        migrations.AddField(
            model_name="desklink",
            name="count",
            field=models.PositiveBigIntegerField(
                default=0, help_text="of the last envelope sealed"
            ),
        ),
    )
