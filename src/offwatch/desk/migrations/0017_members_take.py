"""Whether members may take open seats by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0016_wishes")]
    operations = [
        migrations.AddField("team", "members_take", models.BooleanField(default=False)),
    ]
