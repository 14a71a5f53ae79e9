"""The way out: the ledger, the only makers of messages, and the envelopes that wait and went."""

from offwatch.pad.outbox.bodies import body_of
from offwatch.pad.outbox.envelopes import put_pair, put_quiet, put_released
from offwatch.pad.outbox.ledger import VaultLedger

__all__ = ["VaultLedger", "body_of", "put_pair", "put_quiet", "put_released"]
