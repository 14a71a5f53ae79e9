"""Copies of a draft, kept to be compared."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "desk_draftcopy"
RULE = "desk_team_shown() IS NULL OR draft_id IN (SELECT id FROM desk_rosterversion)"
OF_TEAM = (
    f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
    f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY of_team ON {TABLE} USING ({RULE});"
)
OF_NOBODY = f"DROP POLICY of_team ON {TABLE};"


class Migration(migrations.Migration):
    dependencies = [("desk", "0022_differences")]
    operations = [
        migrations.CreateModel(
            name="DraftCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("form", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="desk.rosterversion",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.person",
                    ),
                ),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddConstraint(
            "draftcopy",
            models.UniqueConstraint(fields=("draft", "number"), name="one_copy_per_number"),
        ),
        migrations.RunSQL(OF_TEAM, OF_NOBODY),
    ]
