"""The release ledger in the vault."""

from __future__ import annotations

from django.db import connection

from offwatch.errors import Refused
from offwatch.mask.release.ledger import LedgerRow
from offwatch.pad.models import ReleaseRow


class VaultLedger:
    """Writes a release inside the transaction that also keeps its envelope and the mask's state.

    No envelope is sent before that transaction is on disk, so the row is always there first.
    """

    def append(self, row: LedgerRow) -> None:
        """Keep the row, or refuse where it would be kept apart from its envelope."""
        if not connection.in_atomic_block:
            raise Refused(
                "pad.release-alone", "A release is kept together with its envelope, or not at all."
            )
        ReleaseRow.objects.create(
            release_id=row.release_id, kind=row.kind, what=row.what, made_at=row.made_at
        )
