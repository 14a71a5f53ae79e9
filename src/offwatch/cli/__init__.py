"""``offwatch …``: every command in a file of its own, imported only when it is called."""

from offwatch.cli.main import main

__all__ = ["main"]
