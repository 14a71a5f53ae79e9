"""Access: calendars by digest, first passwords, wrong tries, one rule for names and logins."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import Any

from django.db import migrations, models

NAMES = """
ALTER TABLE {table} ADD CONSTRAINT {table}_name_is_clean CHECK (
  name <> '' AND name = btrim(name) AND name IS NFC NORMALIZED
  AND name !~ '[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]'
)
"""
TABLES = ("desk_team", "desk_person")


def keep_digests(apps: Any, _: Any) -> None:
    for person in apps.get_model("desk", "Person").objects.all():
        person.feed_serial = 1
        person.feed_digest = hashlib.blake2b(person.feed_token.encode(), digest_size=32).hexdigest()
        person.save(update_fields=["feed_serial", "feed_digest"])


def draw_tokens(apps: Any, _: Any) -> None:
    """Backwards: the addresses are not known, so everybody gets a new one."""
    for person in apps.get_model("desk", "Person").objects.all():
        person.feed_token = secrets.token_urlsafe(24)
        person.save(update_fields=["feed_token"])


def clean_names(apps: Any, _: Any) -> None:
    """What an earlier version took: without control characters, trimmed, in Unicode form NFC."""
    for model in ("Team", "Person"):
        for each in apps.get_model("desk", model).objects.all():
            plain = unicodedata.normalize("NFC", each.name)
            plain = "".join(
                " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in plain
            )
            plain = " ".join(plain.split())[:200].strip() or f"{model} {each.pk}"
            if plain != each.name:
                each.name = plain
                each.save(update_fields=["name"])


def fold_logins(apps: Any, _: Any) -> None:
    """A login with capitals could not log in; where its small form is taken, it gets a number."""
    users = apps.get_model("auth", "User").objects
    for user in users.all().order_by("pk"):
        wanted = login = user.username.casefold()
        number = 2
        while users.filter(username=login).exclude(pk=user.pk).exists():
            login = f"{wanted}-{number}"
            number += 1
        if login != user.username:
            user.username = login
            user.save(update_fields=["username"])


class Migration(migrations.Migration):
    dependencies = (
        ("desk", "0004_epoch_and_count"),
        ("auth", "0012_alter_user_first_name_max_length"),
    )

    operations = (
        migrations.AddField(
            model_name="person",
            name="first_password",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="person",
            name="feed_serial",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="person",
            name="feed_digest",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="person",
            name="feed_token",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.RunPython(keep_digests, draw_tokens),
        migrations.RemoveField(model_name="person", name="feed_token"),
        migrations.CreateModel(
            name="LoginTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("login_digest", models.CharField(max_length=64)),
                ("source_digest", models.CharField(max_length=64)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="desk_logint_last_at_81ed90_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("login_digest", "source_digest"),
                        name="one_count_per_login_and_source",
                    )
                ],
            },
        ),
        migrations.RunPython(clean_names, migrations.RunPython.noop),
        migrations.RunPython(fold_logins, migrations.RunPython.noop),
        migrations.RunSQL(  # what is deferred to the end of a transaction, now: tables change next
            "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"
        ),
        *(
            migrations.RunSQL(
                NAMES.format(table=table),
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_name_is_clean",
            )
            for table in TABLES
        ),
    )
