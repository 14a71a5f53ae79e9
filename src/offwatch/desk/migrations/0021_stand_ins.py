"""Stand-ins who are asked before a plan is in force."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

TABLE = "desk_standin"
RULE = "desk_team_shown() IS NULL OR request_id IN (SELECT id FROM desk_dutyrequest)"
OF_TEAM = (
    f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
    f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY of_team ON {TABLE} USING ({RULE});"
)
OF_NOBODY = f"DROP POLICY of_team ON {TABLE};"
DEEDS = [
    ("added", "taken into the team"),
    ("changed", "changed"),
    ("leaves", "leaves the team"),
    ("stays", "stays after all"),
    ("roles", "has other roles"),
    ("invited", "invited"),
    ("joined", "made an account"),
    ("password", "got a new first password"),
    ("asks_first", "has stand-ins asked first"),
    ("asks_not", "has stand-ins notified, not asked first"),
    ("team_made", "made the team"),
    ("sample_made", "filled the team with a sample"),
    ("sample_gone", "threw the sample away"),
    ("team_removed", "removed the team"),
]


def set_null(to):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("desk", "0020_wanted_duties")]
    operations = [
        migrations.AddField("team", "asks_stand_ins", models.BooleanField(default=False)),
        migrations.AddField("dutyrequest", "chosen", set_null("desk.proposal")),
        migrations.AddField("dutyrequest", "chosen_by", set_null("desk.person")),
        migrations.AlterField(
            "recordrow", "deed", models.CharField(choices=DEEDS, max_length=20)
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), default=list, size=None
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("agrees", models.BooleanField(null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stand_ins",
                        to="desk.person",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stand_ins",
                        to="desk.dutyrequest",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            "standin",
            models.UniqueConstraint(fields=("request", "person"), name="asked_once_a_request"),
        ),
        migrations.RunSQL(OF_TEAM, OF_NOBODY),
    ]
