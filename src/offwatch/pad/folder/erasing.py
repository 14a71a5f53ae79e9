"""The end of a pad: its keys first, so that whatever is left by then opens for nobody."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from offwatch.errors import BadInput, Unavailable
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.pad.backup.upgrade import FOLDER as UPGRADES
from offwatch.pad.link.queue import FILE as QUEUE
from offwatch.pad.reminders.queue import FILE as REMINDERS
from offwatch.pad.runtime.launch import FOLDER as LAUNCH
from offwatch.pad.runtime.launch import SAMPLE
from offwatch.vault import keys, session

WORD = later("erase")
_FOLDERS = (UPGRADES, LAUNCH, SAMPLE)
_QUEUES = tuple(form for name in (QUEUE, REMINDERS) for form in (f"{name}*", f".{name}.*"))
_FILES = (f".{keys.FILE}.*", f"{keys.DATABASE}*", *_QUEUES)
_DRAFTS = (".backup-*",)


def check_word(word: str) -> None:
    """Refuse what was not meant: the word has to be typed."""
    if word.strip().lower() not in (WORD, _(WORD)):
        raise BadInput(
            "erase.word",
            _("Nothing was erased. Type the word {word} to erase the pad.").format(word=_(WORD)),
        )


def do_erase(home: Path) -> None:
    """Remove the vault, its keys, its queues and all that was made beside it.

    Killed at any instant, calling it again ends it. What else is in the folder stays.
    """
    session.lock()
    try:
        _overwrite(home / keys.FILE)
        for pattern in _FILES:
            for path in home.glob(pattern):
                path.unlink(missing_ok=True)
        for folder in [home / name for name in _FOLDERS] + [
            path for pattern in _DRAFTS for path in home.glob(pattern)
        ]:
            if folder.is_symlink():
                folder.unlink()
            elif folder.is_dir():
                shutil.rmtree(folder)
    except OSError:
        raise Unavailable(
            "erase.failed",
            f"Not all of {home} could be erased; see that it can be written to, and try again.",
        ) from None


def _overwrite(path: Path) -> None:
    """The wrapped keys are written over before they are removed, as far as a disk does that.

    What a link leads to is not the vault's, so of a link only the link goes.
    """
    if path.is_symlink():
        path.unlink()
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
