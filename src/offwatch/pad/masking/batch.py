"""The daily batch at the team's hour: what the mask lets out, into the outbox."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from offwatch.diary import Diary
from offwatch.forecast import rhythm_outlook
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.forecast.model.choose_preset import choose_prior
from offwatch.mask.policy.adopt import adopt_passed
from offwatch.mask.policy.batch import run_batch
from offwatch.mask.policy.clock import SilenceReason
from offwatch.mask.rare.exponential_mechanism import PeriodForecast
from offwatch.mask.tracks.tracks import cover_of
from offwatch.pad.diary.odds import kept_preset
from offwatch.pad.diary.rows import read_forecast_diary, setup
from offwatch.pad.link.outbox import VaultLedger, put_released
from offwatch.pad.masking.guarded_and_kept import guarded_ids
from offwatch.pad.masking.state import (
    diary_this_morning,
    keep_state,
    load_state,
    masked_duties,
    norm_in_force,
    preset_of,
    real_record,
)
from offwatch.pad.models import DeskLink, KnownDuty
from offwatch.spans import Period


def do_batch(now: datetime) -> SilenceReason:
    """Run today's batch if it is due: ledger, envelopes and the mask's state in one transaction."""
    norm = norm_in_force(DeskLink.objects.first())
    if norm is None:
        return SilenceReason.NOT_YET
    zone = setup().tz
    diary = read_forecast_diary(zone).until(now)
    today = norm.today(now)
    preset = preset_of(diary_this_morning(zone, today), today)
    ahead = KnownDuty.objects.filter(start_at__gt=now)
    duties, asked = ahead.filter(state="planned"), ahead.filter(state__in=("asked", "refused"))
    with transaction.atomic():
        track_set, state = load_state(norm, now)
        state = adopt_passed(state, norm, masked_duties(asked, norm))
        outcome = run_batch(
            VaultLedger(),
            track_set,
            state,
            norm,
            real_record(zone, today),
            preset,
            masked_duties(duties, norm),
            now,
            guarded=guarded_ids(duties),
            rare=partial(_ahead, diary, now) if cover_of(preset) == "rare" else None,
        )
        keep_state(outcome.track_set, outcome.state)
        for released in outcome.released:
            put_released(released, now)
    return outcome.note


def _ahead(diary: Diary, now: datetime, period: Period) -> PeriodForecast:
    """What this diary's forecast says of one period still to come."""
    last = period.span.end_day - now.astimezone(diary.zone).date()
    prior = choose_prior(one_rhythm(diary)[0], kept_preset(diary))  # as on Today
    found = rhythm_outlook(diary, now=now, days=last.days, prior=prior)
    length = period.span.days
    return PeriodForecast(float(found.onset[-length:].sum()), found.in_episode[-length:])
