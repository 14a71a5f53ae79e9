"""The desk's end of the wire."""

from offwatch.desk.exchange.answer import answer

__all__ = ["answer"]
