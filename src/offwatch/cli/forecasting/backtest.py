"""``offwatch backtest``: score the forecast on past cycles."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.forecasting.scores import show_scores, write_lines
from offwatch.cli.terminal.diary_file import dates_option, read_as
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.diary.readers.cycles import PersonCycles
    from offwatch.forecast.model.arrays import Floats
    from offwatch.forecast.model.prior import Prior
    from offwatch.forecast.predict.cycle_length import Origin

_CYCLES = "menstrual"
_ANY = "generic"
_UNITS = {
    "n": "forecasts",
    "mae": "days off, on average",
    "rmse": "days",
    "crps": "days, lower is better",
    "nll": "nats",
    "cov80": "% fell in their 80 % interval",
    "width80": "days wide",
    "in2": "% within two days",
    "ms_per_forecast": "ms a forecast",
}


@click.command("backtest")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--min-history", type=click.IntRange(0), default=3, show_default=True)
@click.option("--marker", is_flag=True, help="Forecast on the day after the ovulation marker.")
@click.option("--drop-logs", type=float, default=0.0, metavar="P", help="Leave onsets unlogged.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--folds", type=int, default=None, help="Cross-fit the prior by person instead.")
@click.option("--daily", is_flag=True, help="FILE holds days: person,day,episode or start,end.")
@click.option("--rhythm", is_flag=True, help="The same files, from onset to onset: by their gaps.")
@click.option("--burn-in", type=click.IntRange(1), default=10, show_default=True, metavar="DAYS")
@click.option("--preset", default=None, help="With --daily or --rhythm: migraine, seizure, …")
@click.option("--emit", type=click.Path(path_type=Path), help="Write each forecast as a line.")
@dates_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(
    file: Path,
    min_history: int,
    marker: bool,
    drop_logs: float,
    seed: int,
    folds: int | None,
    daily: bool,
    rhythm: bool,
    burn_in: int,
    preset: str | None,
    emit: Path | None,
    dates: str | None,
    as_json: bool,
) -> None:
    """Score rolling-origin forecasts of the cycles in FILE with the shipped prior.

    With --daily, FILE holds days with and without an episode: is there one tomorrow? With --rhythm
    it holds the same, and what is forecast is how long it is from one onset to the next.
    """
    if rhythm and (daily or marker or folds is not None):
        raise BadInput(
            "backtest.daily-options",
            "--rhythm goes with --preset, --min-history, --drop-logs and --emit only.",
        )
    if daily:
        from offwatch.cli.forecasting.daily import backtest_days

        if marker or drop_logs:
            raise BadInput(
                "backtest.daily-options",
                "--marker and --drop-logs are of cycles; leave --daily out.",
            )
        backtest_days(
            file,
            read_as(dates, local_times=True),
            burn_in=burn_in,
            folds=folds,
            preset=preset,
            emit=emit,
            as_json=as_json,
        )
        return
    if preset is not None and not rhythm:
        raise BadInput("backtest.daily-options", "--preset goes with --daily or --rhythm.")
    from offwatch.diary.readers.cycles import read_cycles
    from offwatch.diary.readers.days import cycles_of, read_days
    from offwatch.forecast.evaluate.backtest import lengths
    from offwatch.forecast.evaluate.origins import rolling_origins
    from offwatch.forecast.evaluate.score import score

    if not 0.0 <= drop_logs < 1.0:
        raise BadInput("backtest.drop-logs", "Give --drop-logs a chance from 0 up to, not with, 1.")
    if rhythm:
        people = cycles_of(read_days(file, read_as(dates, local_times=True)))
    else:
        people = read_cycles(file, read_as(dates, local_times=False))
    origins = rolling_origins(
        people, min_history=min_history, marker=marker, drop_logs=drop_logs, seed=seed
    )
    if not origins:
        raise BadInput(
            "backtest.no-forecasts",
            "No cycle can be forecast; lower --min-history, or leave --marker out.",
        )
    shipped = (preset or _ANY) if rhythm else _CYCLES
    pmf, ms = _forecast(people, origins, folds, marker, shipped)
    scores = asdict(score(pmf, lengths(origins))) | {"ms_per_forecast": ms}
    if emit is not None:
        write_lines(emit, _lines(origins, pmf, marker))
    if as_json:
        click.echo(json.dumps(scores))
    else:
        show_scores(scores, _UNITS, digits=3)


def _forecast(
    people: Sequence[PersonCycles],
    origins: Sequence[Origin],
    folds: int | None,
    marker: bool,
    preset: str,
) -> tuple[Floats, float]:
    """The forecasts and what one cost: CPU milliseconds, without import, fit and tables."""
    from offwatch.forecast.evaluate.backtest import cross_fitted
    from offwatch.forecast.model.fit_prior import fit_prior
    from offwatch.forecast.model.prior import load_prior
    from offwatch.forecast.predict.cycle_length import forecast_lengths

    if folds is None:
        prior = load_prior(preset)
        pmf = forecast_lengths(origins[:1], prior, marker=marker)  # lays the tables out
        began = time.process_time()
        pmf = forecast_lengths(origins, prior, marker=marker)
        return pmf, 1000 * (time.process_time() - began) / len(origins)
    fitted: list[Prior] = []
    with _progress("Fitting", folds) as step:

        def fit(kept: Sequence[PersonCycles]) -> Prior:
            fitted.append(fit_prior(kept, with_marker=marker))
            step()
            return fitted[-1]

        pmf = cross_fitted(origins, people, folds, fit, marker=marker)
    forecast_lengths(origins[:1], fitted[-1], marker=marker)
    began = time.process_time()
    forecast_lengths(origins, fitted[-1], marker=marker)
    return pmf, 1000 * (time.process_time() - began) / len(origins)


def _lines(origins: Sequence[Origin], pmf: Floats, marker: bool) -> Iterator[dict[str, Any]]:
    """A line a forecast; days that had already passed are left out."""
    from offwatch.forecast.predict.cycle_length import first_days

    for origin, row, first in zip(
        origins, pmf.tolist(), first_days(origins, marker=marker).tolist(), strict=True
    ):
        yield {
            "person": origin.person,
            "cycle_number": origin.cycle.number,
            "history": len(origin.gaps),
            "made_on": "marker" if marker else "onset",
            "first_day": first,
            "pmf": row[first - 1 :],
        }


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr where a person is looking."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)
