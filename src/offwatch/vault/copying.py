"""A copy of the open vault: its database as it is at one instant, and its wrapped keys.

The copy is encrypted with the vault's own key, page by page, by SQLite itself: nothing is written
in clear, and no file of the vault is opened by anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offwatch.vault import keys, raw, session


@dataclass(frozen=True, slots=True)
class VaultCopy:
    """Where the copy of the database is, and the wrapped keys that belong to it."""

    database: Path
    wrapped: bytes


def copy_open_vault(folder: Path) -> VaultCopy:
    """VaultCopy the vault that is open into ``folder``; others may go on writing meanwhile.

    Keys and database belong together: neither a passphrase nor a key is changed in between.
    """
    with session.using() as vault, keys.changing(vault.home):
        database = folder / keys.DATABASE
        raw.copy(vault.database, vault.key, database)
        return VaultCopy(database, keys.without_site(vault.home))
