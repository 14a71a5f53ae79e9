"""Which file an entry of the diary came from."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def name_early_imports(apps, schema_editor):
    """What came from files before this is of one source, whose form nobody noted."""
    entries = apps.get_model("pad", "DiaryEntry").objects.filter(logged_at=None)
    if entries.exists():
        sources = apps.get_model("pad", "DiarySource").objects
        entries.update(source=sources.create(form="", imported_at=timezone.now()))


class Migration(migrations.Migration):
    dependencies = (("pad", "0004_epoch_and_count"),)

    operations = (
        migrations.CreateModel(
            name="DiarySource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        max_length=20, help_text="of the file; unknown for early imports"
                    ),
                ),
                ("imported_at", models.DateTimeField(help_text="last")),
            ],
        ),
        migrations.AddField(
            model_name="diaryentry",
            name="source",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="pad.diarysource",
            ),
        ),
        migrations.RunPython(name_early_imports, migrations.RunPython.noop),
    )
