"""What the codes of a team's spreadsheets mean."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_periods")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="codes",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
