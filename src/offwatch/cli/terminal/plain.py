"""Text that may come from anybody, made safe to show on a terminal."""

from __future__ import annotations


def plain(text: str) -> str:
    """``text`` without what could steer a terminal or turn the line around.

    >>> plain("Knight\\x1b[31m")
    'Knight?[31m'
    """
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
