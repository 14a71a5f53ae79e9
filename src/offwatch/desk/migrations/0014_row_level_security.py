"""Each table of a team shows a page the rows of that team alone."""

from django.db import migrations

OF_TEAM = ("person", "rosterversion", "dutyrequest", "search")
OF_PERSON = ("booking", "rhythmdays", "keep", "notice", "device", "pairingcode", "invitation")
# table: the column, and the table it names
OF_OTHERS = {
    **{f"desk_{name}": ("person_id", "desk_person") for name in OF_PERSON},
    "desk_draftstep": ("draft_id", "desk_rosterversion"),
    "desk_proposal": ("search_id", "desk_search"),
    "desk_wiremessage": ("device_id", "desk_device"),
}
RULES = {
    "desk_team": ("id = desk_team_shown()", None),
    **{f"desk_{name}": ("team_id = desk_team_shown()", None) for name in OF_TEAM},
    **{
        table: (f"{column} IN (SELECT id FROM {other})", None)
        for table, (column, other) in OF_OTHERS.items()
    },
    # when the team goes, its rows stay without it
    "desk_recordrow": (
        "team_id = desk_team_shown()",
        "team_id IS NULL OR team_id = desk_team_shown()",
    ),
}
FUNCTION = """
CREATE FUNCTION desk_team_shown() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('offwatch.team', true), '')::bigint
$$
"""


def policy(table: str) -> tuple[str, str]:
    shown, taken = RULES[table]
    using = f"desk_team_shown() IS NULL OR {shown}"
    check = f"desk_team_shown() IS NULL OR {taken or shown}"
    forward = (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY of_team ON {table} USING ({using}) WITH CHECK ({check});"
    )
    backward = (
        f"DROP POLICY of_team ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    )
    return forward, backward


class Migration(migrations.Migration):
    dependencies = [("desk", "0013_shift_looks")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION desk_team_shown()"),
        *(migrations.RunSQL(*policy(table)) for table in RULES),
    ]
