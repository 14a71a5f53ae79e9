"""AutoETS and AutoARIMA of statsforecast, one series a forecast.

Both choose their own form by AICc and give a normal law of the next gap. A history too short for
the library (AutoETS wants eight) is forecast by the mean of all.

**Source** Hyndman & Khandakar 2008; Nixtla statsforecast.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from benchmarks.peers.average import MEAN
from benchmarks.peers.peer import Forecaster, Training
from benchmarks.peers.shapes import from_normal
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin

_LEVEL = 80
_SDS = 2 * float(ndtri(0.5 + _LEVEL / 200))


def _ets() -> Any:
    from statsforecast.models import AutoETS

    return AutoETS(season_length=1, model="ZZN")


def _arima() -> Any:
    from statsforecast.models import AutoARIMA

    return AutoARIMA(season_length=1)


@dataclass(frozen=True, slots=True)
class Automatic:
    name: str
    make: Callable[[], Any]
    point_only: bool = False
    slow: bool = True

    def fit(self, training: Training) -> _Fitted:
        self.make()  # the library is loaded before the clock runs
        return _Fitted(self.make, MEAN.fit(training))


ETS = Automatic("AutoETS", _ets)
ARIMA = Automatic("AutoARIMA", _arima)


@dataclass(frozen=True, slots=True)
class _Fitted:
    make: Callable[[], Any]
    otherwise: Forecaster

    def predict(self, origins: Sequence[Origin]) -> Floats:
        laws = [_next(self.make(), o.gaps) for o in origins]
        pmf = from_normal(np.array([law[0] for law in laws]), np.array([law[1] for law in laws]))
        refused = [i for i, law in enumerate(laws) if not np.isfinite(law).all()]
        if refused:
            pmf[refused] = self.otherwise.predict([origins[i] for i in refused])
        return pmf


def _next(model: Any, gaps: Sequence[int]) -> tuple[float, float]:
    """Mean and standard deviation of the next gap; NaN where the library refuses."""
    series = np.asarray(gaps, dtype=np.float64)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            said = model.forecast(y=series, h=1, level=[_LEVEL])
    except (NotImplementedError, ValueError, ZeroDivisionError, IndexError, np.linalg.LinAlgError):
        return np.nan, np.nan
    mean, low, high = (
        float(np.asarray(said[key])[0]) for key in ("mean", f"lo-{_LEVEL}", f"hi-{_LEVEL}")
    )
    return mean, (high - low) / _SDS
