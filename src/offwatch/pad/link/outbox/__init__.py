"""The way out: the ledger, the only makers of messages, and the envelopes that wait and went."""

from offwatch.pad.link.outbox.bodies import body_of
from offwatch.pad.link.outbox.envelopes import put_pair, put_quiet, put_released
from offwatch.pad.link.outbox.ledger import VaultLedger

__all__ = ["VaultLedger", "body_of", "put_pair", "put_quiet", "put_released"]
