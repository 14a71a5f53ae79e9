"""A team that holds a sample, to be thrown away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_people")]
    operations = [
        migrations.AddField(
            model_name="team", name="sample", field=models.BooleanField(default=False)
        )
    ]
