"""The exposure meter: what an observer could infer from all that has been published."""

from offwatch.mask.meter.history import TeamHistory, read_team
from offwatch.mask.meter.measure import Exposure, LinkedColleague, keeps_norm, measure

__all__ = ["Exposure", "LinkedColleague", "TeamHistory", "keeps_norm", "measure", "read_team"]
