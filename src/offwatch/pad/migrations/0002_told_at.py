"""When the last whole list of duties came."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("pad", "0001_initial"),)

    operations = (
        migrations.AddField(
            model_name="desklink",
            name="told_at",
            field=models.DateTimeField(
                null=True, help_text="when the last whole list of duties came"
            ),
        ),
    )
