"""Which passphrases a vault takes: long enough, and not among the first that anybody tries."""

from __future__ import annotations

from functools import cache

from offwatch.errors import BadInput

SHORTEST = 8
_FEWEST_LETTERS = 5


def check(passphrase: str) -> None:
    """Refuse a passphrase that is too short or that is guessed early."""
    if len(passphrase) < SHORTEST:
        raise BadInput("vault.short-passphrase", "A passphrase needs at least 8 characters.")
    if is_common(passphrase):
        raise BadInput(
            "vault.common-passphrase",
            "This passphrase is among the first that anybody tries; "
            "take another, such as four words that have nothing to do with each other.",
        )


def is_common(passphrase: str) -> bool:
    """Whether it is a common password, alone, repeated or with figures and marks around it.

    >>> is_common("12345678"), is_common("Football-2024!"), is_common("sunshinesunshine")
    (True, True, True)
    >>> is_common("correct horse")
    False
    """
    plain = passphrase.strip().lower()
    if len(set(plain)) < _FEWEST_LETTERS:
        return True
    core = _without_ends(plain)
    return any(word in _common() for word in (plain, core, _unit(plain), _unit(core)))


@cache
def _common() -> frozenset[str]:
    """Django's list of the 20,000 commonest passwords."""
    from django.contrib.auth.password_validation import CommonPasswordValidator

    return frozenset(CommonPasswordValidator().passwords)


def _without_ends(word: str) -> str:
    letters = [i for i, letter in enumerate(word) if letter.isalpha()]
    return word[letters[0] : letters[-1] + 1] if letters else ""


def _unit(word: str) -> str:
    """The shortest part that makes ``word`` when repeated."""
    at = (word + word).find(word, 1)
    return word[:at] if at > 0 else word
