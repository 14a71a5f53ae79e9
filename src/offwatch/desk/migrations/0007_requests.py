"""What the pages call a request is called one in the tables too; rows stay as they are."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

PENDING = ["open", "passed_on"]


class Migration(migrations.Migration):
    dependencies = (("desk", "0006_one_state_a_duty"),)

    operations = (
        migrations.RemoveConstraint("ask", "one_pending_ask_per_duty"),
        migrations.RemoveConstraint("search", "one_search_per_draft"),
        migrations.RenameModel("Ask", "DutyRequest"),
        migrations.RenameField("dutyrequest", "asked_of", "waits_with"),
        migrations.RenameField("search", "ask", "request"),
        migrations.AlterField(
            "dutyrequest",
            "team",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requests",
                to="desk.team",
            ),
        ),
        migrations.AlterField(
            "dutyrequest",
            "person",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requests",
                to="desk.person",
            ),
        ),
        migrations.AddConstraint(
            "dutyrequest",
            models.UniqueConstraint(
                fields=["person", "duty_id"],
                condition=Q(state__in=PENDING),
                name="one_pending_request_per_duty",
            ),
        ),
        migrations.AddConstraint(
            "search",
            models.UniqueConstraint(
                fields=["base"], condition=Q(request__isnull=True), name="one_search_per_draft"
            ),
        ),
    )
