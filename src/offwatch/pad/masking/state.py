"""The mask's state in the vault, and the vault's rows in the mask's own types."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from offwatch.diary import Diary
from offwatch.errors import BadInput, Refused
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.forecast.model.choose_preset import choose_prior, is_held_down
from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.predict.precursor_update import marker_days
from offwatch.mask.policy.select import OwnDuty
from offwatch.mask.policy.state import MaskState
from offwatch.mask.tracks.records import Record, record_of_dates
from offwatch.mask.tracks.tracks import TrackSet, open_tracks
from offwatch.norm import Norm
from offwatch.pad.diary.odds import kept_preset
from offwatch.pad.diary.rows import event_of
from offwatch.pad.models import DeskLink, DiaryEntry, KnownDuty, TrackState
from offwatch.wire import BESIDE_THE_NORM


def norm_of(link: DeskLink) -> Norm:
    """The team's norm, or a refusal while the desk has not told one that can be kept."""
    norm = norm_in_force(link)
    if norm is None:
        raise Refused("pad.no-norm", "The desk has not answered yet; wait for the next sync.")
    return norm


def norm_in_force(link: DeskLink | None) -> Norm | None:
    """The team's norm that the owner has agreed to; none without a desk or a usable norm."""
    if link is None or link.norm is None:
        return None
    try:
        return Norm.from_dict({k: v for k, v in link.norm.items() if k not in BESIDE_THE_NORM})
    except BadInput:  # kept by a version that did not check it when it came
        return None


def preset_of(diary: Diary, today: date) -> str:
    """The name of the population that the mask holds this diary beside: of its one rhythm.

    The same as that of the forecast on the page Today, but for a suppressant in force.
    """
    if is_held_down(diary, today):
        return "suppressed"
    return choose_prior(one_rhythm(diary)[0], kept_preset(diary)).name


def load_state(norm: Norm, now: datetime) -> tuple[TrackSet, MaskState]:
    """The tracks and what has been said; drawn once, then never again."""
    row = TrackState.objects.first()
    if row is None:
        book = open_tracks(secrets.randbits(62), norm.tracks, norm.today(now).toordinal())
        return book, MaskState()
    return TrackSet.from_dict(row.book), MaskState.from_dict(row.standing)


def load_mask_state() -> MaskState:
    """What the pad has said, without its tracks."""
    row = TrackState.objects.first()
    return MaskState() if row is None else MaskState.from_dict(row.standing)


def keep_state(book: TrackSet, standing: MaskState) -> None:
    """Keep both, in the caller's transaction."""
    values = {"book": book.to_dict(), "standing": standing.to_dict()}
    if not TrackState.objects.update(**values):
        TrackState.objects.create(**values)


def forget_mask_state() -> None:
    """Forget what was said, for another desk has not heard it; the tracks stay."""
    TrackState.objects.update(standing=MaskState().to_dict())


def masked_duty(duty: KnownDuty, norm: Norm) -> OwnDuty:
    """A duty counts as published from the first moment of the day it was planned on."""
    published = datetime.combine(duty.planned_on, time.min, ZoneInfo(norm.zone))
    return OwnDuty(duty.duty_id, duty.start_at, duty.end_at, published)


def masked_duties(duties: Iterable[KnownDuty], norm: Norm) -> list[OwnDuty]:
    return [masked_duty(duty, norm) for duty in duties]


def diary_this_morning(zone: ZoneInfo, today: date) -> Diary:
    """The rhythm that the forecast reads, as it stood before anything was written today.

    A diary may hold several rhythms; the forecast, and so the mask, takes one of them.
    """
    events = [
        event_of(entry)
        for entry in DiaryEntry.objects.all()
        if entry.logged_at is None or entry.logged_at.astimezone(zone).date() < today
    ]
    whole = Diary(zone, (event for event in events if event.day(zone) < today))
    return one_rhythm(whole)[0]


def real_record(zone: ZoneInfo, today: date) -> Record:
    """The owner's record as it stood this morning, like every other track's."""
    diary = diary_this_morning(zone, today)
    logged: dict[date, date] = {}
    for entry in DiaryEntry.objects.filter(kind="onset"):
        day = event_of(entry).day(zone)
        written = entry.logged_at.astimezone(zone).date() if entry.logged_at else day
        logged[day] = min(written, logged.get(day, written))
    onsets = [
        (episode.onset_day, episode.last_day, logged[episode.onset_day])
        for episode in diary.episodes()
    ]
    return record_of_dates(onsets, marker_days(diary, load_effects()))
