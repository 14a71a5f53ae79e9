"""Names of the owner's that are offered as taps no more."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pad', '0011_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='HiddenName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'name'), name='hidden_once')],
            },
        ),
    ]
