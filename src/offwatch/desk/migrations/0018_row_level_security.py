"""Each table of a team shows a page the rows of that team alone."""

import django.db.models.deletion
from django.db import migrations, models

OF_TEAM = ("person", "rosterversion", "dutyrequest", "search")
OF_PERSON = ("booking", "rhythmdays", "wish", "keep", "notice", "device", "pairingcode", "invitation")
# table: the column, and the table it names
OF_OTHERS = {
    **{f"desk_{name}": ("person_id", "desk_person") for name in OF_PERSON},
    "desk_draftstep": ("draft_id", "desk_rosterversion"),
    "desk_proposal": ("search_id", "desk_search"),
    "desk_wiremessage": ("device_id", "desk_device"),
}
RULES = {
    "desk_team": "id = desk_team_shown()",
    **{f"desk_{name}": "team_id = desk_team_shown()" for name in (*OF_TEAM, "recordrow")},
    **{
        table: f"{column} IN (SELECT id FROM {other})"
        for table, (column, other) in OF_OTHERS.items()
    },
}
FUNCTION = """
CREATE FUNCTION desk_team_shown() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('offwatch.team', true), '')::bigint
$$
"""

RECORD_STAYS = """
CREATE OR REPLACE FUNCTION desk_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of the record never changes' USING ERRCODE = 'check_violation';
END $$
"""
BUT_FOR_ITS_TEAM = """
CREATE OR REPLACE FUNCTION desk_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.team_id IS NOT NULL OR (
        NEW.id, NEW.made_at, NEW.team_name, NEW.actor, NEW.deed, NEW.about
    ) IS DISTINCT FROM (
        OLD.id, OLD.made_at, OLD.team_name, OLD.actor, OLD.deed, OLD.about
    ) THEN
        RAISE EXCEPTION 'a row of the record never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
OF_TEAMS_THAT_WENT = """
UPDATE desk_recordrow SET team_id = NULL
WHERE team_id IS NOT NULL AND team_id NOT IN (SELECT id FROM desk_team)
"""


def policy(table: str) -> tuple[str, str]:
    rule = f"desk_team_shown() IS NULL OR {RULES[table]}"
    forward = (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY of_team ON {table} USING ({rule});"
    )
    backward = (
        f"DROP POLICY of_team ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    )
    return forward, backward


class Migration(migrations.Migration):
    dependencies = [("desk", "0017_members_take")]
    operations = [
        migrations.AlterField(
            model_name="recordrow",
            name="team",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="record",
                to="desk.team",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, OF_TEAMS_THAT_WENT),
        migrations.RunSQL(RECORD_STAYS, BUT_FOR_ITS_TEAM),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION desk_team_shown()"),
        *(migrations.RunSQL(*policy(table)) for table in RULES),
    ]
