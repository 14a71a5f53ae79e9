"""Calendars of the owner's own, and the duties out of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pad', '0009_backup_place'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('where', models.CharField(max_length=10)),
                ('place', models.TextField(blank=True)),
                ('text', models.BinaryField(default=bytes)),
                ('name', models.CharField(max_length=200)),
                ('login', models.CharField(blank=True, max_length=200)),
                ('password', models.TextField(blank=True)),
                ('own_network', models.BooleanField(default=False)),
                ('mode', models.CharField(default='all', max_length=10)),
                ('words', models.JSONField(default=list)),
                ('etag', models.CharField(blank=True, max_length=500)),
                ('modified', models.CharField(blank=True, max_length=100)),
                ('events', models.JSONField(default=list)),
                ('left_out', models.JSONField(default=list)),
                ('held', models.PositiveIntegerField(default=0, help_text='how many events it held in all')),
                ('collections', models.JSONField(default=list)),
                ('added_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(help_text='when its events were worked out', null=True)),
                ('same_at', models.DateTimeField(help_text='when it was last known to be as read', null=True)),
                ('trouble', models.CharField(blank=True, max_length=80)),
                ('trouble_said', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='CalendarDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty_id', models.CharField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('start_at', models.DateTimeField()),
                ('end_at', models.DateTimeField()),
                ('planned_on', models.DateField(help_text='the day it was first seen')),
                ('moved_from_at', models.DateTimeField(help_text='when it began before it was moved', null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='pad.calendarsource')),
            ],
            options={
                'ordering': ('start_at', 'duty_id'),
            },
        ),
    ]
