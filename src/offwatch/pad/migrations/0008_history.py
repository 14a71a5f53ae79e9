"""What the owner keeps, and the history of what they changed by hand."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


NAMES = {
    "menstrual": "Period",
    "migraine": "Migraine",
    "headache": "Headache",
    "cluster": "Cluster headache",
    "seizure": "Seizure",
    "flare": "Flare",
}


def keep_the_chosen(apps: Any, _: Any) -> None:
    """What was chosen for entries without a name is the first that is kept."""
    for setup in apps.get_model("pad", "Setup").objects.exclude(keeps=""):
        apps.get_model("pad", "KeptCondition").objects.create(
            name=NAMES.get(setup.keeps, setup.keeps), kind=setup.keeps, mark=0
        )


def choose_the_first(apps: Any, _: Any) -> None:
    """Back: one choice is left, the first that has a name of its own."""
    kept = apps.get_model("pad", "KeptCondition").objects.exclude(kind="").filter(shown=True)
    first = kept.order_by("mark").first()
    if first is not None:
        apps.get_model("pad", "Setup").objects.update(keeps=first.kind)


class Migration(migrations.Migration):

    dependencies = (("pad", "0007_keeps"),)

    operations = (
        migrations.CreateModel(
            name='KeptCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(blank=True, help_text='which condition; own if empty', max_length=10)),
                ('mark', models.PositiveSmallIntegerField(unique=True)),
                ('shown', models.BooleanField(default=True, help_text='with a button on Today')),
            ],
            options={
                'ordering': ('mark',),
            },
        ),
        migrations.CreateModel(
            name='DiaryStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=10)),
                ('done_at', models.DateTimeField()),
                ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='pad.diarystep')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='EntryChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.PositiveBigIntegerField(db_index=True, help_text='its number, for good')),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='pad.diarystep')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.RunPython(keep_the_chosen, choose_the_first),
        migrations.RemoveField(model_name="setup", name="keeps"),
    )
