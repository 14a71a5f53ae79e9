"""A vault needs Django's connections and nothing else of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings

if not settings.configured:
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "offwatch.vault.backend",
                "NAME": "vault",
                "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
            }
        },
        USE_TZ=True,
    )
    django.setup()

from offwatch.vault import keys, session

CHEAP = keys.Cost(time_cost=1, memory_kib=64, lanes=1)
PASSPHRASE = "correct horse"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder with an unlocked vault in it."""
    folder = tmp_path / "pad"
    key, _ = keys.create(folder, PASSPHRASE, CHEAP)
    session.open_with(folder, key)
    yield folder
    session.lock()
