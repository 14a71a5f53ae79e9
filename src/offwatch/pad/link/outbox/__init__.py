"""The way out: the ledger, the only makers of messages, and the envelopes that wait and went."""

from offwatch.pad.link.outbox.bodies import body_of
from offwatch.pad.link.outbox.items import put_pair, put_released, reseal_for
from offwatch.pad.link.outbox.ledger import VaultLedger
from offwatch.pad.link.outbox.sealing import keep_sealed, reseal, seal_ahead

__all__ = [
    "VaultLedger",
    "body_of",
    "keep_sealed",
    "put_pair",
    "put_released",
    "reseal",
    "reseal_for",
    "seal_ahead",
]
