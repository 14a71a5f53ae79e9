"""A draft whose open seats are filled: how far that is, and whether its planner wants to end it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0014_notice_lines")]
    operations = [
        migrations.AddField("search", "fills", models.BooleanField(default=False)),
        migrations.AddField("search", "progress", models.JSONField(blank=True, default=dict)),
        migrations.AddField("search", "stop", models.BooleanField(default=False)),
    ]
