"""The attackers that the mask is held against: one file each, one small interface.

They ship with the product so that anybody can turn them on their own team's history. All need
NumPy and SciPy alone. What each sees and is assumed to know stands in its docstring.
"""

from offwatch.mask.attacks.attack import Attack, try_attack
from offwatch.mask.attacks.auc import Auc, measure_auc, pool
from offwatch.mask.attacks.observations.observations import Observations
from offwatch.mask.attacks.side_channels.co_absence import CoAbsence, score_pairs
from offwatch.mask.attacks.side_channels.hand_passes import HandPasses
from offwatch.mask.attacks.side_channels.markers import Markers
from offwatch.mask.attacks.side_channels.refusals import Refusals
from offwatch.mask.attacks.side_channels.restarts import Restarts
from offwatch.mask.attacks.side_channels.unlocks import Unlocks
from offwatch.mask.attacks.when.next_onset import guess_onset, judge
from offwatch.mask.attacks.when.track_naming import TrackNaming, name_tracks, named_right
from offwatch.mask.attacks.whether.autocorrelation import Autocorrelation
from offwatch.mask.attacks.whether.boosting import Boosting
from offwatch.mask.attacks.whether.lomb_scargle import LombScargle
from offwatch.mask.attacks.whether.rayleigh import Rayleigh
from offwatch.mask.attacks.whether.renewal_ratio import RenewalRatio

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
    "Observations",
    "Rayleigh",
    "Refusals",
    "RenewalRatio",
    "Restarts",
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
