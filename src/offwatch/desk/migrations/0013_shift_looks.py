"""How a team's shifts look in the grid."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0012_sample")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="shift_looks",
            field=models.JSONField(blank=True, default=dict),
        )
    ]
