"""From a diary to odds over time."""

from offwatch.forecast.batch import BatchOutlook, batch_outlook
from offwatch.forecast.law import draw_gap
from offwatch.forecast.outlook import Outlook, outlook
from offwatch.forecast.posterior import posterior_sample, posterior_weights
from offwatch.forecast.prior import Prior, load_prior

__all__ = [
    "BatchOutlook",
    "Outlook",
    "Prior",
    "batch_outlook",
    "draw_gap",
    "load_prior",
    "outlook",
    "posterior_sample",
    "posterior_weights",
]
