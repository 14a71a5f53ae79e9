"""Django made ready for the pad, once, wherever the pad is used from."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, OperationalError

from offwatch.errors import BadInput, Unavailable
from offwatch.pad.runtime import home
from offwatch.vault import keys, session


def boot(folder: Path | None = None) -> Path:
    """Set the pad's home and load its settings; return the home."""
    chosen = home.choose(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "offwatch.pad.settings"
    django.setup()
    return chosen


def open_vault(folder: Path, passphrase: str) -> None:
    """Unlock, and bring an older vault's tables up to date."""
    home.need_vault(folder)
    database = folder / keys.DATABASE
    if not database.exists():
        raise BadInput("vault.unreadable", f"{database} is gone; restore it.")
    session.unlock(folder, passphrase)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError:
        session.lock()
        raise Unavailable(
            "vault.busy", f"{database} cannot be used now; is the disk full, or not ours to write?"
        ) from None
    except DatabaseError:
        session.lock()
        raise BadInput("vault.unreadable", f"{database} is damaged; restore it.") from None
