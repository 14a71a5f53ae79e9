"""A draft for each period, and the rules that a version was published in spite of."""

from typing import Any

from django.db import migrations, models


def keep_one_draft(apps: Any, schema_editor: Any) -> None:
    """Going back: a team keeps its last draft."""
    Version = apps.get_model("desk", "RosterVersion")
    seen: set[int] = set()
    for draft in Version.objects.filter(state="draft").order_by("-first_day"):
        if draft.team_id in seen:
            draft.delete()
        seen.add(draft.team_id)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_requests")]

    operations = [
        migrations.AddField(
            model_name="rosterversion",
            name="overridden",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RemoveConstraint(model_name="rosterversion", name="one_draft_per_team"),
        migrations.AddConstraint(
            model_name="rosterversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("team", "first_day"),
                name="one_draft_per_period",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_one_draft),
    ]
