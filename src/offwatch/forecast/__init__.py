"""From a diary to odds over time."""

from offwatch.forecast.inference.grid_posterior import posterior_sample, posterior_weights
from offwatch.forecast.model.gap_law import draw_gap
from offwatch.forecast.model.prior import Prior, load_prior
from offwatch.forecast.predict.batch import BatchOutlook, batch_outlook
from offwatch.forecast.predict.outlook import Outlook, outlook, rhythm_outlook
from offwatch.forecast.predict.outlooks import Outlooks, outlooks

__all__ = [
    "BatchOutlook",
    "Outlook",
    "Outlooks",
    "Prior",
    "batch_outlook",
    "draw_gap",
    "load_prior",
    "outlook",
    "outlooks",
    "posterior_sample",
    "posterior_weights",
    "rhythm_outlook",
]
