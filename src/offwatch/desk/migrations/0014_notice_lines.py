"""Notices keep codes and values; what was kept as sentences stays as it is."""

from django.db import migrations, models

FORTH = "ALTER TABLE desk_notice ALTER COLUMN lines TYPE jsonb USING to_jsonb(lines)"
# Back again a line is a text: the sentence that was kept, or the name of the duty it is about.
BACK = [
    """CREATE FUNCTION pg_temp.texts_of(lines jsonb) RETURNS varchar(300)[] LANGUAGE sql AS $$
    SELECT coalesce(array_agg(left(CASE jsonb_typeof(line) WHEN 'string' THEN line #>> '{}'
    ELSE coalesce(line ->> 'name', 'The roster is out') END, 300)), '{}')
    FROM jsonb_array_elements(lines) AS line $$""",
    "ALTER TABLE desk_notice ALTER COLUMN lines TYPE varchar(300)[] "
    "USING pg_temp.texts_of(lines)",
    "DROP FUNCTION pg_temp.texts_of",
]


class Migration(migrations.Migration):
    dependencies = [("desk", "0013_shift_looks")]
    operations = [
        migrations.RunSQL(
            FORTH,
            BACK,
            state_operations=[migrations.AlterField("notice", "lines", models.JSONField())],
        )
    ]
