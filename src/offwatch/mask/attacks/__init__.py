"""The attackers that the mask is held against: one file each, one small interface.

They ship with the product so that anybody can turn them on their own team's history. All need
numpy alone. What each sees and is assumed to know stands in its docstring.
"""

from offwatch.mask.attacks.attack import Attack, try_attack
from offwatch.mask.attacks.auc import Auc, measure_auc, pool
from offwatch.mask.attacks.autocorrelation import Autocorrelation
from offwatch.mask.attacks.boosting import Boosting
from offwatch.mask.attacks.co_absence import CoAbsence, score_pairs
from offwatch.mask.attacks.hand_passes import HandPasses
from offwatch.mask.attacks.lomb_scargle import LombScargle
from offwatch.mask.attacks.markers import Markers
from offwatch.mask.attacks.next_onset import guess_onset, judge
from offwatch.mask.attacks.rayleigh import Rayleigh
from offwatch.mask.attacks.refusals import Refusals
from offwatch.mask.attacks.renewal_ratio import RenewalRatio
from offwatch.mask.attacks.restarts import Restarts
from offwatch.mask.attacks.seen import Seen
from offwatch.mask.attacks.track_naming import TrackNaming, name_tracks, named_right
from offwatch.mask.attacks.unlocks import Unlocks

FIVE: tuple[Attack, ...] = (
    LombScargle(),
    Rayleigh(),
    Autocorrelation(),
    RenewalRatio(),
    Boosting(),
)
"""Those that every claim about *whether* is held against."""

__all__ = [
    "FIVE",
    "Attack",
    "Auc",
    "Autocorrelation",
    "Boosting",
    "CoAbsence",
    "HandPasses",
    "LombScargle",
    "Markers",
    "Rayleigh",
    "Refusals",
    "RenewalRatio",
    "Restarts",
    "Seen",
    "TrackNaming",
    "Unlocks",
    "guess_onset",
    "judge",
    "measure_auc",
    "name_tracks",
    "named_right",
    "pool",
    "score_pairs",
    "try_attack",
]
