"""The mask: what a pad may say, chosen so that everyone's pad says the same kind of thing."""

from offwatch.mask.policy.batch import BatchOutcome, Note, run_batch
from offwatch.mask.policy.by_hand import HandOutcome, hand_pass, keep_duty
from offwatch.mask.policy.select import KEEP_WINDOW_H, Duty, choose_days, choose_passes
from offwatch.mask.policy.state import Standing
from offwatch.mask.release.ledger import DaysReleased, LedgerRow, MemoryLedger, ReleaseLedger
from offwatch.mask.release.released import Released, release_days, release_duty
from offwatch.mask.tracks.book import TrackBook
from offwatch.mask.tracks.records import Record, record_of_dates
from offwatch.mask.tracks.tracks import advance, cover_of, open_book, records_of, settle
from offwatch.norm import Norm

__all__ = [
    "KEEP_WINDOW_H",
    "BatchOutcome",
    "DaysReleased",
    "Duty",
    "HandOutcome",
    "LedgerRow",
    "MemoryLedger",
    "Norm",
    "Note",
    "Record",
    "ReleaseLedger",
    "Released",
    "Standing",
    "TrackBook",
    "advance",
    "choose_days",
    "choose_passes",
    "cover_of",
    "hand_pass",
    "keep_duty",
    "open_book",
    "record_of_dates",
    "records_of",
    "release_days",
    "release_duty",
    "run_batch",
    "settle",
]
