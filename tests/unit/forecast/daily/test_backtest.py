"""``offwatch backtest --daily``: its form, its peers, and files of every kind."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from offwatch.cli.main import main
from offwatch.forecast.daily.prior import daily_from_dict, load_daily
from offwatch.forecast.model.prior import PRESETS, load_prior, prior_from_dict

FIELDS = [
    "n",
    "people",
    "brier",
    "logloss",
    "brier_within_7",
    "brier_rate",
    "brier_markov",
    "brier_moving_90",
    "skill",
    "ms_per_forecast",
]


def write(tmp_path: Path, people: dict[str, str]) -> Path:
    """Days as a string a person: # an episode, . none, a blank not recorded."""
    rows = [
        f"{person},{day},{int(mark == '#')},x\n"
        for person, days in people.items()
        for day, mark in enumerate(days, start=-3)
        if mark != " "
    ]
    path = tmp_path / "days.csv"
    path.write_text("person,day,episode,air\n" + "".join(rows))
    return path


def run(
    capsys: pytest.CaptureFixture[str], path: Path, *options: str
) -> tuple[dict[str, float], str]:
    try:
        main(["backtest", str(path), "--daily", "--json", *options])
    except SystemExit as stop:
        if stop.code:
            return {}, json.loads(capsys.readouterr().err)["code"]
    out = capsys.readouterr().out
    assert "NaN" not in out
    return json.loads(out), ""


def random_days(seed: int, n: int, start: float, end: float) -> str:
    rng = np.random.default_rng(seed)
    state, days = 0, []
    for draw in rng.random(n):
        state = int(draw < start) if state == 0 else int(draw >= end)
        days.append(".#"[state])
    return "".join(days)


def test_the_plain_methods_are_reckoned_by_their_definition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By hand: one forecast each, at the end of the third day."""
    path = write(tmp_path, {"A": "#.##", "B": ".##."})
    scores, _ = run(capsys, path, "--burn-in", "3")
    # A, end of day 3: 2 of 3, others 2 of 4; after an episode 0 of 1, others 1 of 2; came 1.
    # B, end of day 3: 2 of 3, others 3 of 4; after an episode 1 of 1, others 1 of 2; came 0.
    rate = ((4 / 7 - 1) ** 2 + (5 / 7) ** 2) / 2
    markov = ((2 / 5 - 1) ** 2 + (3 / 5) ** 2) / 2
    moving = (((2 + 2 / 3) / 4 - 1) ** 2 + ((2 + 2 / 3) / 4) ** 2) / 2
    assert scores["n"] == 2
    assert scores["people"] == 2
    assert scores["brier_rate"] == pytest.approx(rate)
    assert scores["brier_markov"] == pytest.approx(markov)
    assert scores["brier_moving_90"] == pytest.approx(moving)
    assert scores["skill"] == pytest.approx(1 - scores["brier"] / moving)
    assert list(scores) == FIELDS


def test_emitted_lines_name_the_day_as_the_file_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers where days are numbers, ISO dates where the file has dates."""
    out = tmp_path / "out.jsonl"
    run(capsys, write(tmp_path, {"A": "#..#...#..#..#"}), "--emit", str(out))
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["day"] for line in lines] == [6, 7, 8, 9]
    assert list(lines[0]) == ["person", "day", "tomorrow", "within_7"]
    dated = tmp_path / "dated.csv"
    dated.write_text("start\n2024-03-01T10:00:00Z\n2024-03-07\n2024-03-13\n")
    run(capsys, dated, "--emit", str(out))
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["day"] for line in lines] == ["2024-03-10", "2024-03-11", "2024-03-12"]
    assert all(0 < line["tomorrow"] < 1 and 0 < line["within_7"] < 1 for line in lines)


def test_a_day_not_recorded_is_not_a_day_without_an_episode(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No forecast is made of it, none is scored across it."""
    scores, _ = run(capsys, write(tmp_path, {"A": "#.#..#.#.. #.. .#"}))
    assert scores["n"] == 3  # after the gap: two pairs of days, and one
    assert scores["brier_within_7"] is None


def test_nobody_is_forecast_with_what_came_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cutting a record short changes no forecast before the cut."""
    days = random_days(1, 300, 0.2, 0.4)
    out = tmp_path / "out.jsonl"
    run(capsys, write(tmp_path, {"A": days}), "--emit", str(out))
    whole = out.read_text().splitlines()
    run(capsys, write(tmp_path, {"A": days[:150]}), "--emit", str(out))
    short = out.read_text().splitlines()
    assert len(short) > 100
    for a, b in zip(short, whole, strict=False):
        one, other = json.loads(a), json.loads(b)
        assert one["day"] == other["day"]
        for chance in ("tomorrow", "within_7"):  # rhythms of days are learned in single precision
            assert one[chance] == pytest.approx(other[chance], rel=1e-7)


@pytest.mark.parametrize(
    "days",
    [
        "#" * 400,
        "#" + "." * 400,
        "." * 399 + "#.",
        random_days(2, 3650, 0.02, 0.3),
        pytest.param(random_days(2, 36500, 0.02, 0.3), marks=pytest.mark.slow),
    ],
    ids=["all", "the first only", "the last only", "ten years", "a century"],
)
def test_any_record_has_finite_scores(
    days: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Certainty of a plain method leaves the skill open, and nothing is not a number."""
    scores, code = run(capsys, write(tmp_path, {"A": days}))
    assert code in ("", "backtest.no-days")
    if scores:
        assert 0 <= scores["brier"] <= 0.3
        assert scores["n"] < 1000 or scores["ms_per_forecast"] < 1


@pytest.mark.parametrize(
    ("days", "options", "code"),
    [
        ({"A": "#"}, (), "backtest.no-days"),
        ({"A": "." * 50}, (), "backtest.no-days"),
        ({"A": "#." * 20}, ("--folds", "2"), "forecast.folds"),
        ({"A": "#." * 20, "B": "#." * 20}, ("--folds", "2"), "forecast.too-few-days"),
        ({"A": "#." * 20}, ("--preset", "menstrual"), "backtest.not-by-day"),
        ({"A": "#." * 20}, ("--preset", "nosuch"), "forecast.unknown-preset"),
        ({"A": "#." * 20}, ("--marker",), "backtest.daily-options"),
    ],
)
def test_what_cannot_be_scored_is_refused_by_code(
    days: dict[str, str],
    options: tuple[str, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A clear answer, never a traceback."""
    assert run(capsys, write(tmp_path, days), *options)[1] == code


def test_it_follows_whoever_foretells_a_person_best(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every other day, bursts and a changed rate: never far behind the best plain method."""
    rng = np.random.default_rng(3)
    bursts = "".join("." * int(rng.integers(20, 25)) + "#." * 5 for _ in range(25))
    for days, most in (("#." * 200, 0.02), (bursts, 0.6), (random_days(4, 800, 0.1, 0.9), 1.01)):
        scores, _ = run(capsys, write(tmp_path, {"A": days}))
        best = min(scores[f"brier_{peer}"] for peer in ("rate", "markov", "moving_90"))
        assert scores["brier"] <= max(most * scores["brier_rate"], 0.002), (days[:30], scores, best)


def test_fit_prior_reads_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file written names its data and scores, keeps the gaps, and can be read as a prior."""
    path = write(tmp_path, {f"p{n}": random_days(n, 60, 0.3, 0.4) for n in range(12)})
    out = tmp_path / "prior.json"
    with pytest.raises(SystemExit) as done:
        main(
            ["fit-prior", str(path), "--preset", "headache", "--data", "made up", "--out", str(out)]
        )
    assert not done.value.code
    written = json.loads(out.read_text())
    prior = daily_from_dict("headache", written["daily"])
    assert prior.populations[0].after_free == pytest.approx(0.3, abs=0.06)
    assert prior.populations[0].after_episode == pytest.approx(0.6, abs=0.06)
    assert written["source"]["days"]["data"] == "made up"
    assert written["source"]["days"]["scores"]["people"] == 12
    assert prior_from_dict(written).gap == load_prior("headache").gap
    with pytest.raises(SystemExit) as refused:
        main(["fit-prior", str(path), "--preset", "menstrual", "--out", str(out)])
    assert refused.value.code == 2


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_says_where_it_is_from(preset: str) -> None:
    """By day for what is no cycle; each figure with its source or its assumption."""
    prior = load_daily(preset)
    assert (prior is None) == (preset in ("menstrual", "suppressed"))
    if prior is not None:
        source = load_prior(preset).source
        assert source["gaps"]
        assert source["days"]
