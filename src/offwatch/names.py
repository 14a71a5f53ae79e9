"""Names as people write them, compared in one way everywhere.

Two names are the same if they differ only in case, in surrounding or repeated spaces, or in the
Unicode form of their characters.
"""

from __future__ import annotations

import unicodedata

from offwatch.errors import BadInput

MOST_CHARACTERS = 200
JOINERS = "\u200c\u200d"  # they change how some scripts are read, so a name may hold them


def name_key(text: str) -> str:
    """Give what two spellings of one name have in common; equal keys mean the same name.

    Parameters
    ----------
    text : str
        A name as somebody wrote it; any text is allowed.

    Returns
    -------
    str
        The name without case, without characters that cannot be seen, with single spaces inside
        and none around it, in Unicode form NFC. The key of a key is the key itself.

    References
    ----------
    The Unicode Standard, section 3.13, definition D145: canonical caseless matching.

    Examples
    --------
    >>> name_key("  Late   SHIFT ") == name_key("late shift")
    True
    """
    if text.isascii():  # nothing to normalize: fast, for rosters hold thousands of names
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFD", text)
    folded = unicodedata.normalize("NFD", decomposed.casefold())
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def same_name(a: str, b: str) -> bool:
    """Say whether two texts spell the same name.

    Parameters
    ----------
    a, b : str
        Names as somebody wrote them.

    Returns
    -------
    bool
        Whether their `name_key` is the same.
    """
    return a == b or name_key(a) == name_key(b)


def clean_name(text: str, *, most: int = MOST_CHARACTERS) -> str:
    """Give a name as it is kept and shown: trimmed and in Unicode form NFC, case untouched.

    Parameters
    ----------
    text : str
        A name as somebody wrote it.
    most : int, characters
        The longest name allowed.

    Returns
    -------
    str
        The name to keep. It has the same `name_key` as ``text``.

    Raises
    ------
    BadInput
        ``name.empty``: nothing that can be seen is left. ``name.control``: it holds a control
        character, a line break or half a character. ``name.too-long``: more than ``most``
        characters.

    Examples
    --------
    >>> clean_name("  Ana ")
    'Ana'
    """
    name = unicodedata.normalize("NFC", text).strip()
    if len(name) > most:
        raise BadInput("name.too-long", f"Shorten this name to at most {most} characters.")
    if any(_is_control(c) for c in name):
        message = "Take control characters, such as tabs and line breaks, out of this name."
        raise BadInput("name.control", message)
    if not name_key(name):
        raise BadInput("name.empty", "Give this a name; it is empty.")
    return name


def _is_control(character: str) -> bool:
    """Whether a character is no part of any name: controls, line ends, half characters.

    The invisible characters that change the direction of what follows are among them.
    """
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs", "Zl", "Zp") or (kind == "Cf" and character not in JOINERS)
