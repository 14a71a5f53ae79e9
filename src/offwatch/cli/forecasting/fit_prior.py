"""``offwatch fit-prior``: fit a population prior on open data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offwatch.diary.readers.cycles import PersonCycles
    from offwatch.forecast.model.prior import Prior

FOLDS = 3
DAY_FOLDS = 10


@click.command("fit-prior")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--preset", default="menstrual", show_default=True, help="The name it will bear.")
@click.option("--data", default=None, help="What the data is and where it is from.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(file: Path, preset: str, data: str | None, out: Path, as_json: bool) -> None:
    """Fit a prior on FILE, of cycles or of days with and without an episode.

    The file written names its data, version and scores.
    """
    from offwatch.cli.forecasting.daily import holds_days
    from offwatch.cli.terminal.whole import write_whole

    named = {
        "data": data or file.name,
        "data_sha256": hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "",
    }
    made = _of_days(file, preset, named) if holds_days(file) else _of_cycles(file, preset, named)
    source = made["source"]
    text = json.dumps(made, indent=2) + "\n"
    try:
        write_whole(out, text)
    except OSError as error:
        raise BadInput("fit-prior.cannot-write", "The --out file cannot be written.") from error
    if as_json:
        click.echo(json.dumps({"preset": preset, "source": source}))
    else:
        click.echo(f"Wrote {out}, fitted on {source['people']} people.")


def _of_cycles(file: Path, preset: str, named: dict[str, str]) -> dict[str, Any]:
    from dataclasses import replace

    from offwatch.diary.readers.cycles import read_cycles
    from offwatch.forecast.model.fit_prior import fit_prior
    from offwatch.forecast.model.prior import prior_as_dict

    people = read_cycles(file)
    prior = fit_prior(people, preset)
    source = {**named, **prior.source, "scores": _scores(people, prior)}
    return prior_as_dict(replace(prior, source=source))


def _of_days(file: Path, preset: str, named: dict[str, str]) -> dict[str, Any]:
    """The shipped preset of that name with its days fitted anew; its gaps stay."""
    from offwatch import __version__
    from offwatch.diary.readers.days import read_days
    from offwatch.errors import BadInput
    from offwatch.forecast.daily.fit import fit_daily
    from offwatch.forecast.daily.prior import daily_as_dict, load_daily
    from offwatch.forecast.evaluate.daily import (
        cross_fitted_priors,
        forecast_days,
        records_of,
        score_days,
    )
    from offwatch.forecast.model.prior import load_prior, prior_as_dict

    start = load_daily(preset)
    if start is None:
        raise BadInput("fit-prior.not-by-day", "FILE holds days: name a preset that is by day.")
    records = records_of(read_days(file))
    name = start.populations[0].name
    fitted = fit_daily(records, start, name)
    folds = cross_fitted_priors(records, DAY_FOLDS, lambda kept: fit_daily(kept, start, name))
    scores = asdict(score_days(records, forecast_days(records, lambda at: folds[at % DAY_FOLDS])))
    shown = {key: round(v, 4) if isinstance(v, float) else v for key, v in scores.items()}
    gaps = load_prior(preset)
    source = {
        "gaps": gaps.source.get("gaps", dict(gaps.source)),
        "days": {
            **named,
            "people": len(records),
            "code_version": __version__,
            "scores": {"folds": DAY_FOLDS, **shown},
        },
        "people": len(records),
    }
    return prior_as_dict(gaps) | {"source": source, "daily": daily_as_dict(fitted)}


def _scores(people: Sequence[PersonCycles], prior: Prior) -> dict[str, Any] | None:
    """Scores on people held out of the fit, three folds; None where they are too few for that."""
    from offwatch.forecast.evaluate.backtest import cross_fitted, lengths
    from offwatch.forecast.evaluate.origins import rolling_origins
    from offwatch.forecast.evaluate.score import score
    from offwatch.forecast.model.fit_prior import LEAST_PEOPLE, fit_prior

    if len(people) < 3 * LEAST_PEOPLE:
        return None
    fitted: dict[int, Prior] = {}

    def fit(kept: Sequence[PersonCycles]) -> Prior:
        key = hash(tuple(p.person for p in kept))
        if key not in fitted:
            fitted[key] = fit_prior(kept)
        return fitted[key]

    found: dict[str, Any] = {"folds": FOLDS}
    for name, marker in (("onset", False), ("marker", True)):
        origins = rolling_origins(people, marker=marker)
        if not origins or (marker and prior.marker is None):
            continue
        pmf = cross_fitted(origins, people, FOLDS, fit, marker=marker)
        scores = asdict(score(pmf, lengths(origins)))
        found[name] = {key: round(value, 3) for key, value in scores.items()}
    return found
