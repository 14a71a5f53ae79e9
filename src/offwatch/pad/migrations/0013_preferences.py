"""How the pages behave: lock on closing, letters as keys, the week's first day, their name."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pad', '0012_hidden_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='setup',
            name='locks_on_closing',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='setup',
            name='single_keys',
            field=models.BooleanField(default=True, help_text='letters go to pages'),
        ),
        migrations.AddField(
            model_name='setup',
            name='week_start',
            field=models.PositiveSmallIntegerField(help_text='0: Monday; as usual there', null=True),
        ),
        migrations.AddField(
            model_name='setup',
            name='app_name',
            field=models.CharField(default='Pad', help_text='of the pages', max_length=20),
        ),
    ]
