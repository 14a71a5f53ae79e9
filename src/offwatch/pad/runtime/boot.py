"""Django made ready for the pad, once, wherever the pad is used from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from offwatch.errors import BadInput, OffwatchError, Unavailable
from offwatch.language import gettext as _
from offwatch.pad.backup.upgrade import keep_before_upgrade
from offwatch.pad.runtime import home
from offwatch.vault import keys, session


def boot(folder: Path | None = None) -> Path:
    """Set the pad's home and load its settings; return the home."""
    chosen = home.choose(folder)
    home.machine_zone()  # Django sets another for its process
    os.environ["DJANGO_SETTINGS_MODULE"] = "offwatch.pad.settings"
    django.setup()
    return chosen


def open_vault(folder: Path, passphrase: str) -> None:
    """Unlock, and bring an older vault's tables up to date."""
    home.need_vault(folder)
    database = folder / keys.DATABASE
    if not database.exists():
        raise BadInput("vault.unreadable", f"{database} is gone; restore it.")
    if database.stat().st_size == 0:  # it would be taken for a new one
        raise BadInput("vault.unreadable", f"{database} is empty; restore it.")
    session.unlock(folder, passphrase)
    bring_up_to_date(folder)


def bring_up_to_date(folder: Path, *, keep: bool = True) -> None:
    """Have the open vault's tables as this version needs them, or lock it again.

    A vault that has to be changed for that is backed up first, in its own folder (``keep``).
    """
    database = folder / keys.DATABASE
    try:
        executor = MigrationExecutor(connection)
        applied = {node for node in executor.loader.applied_migrations if node[0] == "pad"}
        if not applied:
            raise BadInput("vault.unreadable", f"{database} holds no pad; restore it.")
        if not applied <= executor.loader.graph.nodes.keys():
            raise BadInput("vault.version", "A newer Offwatch made this vault; update this one.")
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if keep:
                keep_before_upgrade(datetime.now(UTC), folder)
            call_command("migrate", verbosity=0, interactive=False)
    except OffwatchError:
        session.lock()
        raise
    except OperationalError:
        session.lock()
        raise Unavailable(
            "vault.busy", f"{database} cannot be used now; is the disk full, or not ours to write?"
        ) from None
    except DatabaseError:
        session.lock()
        said = _("{file} is damaged; restore it.").format(file=database)
        raise BadInput("vault.unreadable", said) from None
