"""What is asked for at a terminal: a passphrase, a zone; a wrong answer is asked for again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from offwatch.errors import BadInput

_TIMES = 3


def ask_passphrase(file: Path | None, *, new: bool = False, text: str = "Passphrase") -> str:
    """The passphrase in the first line of ``file``, or as it is typed.

    ``-`` is standard input: each secret that is asked for is a line of it.
    """
    if file is not None and str(file) == "-":
        line = sys.stdin.readline()
        if not line:
            raise BadInput("pad.no-passphrase", "Standard input holds too few lines.")
        return line.rstrip("\r\n")
    if file is not None:
        try:
            return _first_line(file)
        except (OSError, UnicodeDecodeError):
            raise BadInput("pad.passphrase-file", "The passphrase file cannot be read.") from None
    if not sys.stdin.isatty():
        raise BadInput(
            "pad.no-passphrase",
            "Give --passphrase-file (- is standard input), or call this at a terminal.",
        )
    return _until_right(_ask_new) if new else _ask_hidden(text)


def ask_code(code: str | None, file: Path | None, *, quiet: bool = False) -> str:
    """The pairing code: as given, in the first line of ``file``, or as it is typed.

    One that is given in the command can be read by everybody with an account on this machine while
    the command runs; that is said, unless ``quiet``.
    """
    if code is not None:
        if not quiet:
            click.echo(
                "--code can be read by others on this machine while this runs; "
                "--code-file, or typing it when asked, keeps it to yourself.",
                err=True,
            )
        return code
    if file is not None:
        try:
            line = sys.stdin.readline() if str(file) == "-" else _first_line(file)
        except (OSError, UnicodeDecodeError):
            raise BadInput("pad.code-file", "The file with the code cannot be read.") from None
        return line.strip()
    if not sys.stdin.isatty():
        raise BadInput(
            "pad.desk-and-code",
            "Give the code with --code-file (- is standard input), or call this at a terminal.",
        )
    return click.prompt("The pairing code that the desk showed you", err=True).strip()


def ask_zone(guess: str, check: Callable[[str], ZoneInfo]) -> str:
    """The zone as it is typed, ``guess`` being offered; where nobody can type, ``guess``."""
    if not sys.stdin.isatty():
        return guess
    text = "The zone your days are counted in"
    return _until_right(lambda: check(click.prompt(text, default=guess, err=True)).key)


def _first_line(file: Path) -> str:
    return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")


def _ask_hidden(text: str, **how: Any) -> str:
    answer: str = click.prompt(text, hide_input=True, err=True, **how)
    return answer


def _ask_new() -> str:
    from offwatch.vault import passphrases

    def taken(answer: str) -> str:  # said before it has to be typed again
        passphrases.check(answer)
        return answer

    text = f"A new passphrase of at least {passphrases.SHORTEST} characters"
    return _ask_hidden(text, confirmation_prompt=True, value_proc=taken)


def _until_right(ask: Callable[[], str]) -> str:
    """Ask again where an answer will not do, three times in all."""
    for _ in range(_TIMES - 1):
        try:
            return ask()
        except BadInput as error:
            click.echo(error.message, err=True)
    return ask()
