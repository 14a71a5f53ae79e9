"""People come and go: a last day, skills with days, invitations, and a record that stays."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION desk_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.team_id IS NOT NULL OR (
        NEW.id, NEW.made_at, NEW.team_name, NEW.actor, NEW.deed, NEW.about
    ) IS DISTINCT FROM (
        OLD.id, OLD.made_at, OLD.team_name, OLD.actor, OLD.deed, OLD.about
    ) THEN
        RAISE EXCEPTION 'a row of the record never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_record_stays BEFORE UPDATE OR DELETE ON desk_recordrow
    FOR EACH ROW EXECUTE FUNCTION desk_record_stays();
"""
BACKWARD = """
DROP TRIGGER desk_record_stays ON desk_recordrow;
DROP FUNCTION desk_record_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0010_by_hand")]
    operations = [
        migrations.AddField(
            model_name="person", name="last_day", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="person",
            name="skill_days",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitation",
                        to="desk.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("team_name", models.CharField(max_length=200)),
                ("actor", models.CharField(max_length=200)),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("added", "taken into the team"),
                            ("changed", "changed"),
                            ("leaves", "leaves the team"),
                            ("stays", "stays after all"),
                            ("roles", "has other roles"),
                            ("invited", "invited"),
                            ("joined", "made an account"),
                            ("password", "got a new first password"),
                            ("team_made", "made the team"),
                            ("sample_made", "filled the team with a sample"),
                            ("sample_gone", "threw the sample away"),
                            ("team_removed", "removed the team"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(blank=True, default="", max_length=200)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="record",
                        to="desk.team",
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
