"""What the owner keeps, for entries without a name that tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("pad", "0006_sealed_ahead"),)

    operations = (
        migrations.AddField(
            model_name="setup",
            name="keeps",
            field=models.CharField(
                blank=True, default="", help_text="preset of what has no name", max_length=20
            ),
            preserve_default=False,
        ),
    )
