"""A published roster never changes: the database itself holds it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION desk_published_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' AND (
        NEW.state, NEW.number, NEW.first_day, NEW.form, NEW.team_id, NEW.base_id, NEW.published_at
    ) IS DISTINCT FROM (
        OLD.state, OLD.number, OLD.first_day, OLD.form, OLD.team_id, OLD.base_id, OLD.published_at
    ) THEN
        RAISE EXCEPTION 'a published roster never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_published_is_immutable BEFORE UPDATE ON desk_rosterversion
    FOR EACH ROW EXECUTE FUNCTION desk_published_is_immutable();
"""
BACKWARD = """
DROP TRIGGER desk_published_is_immutable ON desk_rosterversion;
DROP FUNCTION desk_published_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_first")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
