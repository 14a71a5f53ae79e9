"""The mask: what a pad may say, chosen so that everyone's pad says the same kind of thing."""

from offwatch.mask.policy.adopt import adopt_passed, adopt_published
from offwatch.mask.policy.batch import BatchOutcome, run_batch
from offwatch.mask.policy.by_hand import HandOutcome, hand_pass, keep_duty
from offwatch.mask.policy.clock import SilenceReason, set_clock_right, why_silent
from offwatch.mask.policy.select import KEEP_WINDOW_H, OwnDuty, choose_days, choose_passes
from offwatch.mask.policy.state import MaskState
from offwatch.mask.release.ledger import DaysReleased, LedgerRow, MemoryLedger, ReleaseLedger
from offwatch.mask.release.released import Released, release_days, release_duty
from offwatch.mask.tracks.records import Record, record_of_dates
from offwatch.mask.tracks.track_set import TrackSet
from offwatch.mask.tracks.tracks import advance, apply_changes, cover_of, open_tracks, records_of
from offwatch.norm import Norm

__all__ = [
    "KEEP_WINDOW_H",
    "BatchOutcome",
    "DaysReleased",
    "HandOutcome",
    "LedgerRow",
    "MaskState",
    "MemoryLedger",
    "Norm",
    "OwnDuty",
    "Record",
    "ReleaseLedger",
    "Released",
    "SilenceReason",
    "TrackSet",
    "adopt_passed",
    "adopt_published",
    "advance",
    "apply_changes",
    "choose_days",
    "choose_passes",
    "cover_of",
    "hand_pass",
    "keep_duty",
    "open_tracks",
    "record_of_dates",
    "records_of",
    "release_days",
    "release_duty",
    "run_batch",
    "set_clock_right",
    "why_silent",
]
