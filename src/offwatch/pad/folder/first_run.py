"""A pad made by its own pages, in the folder from which they are served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.backup.places.base import BackupStore
from offwatch.pad.diary.begin import do_begin
from offwatch.pad.diary.conditions import CHOICES, do_keep_condition
from offwatch.pad.folder.restoring import OpenWith, RestoredPad, do_restore, do_restore_newest
from offwatch.pad.runtime import launch
from offwatch.pad.runtime.making import fill, making
from offwatch.vault import keys, session
from offwatch.vault.secret import Secret


def do_make_pad(
    now: datetime,
    home: Path,
    passphrase: str,
    recovery: str,
    zone: str,
    cost: keys.Cost | None = None,
) -> None:
    """Make the pad, whose recovery key has been told already, and open it.

    Of several browsers that do so at once one makes it; the others are refused.
    """
    with making(home) as draft:
        fill(draft, passphrase, cost, recovery=recovery, site=launch.first_site(home))
        do_begin(now, zone)
        key = Secret(session.opened().key.reveal())
    session.open_with(home, key)


def do_restore_first(now: datetime, backup: Path, home: Path, open_with: OpenWith) -> RestoredPad:
    """Make the pad out of a backup, under the name that its pages have already."""
    return do_restore(now, backup, home, _named(home, open_with))


def do_restore_newest_first(
    now: datetime, store: BackupStore, home: Path, open_with: OpenWith
) -> RestoredPad:
    """The same out of the newest backup in a folder, or in one on a server."""
    return do_restore_newest(now, store, home, _named(home, open_with))


def _named(home: Path, open_with: OpenWith) -> OpenWith:
    def named(draft: Path) -> Secret:
        key = open_with(draft)
        keys.set_site(draft, launch.first_site(home))
        return key

    return named


def do_keep_first(kinds: Iterable[str], own_name: str) -> str:
    """Keep what was ticked, and one under a name of its owner's; says what was wrong with that."""
    names = dict(CHOICES)
    for kind in kinds:
        if kind in names:
            do_keep_condition(_(names[kind]), kind)
    if own_name.strip():
        try:
            do_keep_condition(own_name)
        except OffwatchError as error:
            return error.message
    return ""
