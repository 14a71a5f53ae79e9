"""Text in tables, so that no spreadsheet takes it for a formula, and the way back."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRAL = re.compile(r"'+[=+\-@\t\r]")


def neutralised(text: str) -> str:
    """Give a text with a mark before it where a spreadsheet would take it for a formula.

    Parameters
    ----------
    text : str
        What is to stand in a cell.

    Returns
    -------
    str
        With an apostrophe in front of ``= + - @``, a tab or a carriage return; and of apostrophes
        before these, so that `original` gives back the same text.

    Examples
    --------
    >>> neutralised("=1+1"), neutralised("'=1+1"), neutralised("'tis fine")
    ("'=1+1", "''=1+1", "'tis fine")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def original(text: str) -> str:
    """Give a text without the mark that `neutralised` has put before it.

    Parameters
    ----------
    text : str
        What stands in a cell.

    Returns
    -------
    str

    Examples
    --------
    >>> original("'=1+1"), original("=1+1"), original("'tis fine")
    ('=1+1', '=1+1', "'tis fine")
    """
    return text[1:] if _NEUTRAL.match(text) else text
