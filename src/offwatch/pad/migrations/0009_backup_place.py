"""Where backups go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("pad", "0008_history"),)

    operations = (
        migrations.CreateModel(
            name="BackupPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                (
                    "address",
                    models.CharField(
                        help_text="a path, or the address of a collection", max_length=1000
                    ),
                ),
                ("user", models.CharField(blank=True, max_length=200)),
                ("password", models.CharField(blank=True, max_length=500)),
                ("series", models.CharField(max_length=8)),
                ("chosen_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(help_text="of the last good one", null=True)),
                ("last_name", models.CharField(blank=True, max_length=80)),
                ("last_bytes", models.PositiveBigIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(
                        blank=True, help_text="why the last try failed", max_length=80
                    ),
                ),
            ],
        ),
    )
