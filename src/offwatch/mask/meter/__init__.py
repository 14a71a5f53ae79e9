"""The exposure meter: what an observer could infer from all that has been published."""

from offwatch.mask.meter.history import Team, read_team
from offwatch.mask.meter.measure import Exposure, Link, keeps_norm, measure
from offwatch.mask.meter.reference import make_shipped

__all__ = ["Exposure", "Link", "Team", "keeps_norm", "make_shipped", "measure", "read_team"]
