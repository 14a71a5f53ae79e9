"""Swaps that two members agree on, and notices of how they end."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "desk_swap"
RULE = "desk_team_shown() IS NULL OR team_id = desk_team_shown()"
OF_TEAM = (
    f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
    f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;"
    f"CREATE POLICY of_team ON {TABLE} USING ({RULE});"
)
OF_NOBODY = f"DROP POLICY of_team ON {TABLE};"


def person(name, **kwargs):
    return models.ForeignKey(related_name=name, to="desk.person", **kwargs)


CASCADE = {"on_delete": django.db.models.deletion.CASCADE}
SET_NULL = {"on_delete": django.db.models.deletion.SET_NULL, "null": True, "blank": True}
NO_SWAPS = "DELETE FROM desk_notice WHERE version_id IS NULL; SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    dependencies = [("desk", "0018_row_level_security")]
    operations = [
        migrations.AlterField(
            "notice",
            "version",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="desk.rosterversion",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, NO_SWAPS),
        migrations.CreateModel(
            name="Swap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("duty_id", models.CharField(max_length=80)),
                ("starts_at", models.DateTimeField()),
                ("wanted_id", models.CharField(blank=True, default="", max_length=80)),
                ("wanted_starts_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "waits for the colleague"),
                            ("accepted", "waits for the owner"),
                            ("approved", "approved"),
                            ("declined", "declined by the colleague"),
                            ("refused", "declined by the owner"),
                            ("withdrawn", "withdrawn"),
                            ("moved", "moved by another change"),
                            ("lapsed", "a duty began before an answer"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("by_rule", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_by", person("+", **SET_NULL)),
                ("colleague", person("swaps_asked", **CASCADE)),
                ("decided_by", person("+", **SET_NULL)),
                ("holder", person("swaps_offered", **CASCADE)),
                (
                    "outcome",
                    models.ForeignKey(related_name="+", to="desk.rosterversion", **SET_NULL),
                ),
                ("team", models.ForeignKey(related_name="swaps", to="desk.team", **CASCADE)),
                (
                    "version",
                    models.ForeignKey(related_name="+", to="desk.rosterversion", **CASCADE),
                ),
                ("waits_with", person("swaps_to_decide", **SET_NULL)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            "swap",
            models.UniqueConstraint(
                condition=models.Q(("state__in", ["offered", "accepted"])),
                fields=("holder", "colleague", "duty_id", "wanted_id"),
                name="one_pending_swap_per_pair",
            ),
        ),
        migrations.AddConstraint(
            "swap",
            models.CheckConstraint(
                condition=models.Q(("holder", models.F("colleague")), _negated=True),
                name="a_swap_is_between_two",
            ),
        ),
        migrations.RunSQL(OF_TEAM, OF_NOBODY),
    ]
