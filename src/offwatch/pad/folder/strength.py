"""How long a passphrase would stand up to somebody who guesses, in words."""

from __future__ import annotations

from dataclasses import dataclass

from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.vault import passphrases

LOOKED_AT = 72
"""So much of it is looked at: what is longer is strong by that alone."""
_WORDS = (
    later("Guessed at once."),
    later("Guessed within hours by somebody who has a copy of the pad."),
    later("Guessed within weeks by somebody who has a copy of the pad."),
    later("Good: years for somebody who has a copy of the pad."),
    later("Very good: nobody who guesses gets in."),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """From 0 to 4, and what that means; ``refused`` says why it would not be taken."""

    score: int
    words: str
    refused: str = ""


def strength_of(passphrase: str) -> Strength | None:
    """Rate a passphrase by zxcvbn; nothing for none."""
    if not passphrase:
        return None
    try:
        passphrases.check(passphrase)
    except OffwatchError as error:
        return Strength(0, _(error.message), _(error.message))
    from zxcvbn import zxcvbn  # its lists take a moment to load

    score = int(zxcvbn(passphrase[:LOOKED_AT])["score"])
    return Strength(score, _(_WORDS[score]))
