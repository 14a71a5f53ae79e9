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


@click.command("fit-prior")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--preset", default="menstrual", show_default=True, help="The name it will bear.")
@click.option("--data", default=None, help="What the data is and where it is from.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(file: Path, preset: str, data: str | None, out: Path, as_json: bool) -> None:
    """Fit a prior on the cycles in FILE; the file written names its data, version and scores."""
    from dataclasses import replace

    from offwatch.cli.terminal.whole import write_whole
    from offwatch.diary.readers.cycles import read_cycles
    from offwatch.forecast.model.fit_prior import fit_prior
    from offwatch.forecast.model.prior import prior_as_dict

    people = read_cycles(file)
    prior = fit_prior(people, preset)
    source = {
        "data": data or file.name,
        "data_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        **prior.source,
        "scores": _scores(people, prior),
    }
    text = json.dumps(prior_as_dict(replace(prior, source=source)), indent=2) + "\n"
    try:
        write_whole(out, text)
    except OSError as error:
        raise BadInput("fit-prior.cannot-write", "The --out file cannot be written.") from error
    if as_json:
        click.echo(json.dumps({"preset": preset, "source": source}))
    else:
        click.echo(f"Wrote {out}, fitted on {source['people']} people.")


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
