"""Reminders, where they go, and the calendar of days ahead."""

import offwatch.pad.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pad', '0010_calendars'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=43)),
                ('text', models.CharField(blank=True, max_length=100)),
                ('odds', models.PositiveSmallIntegerField(default=50, help_text='from so many in 100 on')),
                ('made_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReminderChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=100)),
                ('address', models.TextField(blank=True)),
                ('code', models.CharField(blank=True, max_length=6)),
                ('code_at', models.DateTimeField(null=True)),
                ('guesses', models.PositiveSmallIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='ReminderRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.BooleanField(default=False)),
                ('hour', models.PositiveSmallIntegerField(default=18)),
                ('weekdays', models.JSONField(default=offwatch.pad.models._every_day)),
                ('always', models.BooleanField(default=False)),
                ('quiet_from', models.PositiveSmallIntegerField(default=22)),
                ('quiet_to', models.PositiveSmallIntegerField(default=7)),
                ('days_sure', models.PositiveSmallIntegerField(default=14)),
                ('days_unsure', models.PositiveSmallIntegerField(default=7)),
                ('days_onset', models.PositiveSmallIntegerField(default=2)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('planned', models.JSONField(default=list)),
            ],
        ),
    ]
