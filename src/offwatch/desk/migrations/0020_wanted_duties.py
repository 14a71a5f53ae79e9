"""Wishes for a duty; those noted before whoever plans could see them stay unseen."""

from django.db import migrations, models

OFF_ALONE = "DELETE FROM desk_wish WHERE wanted; SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    dependencies = [("desk", "0019_swaps")]
    operations = [
        migrations.AddField("wish", "wanted", models.BooleanField(default=False)),
        migrations.AddField(
            "wish", "shift", models.CharField(blank=True, default="", max_length=100)
        ),
        migrations.AddField("wish", "shown", models.BooleanField(default=False)),
        migrations.AlterField("wish", "shown", models.BooleanField(default=True)),
        migrations.AddConstraint(
            "wish",
            models.CheckConstraint(
                condition=models.Q(("never", True), ("wanted", True), _negated=True),
                name="no_wish_for_what_cannot_be",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, OFF_ALONE),
    ]
