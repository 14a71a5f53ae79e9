"""Which events of a calendar are duties."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from offwatch.calendars.read import Occurrence
from offwatch.errors import BadInput

Mode = Literal["all", "with", "without"]
WhyNot = Literal["", "cancelled", "free", "no-word", "word"]
MOST_WORDS = 50
SHORT = 2
"""A word of so many characters, such as the code of a shift, counts only where it stands alone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """All events of a calendar, those with one of these words in their name, or all but those."""

    mode: Mode = "all"
    words: tuple[str, ...] = ()

    def why_not(self, event: Occurrence) -> WhyNot:
        """Say why an event is no duty.

        Parameters
        ----------
        event : Occurrence
            One of the calendar's.

        Returns
        -------
        str
            Nothing where it is one; else ``cancelled``, ``free``, ``no-word`` or ``word``.
        """
        if event.cancelled:
            return "cancelled"
        if event.free:
            return "free"
        if self.mode == "all":
            return ""
        has_word = any(_is_in(word, event.name) for word in self.words)
        if self.mode == "with":
            return "" if has_word else "no-word"
        return "word" if has_word else ""


def make_choice(mode: str, words: str) -> Choice:
    """Make a choice from what its owner typed.

    Parameters
    ----------
    mode : str
        ``all``, ``with`` or ``without``.
    words : str
        With commas or line ends between them.

    Returns
    -------
    Choice
        With no word twice.

    Raises
    ------
    BadInput
        ``calendar.choice`` for another mode, ``calendar.words`` for a choice by words without any,
        or with more than fifty.
    """
    found = [" ".join(word.split()) for word in re.split(r"[,;\n]", words)]
    unique = tuple({_plain(word): word for word in found if word}.values())
    if mode == "all":
        return Choice("all", unique)
    if mode not in ("with", "without"):
        raise BadInput("calendar.choice", "Choose all events, those with a word, or those without.")
    if not unique or len(unique) > MOST_WORDS or any(len(word) > 100 for word in unique):
        raise BadInput(
            "calendar.words",
            "Write one to fifty words to choose events by, with commas between them: Shift, Night.",
        )
    return Choice("with" if mode == "with" else "without", unique)


def _is_in(word: str, name: str) -> bool:
    word, name = _plain(word), _plain(name)
    if len(word) <= SHORT:
        return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", name) is not None
    return word in name


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
