"""``offwatch backtest --daily``: score forecasts by day."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.forecasting.scores import show_scores, write_lines
from offwatch.errors import BadInput

_UNITS = {
    "n": "forecasts",
    "people": "people",
    "brier": "squared, an episode tomorrow; lower is better",
    "logloss": "nats, the same",
    "brier_within_7": "squared, a new onset within 7 days",
    "brier_rate": "by the person's rate so far",
    "brier_markov": "by what followed days like today",
    "brier_moving_90": "by the average of the last 90 days",
    "skill": "gained on that average",
    "ms_per_forecast": "ms a forecast",
}
_ANY = "generic"
_FITTED = "migraine"  # the trust of a prior that was fitted on people alike

if TYPE_CHECKING:
    from offwatch.diary.readers.cells import ReadAs
    from offwatch.diary.readers.days import PersonDays
    from offwatch.forecast.daily.prior import DailyPrior
    from offwatch.forecast.daily.record import DayRecord
    from offwatch.forecast.evaluate.daily import DailyForecasts


def backtest_days(
    file: Path,
    read_as: ReadAs,
    *,
    burn_in: int,
    folds: int | None,
    preset: str | None,
    emit: Path | None,
    as_json: bool,
) -> None:
    """Forecast at the end of every day of FILE, score it and show the scores."""
    from offwatch.diary.readers.days import read_days
    from offwatch.forecast.evaluate.daily import forecast_days, records_of, score_days

    people = read_days(file, read_as)
    records = records_of(people)
    priors = _priors(records, preset or (_FITTED if folds else _ANY), folds)
    began = time.process_time()
    made = forecast_days(records, lambda at: priors[at % len(priors)], burn_in)
    ms = 1000 * (time.process_time() - began) / made.came.size
    scores = asdict(score_days(records, made)) | {"ms_per_forecast": ms}
    if emit is not None:
        write_lines(emit, _lines(people, made))
    if as_json:
        click.echo(json.dumps(scores))
    else:
        show_scores(scores, _UNITS, digits=4)


def holds_days(file: Path) -> bool:
    """Whether the first row of FILE is of days rather than of cycles."""
    from offwatch.diary.readers.days import DAYS, SPANS
    from offwatch.diary.readers.table import read_table
    from offwatch.diary.readers.text import read_text

    table = read_table(read_text(file)[0])
    return table.has(*DAYS) or (table.has(*SPANS) and not table.has("last_day"))


def _priors(records: Sequence[DayRecord], preset: str, folds: int | None) -> list[DailyPrior]:
    """The shipped prior, or one a fold."""
    from offwatch.forecast.daily.fit import fit_daily
    from offwatch.forecast.daily.prior import load_daily
    from offwatch.forecast.evaluate.daily import cross_fitted_priors

    shipped = load_daily(preset)
    if shipped is None:
        raise BadInput(
            "backtest.not-by-day", "This preset is of cycles; leave --daily out, or choose another."
        )
    if folds is None:
        return [shipped]
    return cross_fitted_priors(records, folds, lambda kept: fit_daily(kept, shipped))


def _lines(people: Sequence[PersonDays], made: DailyForecasts) -> Iterator[dict[str, Any]]:
    columns = (made.person, made.place, made.tomorrow, made.within_7)
    for person, place, tomorrow, within in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        day = people[person].days[place]
        yield {
            "person": people[person].person,
            "day": date.fromordinal(day).isoformat() if people[person].dated else day,
            "tomorrow": tomorrow,
            "within_7": within,
        }
