"""Django's own ways with a database hold on SQLCipher, and nothing readable is on disk."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, models, transaction
from django.db.models.functions import TruncMonth
from tests.unit.vault.conftest import PASSPHRASE

from offwatch.vault import keys, session


class Page(models.Model):
    """Something of every type that the pad keeps."""

    text = models.CharField(max_length=100, unique=True)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    flag = models.BooleanField(default=False)
    share = models.FloatField(default=0.5)
    price = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal("0"))
    form = models.JSONField(default=dict)
    raw = models.BinaryField(default=b"")

    class Meta:
        app_label = "vault_tests"


@pytest.fixture
def table(home: Path) -> Path:
    with connection.schema_editor() as editor:
        editor.create_model(Page)
    return home


def test_every_type_comes_back_as_it_went(table: Path) -> None:
    """Dates, instants, flags, numbers, JSON and bytes survive the round trip and the lock."""
    values = {
        "day": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, 8, 30, 1, 5, tzinfo=UTC),
        "flag": True,
        "share": 0.1,
        "price": Decimal("12.50"),
        "form": {"a": [1, None, "ü"]},
        "raw": b"\x00\xff",
    }
    Page.objects.create(text="one", **values)
    session.lock()
    session.unlock(table, PASSPHRASE)
    page = Page.objects.annotate(month=TruncMonth("day")).get(text="one", form__a__2="ü")
    assert {name: getattr(page, name) for name in values} == values
    assert page.month == date(2026, 3, 1)
    assert Page.objects.filter(text__contains="%").count() == 0


def test_nothing_readable_reaches_the_disk(table: Path) -> None:
    """Neither the database nor its log holds a word that was written, or SQLite's own mark."""
    word = "an-unmistakable-word"
    for i in range(50):
        Page.objects.create(text=f"{word}-{i}")
    files = [path for path in table.iterdir() if path.name.startswith(keys.DATABASE)]
    assert len(files) >= 2  # the log is there too
    for path in files:
        assert word.encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not (table / keys.DATABASE).read_bytes().startswith(b"SQLite format 3")


def test_it_is_set_to_lose_nothing(home: Path) -> None:
    """A write-ahead log, synced at each commit; foreign keys held; the cipher silent."""
    with connection.cursor() as cursor:
        found = []
        for name in ("journal_mode", "synchronous", "foreign_keys", "cipher_log_level"):
            cursor.execute(f"PRAGMA {name}")
            found.append(cursor.fetchone()[0])
    assert found == ["wal", 2, 1, "NONE"]


def test_a_failed_transaction_leaves_nothing(table: Path) -> None:
    """All of it or none of it, savepoints included."""

    def half_way() -> None:
        with transaction.atomic():
            Page.objects.create(text="one")
            raise RuntimeError

    with transaction.atomic():
        Page.objects.create(text="outer")
        with pytest.raises(RuntimeError):
            half_way()
    with pytest.raises(RuntimeError):
        half_way()
    assert [page.text for page in Page.objects.all()] == ["outer"]
