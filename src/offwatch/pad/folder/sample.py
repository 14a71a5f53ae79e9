"""A sample diary to look at: in a vault of its own, which nobody's passphrase opens again.

It is thrown away by one tap, when it locks and when the pages are served anew. Nothing that is
written in it leaves, and nothing of it comes into the pad that is made afterwards.
"""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from offwatch.diary import Event
from offwatch.pad.diary.begin import do_begin
from offwatch.pad.diary.conditions import do_keep_condition
from offwatch.pad.diary.rows import add_rows, rows_of, setup
from offwatch.pad.runtime.launch import SAMPLE
from offwatch.pad.runtime.making import make_vault
from offwatch.simulate import begin_life, extend_life, law_of, parse_condition
from offwatch.vault import keys, session

SEED = 20
DAYS = 300
_CHEAP = keys.Cost(time_cost=1, memory_kib=64, lanes=1)
_KEPT = (("Period", "28:2", 1.0), ("Migraine", "24:7", 0.25))


def is_sample() -> bool:
    """Whether what is open is a sample."""
    vault = session.current()
    return vault is not None and vault.home.name == SAMPLE


def do_begin_sample(now: datetime, home: Path, zone: str, *, days: int = DAYS) -> None:
    """Make a sample of two conditions as lived by a simulated person until today, and open it."""
    discard_sample(home)
    make_vault(home / SAMPLE, secrets.token_urlsafe(24), _CHEAP)
    do_begin(now, zone)
    for name, _, _ in _KEPT:
        do_keep_condition(name)
    add_rows(rows_of(_lived(now, days), setup().tz))


def discard_sample(home: Path) -> None:
    """Throw the sample away, open or not."""
    if is_sample():
        session.lock()
    shutil.rmtree(home / SAMPLE, ignore_errors=True)


def _lived(now: datetime, days: int) -> list[Event]:
    """Episodes, with severities and medicine, of a person with two rhythms of known truth."""
    rng = np.random.default_rng(SEED)
    today = now.astimezone(setup().tz).date()
    first = today - timedelta(days=days)
    events = []
    for place, (name, rhythm, share) in enumerate(_KEPT):
        law = law_of(parse_condition(rhythm))
        if law is None:
            continue
        life = extend_life(begin_life(SEED + place, law, 0), law, days)
        for episode in life.episodes:
            lasts = max(1, round(episode.days * share))
            onset, end = episode.onset_day, episode.onset_day + lasts - 1
            if not 0 <= onset <= end < days:
                continue
            begun = first + timedelta(days=onset)
            events.append(Event(begun, "onset", name))
            events.append(Event(first + timedelta(days=end), "end", name))
            if rng.random() < 0.6:
                events.append(Event(begun, "severity", name, str(rng.integers(2, 9))))
    return events
