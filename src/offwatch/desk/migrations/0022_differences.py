"""Versions are kept as what they change: one booking for all versions that it holds in."""

from typing import Any

import django.contrib.postgres.constraints
from django.db import migrations, models
from django.db.models import F, Func, Q, Value

GUARD = """
CREATE OR REPLACE FUNCTION desk_published_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' AND (
        NEW.state, NEW.number, NEW.first_day, {form}, NEW.team_id, NEW.base_id, NEW.published_at
    ) IS DISTINCT FROM (
        OLD.state, OLD.number, OLD.first_day, {old_form}, OLD.team_id, OLD.base_id, OLD.published_at
    ) THEN
        RAISE EXCEPTION 'a published roster never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
WHOLE = GUARD.format(form="NEW.form", old_form="OLD.form")
IN_PARTS = GUARD.format(
    form="NEW.days, NEW.whole, NEW.changes", old_form="OLD.days, OLD.whole, OLD.changes"
)
UNGUARDED = "ALTER TABLE desk_rosterversion DISABLE TRIGGER desk_published_is_immutable"
GUARDED = "ALTER TABLE desk_rosterversion ENABLE TRIGGER desk_published_is_immutable"
COUNT_DAYS = "UPDATE desk_rosterversion SET days = (whole->>'days')::smallint"

CHAIN = """
SELECT id, team_id, first_day, number,
       row_number() OVER period AS place, lead(number) OVER period AS next
FROM desk_rosterversion WHERE state = 'published'
WINDOW period AS (PARTITION BY team_id, first_day ORDER BY number)
"""
# Rows of the same duty in versions that follow each other become one.
MERGE = f"""
WITH chain AS ({CHAIN}), held AS (
    SELECT booking.id, booking.person_id, chain.first_day, chain.number, chain.next,
           booking.duty_id, booking.starts_at, booking.ends_at, booking.planned_at,
           chain.place - row_number() OVER (
               PARTITION BY booking.person_id, chain.first_day, booking.duty_id,
                            booking.starts_at, booking.ends_at, booking.planned_at
               ORDER BY chain.place
           ) AS run
    FROM desk_booking booking JOIN chain ON chain.id = booking.version_id
), runs AS (
    SELECT min(id) AS id, first_day, min(number) AS since,
           CASE WHEN bool_or(next IS NULL) THEN NULL ELSE max(next) END AS until
    FROM held
    GROUP BY person_id, first_day, duty_id, starts_at, ends_at, planned_at, run
)
UPDATE desk_booking booking
SET first_day = runs.first_day, since = runs.since, until = runs.until
FROM runs WHERE runs.id = booking.id
"""
REST = "DELETE FROM desk_booking WHERE since IS NULL"
SPLIT = """
INSERT INTO desk_booking (version_id, person_id, duty_id, starts_at, ends_at, planned_at)
SELECT version.id, booking.person_id, duty_id, starts_at, ends_at, planned_at
FROM desk_booking booking
JOIN desk_person person ON person.id = booking.person_id
JOIN desk_rosterversion version ON version.team_id = person.team_id
    AND version.first_day = booking.first_day AND version.state = 'published'
    AND version.number >= since AND (until IS NULL OR version.number < until)
"""
MERGED = "DELETE FROM desk_booking WHERE version_id IS NULL"
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def _range(column: str) -> Func:
    return Func(F(column), F(column), Value("[]"), function="int8range")


def make_whole(apps: Any, schema_editor: Any) -> None:
    """Each form that is kept as changes, from the oldest on."""
    versions = apps.get_model("desk", "RosterVersion").objects
    for version in versions.filter(whole__isnull=True).order_by("team", "first_day", "number"):
        version.whole = _with_changes(version.base.whole, version.changes)
        version.save(update_fields=["whole"])


def _with_changes(before: Any, changes: Any) -> Any:
    """As it was when this was written; what is stored is read so for good."""
    if "set" in changes:
        return changes["set"]
    if isinstance(before, dict):
        for key in changes.get("drop", ()):
            del before[key]
        for key, inner in changes.get("in", {}).items():
            before[key] = _with_changes(before[key], inner)
        return before | changes.get("add", {})
    for place, inner in changes.get("at", {}).items():
        before[int(place)] = _with_changes(before[int(place)], inner)
    if "cut" in changes:
        del before[changes["cut"] :]
    return before + changes.get("more", [])


class Migration(migrations.Migration):
    dependencies = [("desk", "0021_stand_ins")]
    operations = [
        # back, the forms are whole before any column goes
        migrations.RunSQL(UNGUARDED, GUARDED),
        migrations.RenameField("rosterversion", "form", "whole"),
        migrations.AlterField("rosterversion", "whole", models.JSONField(null=True)),
        migrations.AddField("rosterversion", "changes", models.JSONField(null=True)),
        migrations.AddField("rosterversion", "days", models.PositiveSmallIntegerField(null=True)),
        migrations.RunPython(migrations.RunPython.noop, make_whole),
        migrations.RunSQL(COUNT_DAYS, migrations.RunSQL.noop),
        migrations.RunSQL(AT_ONCE, AT_ONCE),
        migrations.AlterField("rosterversion", "days", models.PositiveSmallIntegerField()),
        migrations.RunSQL(IN_PARTS, WHOLE),
        migrations.RunSQL(GUARDED, UNGUARDED),
        migrations.AlterModelOptions("rosterversion", {"base_manager_name": "objects"}),
        migrations.RemoveConstraint("booking", "no_double_booking"),
        migrations.AddField("booking", "first_day", models.DateField(null=True)),
        migrations.AddField("booking", "since", models.PositiveIntegerField(null=True)),
        migrations.AddField("booking", "until", models.PositiveIntegerField(null=True, blank=True)),
        migrations.AlterField(
            "booking",
            "version",
            models.ForeignKey(
                "desk.rosterversion",
                null=True,
                on_delete=models.CASCADE,
                related_name="bookings",
            ),
        ),
        migrations.RunSQL(AT_ONCE, AT_ONCE),
        migrations.RunSQL([MERGE, REST], [SPLIT, MERGED]),
        migrations.RunSQL(AT_ONCE, AT_ONCE),
        migrations.RemoveField("booking", "version"),
        migrations.AlterField("booking", "first_day", models.DateField()),
        migrations.AlterField("booking", "since", models.PositiveIntegerField()),
        migrations.AddConstraint(
            "booking",
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="booking_holds"
            ),
        ),
        migrations.AddConstraint(
            "booking",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="no_double_booking",
                index_type="GIST",
                expressions=[
                    (_range("person"), "&&"),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), "&&"),
                    (Func(F("since"), F("until"), function="int4range"), "&&"),
                    (
                        Func(F("first_day"), F("first_day"), Value("[]"), function="daterange"),
                        "&&",
                    ),
                ],
            ),
        ),
    ]
