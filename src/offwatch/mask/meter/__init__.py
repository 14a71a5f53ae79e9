"""The exposure meter: what an observer could infer from all that has been published."""

from offwatch.mask.meter.history import TeamHistory, read_team
from offwatch.mask.meter.measure import Exposure, Link, keeps_norm, measure

__all__ = ["Exposure", "Link", "TeamHistory", "keeps_norm", "measure", "read_team"]
