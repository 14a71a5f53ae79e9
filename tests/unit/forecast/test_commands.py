"""The commands' forms: what outside scripts build on."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.diary.apps import test_apple_health as apple_health
from tests.unit.diary.apps.reading import clue, zipped
from tests.unit.diary.apps.test_single_entries import flo_cycle, mensinator, menstrudel
from tests.unit.diary.apps.test_tables import DAYLIO, MIGRAINE_BUDDY, NATURAL_CYCLES, OVUMCY
from tests.unit.diary.test_whole import entry, export

from offwatch.cli.forecasting.forecast import command as forecast
from offwatch.cli.main import main
from offwatch.diary.readers import file as files
from offwatch.diary.readers import structured
from offwatch.diary.readers.file import read_diary_file
from offwatch.forecast.model.prior import Prior

HEAD = "person,cycle_number,length_days,menses_days,ovulation_day\n"
DIARY = "at,kind,name,value\n" + "".join(f"2026-0{m}-0{m},onset,period,\n" for m in range(1, 6))


@pytest.fixture
def cycles(tmp_path: Path) -> Path:
    file = tmp_path / "cycles.csv"
    rows = [f"p{p},{n},{26 + (p * n) % 5},5,{13 + p % 3}\n" for p in range(12) for n in range(1, 7)]
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_backtest_gives_the_documented_fields(
    cycles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exactly the fields of the documented form."""
    status, out, _ = run(capsys, "backtest", cycles, "--json")
    assert status == 0
    assert list(json.loads(out)) == [
        "n", "mae", "rmse", "crps", "nll", "cov80", "width80", "in2", "ms_per_forecast",
    ]  # fmt: skip
    assert json.loads(out)["n"] == 36


@pytest.mark.parametrize("marker", [False, True])
def test_emitted_lines_keep_their_form(
    cycles: Path, tmp_path: Path, marker: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a forecast; days from first_day up to 200; chances sum to one."""
    emitted = tmp_path / "out.jsonl"
    run(capsys, "backtest", cycles, "--emit", emitted, *(["--marker"] if marker else []))
    lines = [json.loads(line) for line in emitted.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 36
    for line in lines:
        assert list(line) == ["person", "cycle_number", "history", "made_on", "first_day", "pmf"]
        assert line["made_on"] == ("marker" if marker else "onset")
        assert line["first_day"] + len(line["pmf"]) == 201
        assert sum(line["pmf"]) == pytest.approx(1.0)
        assert line["history"] == line["cycle_number"] - 1
        if marker:
            assert line["first_day"] == 13 + int(line["person"][1:]) % 3 + 1


def test_fit_prior_writes_a_prior(
    cycles: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file loads again and names its data; the fit itself is tried elsewhere."""
    from offwatch.forecast.model import fit_prior
    from offwatch.forecast.model.prior import load_prior, prior_from_dict

    def shipped(people: Sequence[object], name: str) -> Prior:
        return replace(load_prior(name), source={"people": len(people)})

    monkeypatch.setattr(fit_prior, "fit_prior", shipped)
    rows = cycles.read_text(encoding="utf-8").splitlines()[1:]
    unmarked = [",".join(row.split(",")[:4]) + ",\n" for row in rows]
    cycles.write_text(HEAD + "".join(unmarked), encoding="utf-8")
    out = tmp_path / "prior.json"
    assert run(capsys, "fit-prior", cycles, "--out", out)[0] == 0
    prior = prior_from_dict(json.loads(out.read_text(encoding="utf-8")))
    assert prior.source["data"] == "cycles.csv"
    assert prior.source["people"] == 12
    assert prior.source["scores"] is None  # too few to hold any out


@pytest.mark.slow
def test_the_same_data_gives_the_same_prior(
    cycles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fitted twice, to the last digit."""
    files = [tmp_path / "one.json", tmp_path / "again.json"]
    for file in files:
        assert run(capsys, "fit-prior", cycles, "--out", file)[0] == 0
    assert files[0].read_text(encoding="utf-8") == files[1].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--drop-logs", "1"], "backtest.drop-logs"),
        (["--drop-logs", "nan"], "backtest.drop-logs"),
        (["--min-history", "50"], "backtest.no-forecasts"),
        (["--folds", "1"], "forecast.folds"),
        (["--seed", "-1"], "usage"),
    ],
)
def test_backtest_refuses_clearly(
    cycles: Path, args: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 and one JSON object on stderr."""
    status, out, err = run(capsys, "backtest", cycles, "--json", *args)
    assert (status, out) == (2, "")
    assert json.loads(err)["code"] == code


def test_forecast_gives_odds_and_a_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a diary file to JSON and SVG."""
    file, plot = tmp_path / "d.csv", tmp_path / "o.svg"
    file.write_text(DIARY, encoding="utf-8")
    args = ["forecast", file, "--now", "2026-05-20T08:00+02:00", "--days", "40", "--plot", plot]
    status, out, _ = run(capsys, *args, "--json")
    got = json.loads(out)
    assert status == 0
    assert got["first_day"] == "2026-05-20"
    assert len(got["onset"]) == len(got["in_episode"]) == 40
    assert sum(got["onset"]) + got["beyond"] == pytest.approx(1.0)
    assert plot.read_text(encoding="utf-8").startswith("<svg")
    status, out, _ = run(capsys, *args)
    assert out.startswith("Next period: most likely")


def test_each_rhythm_is_forecast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one written most often at the top, each under its name and mark, and any of them."""
    file = tmp_path / "d.csv"
    rows = "".join(f"2026-0{m}-2{m},onset,Migräne,\n" for m in range(1, 4))
    file.write_text(DIARY + rows, encoding="utf-8")
    args = ["forecast", file, "--now", "2026-05-20T08:00+02:00", "--days", "40"]
    got = json.loads(run(capsys, *args, "--json")[1])
    assert (got["rhythm"], got["other_rhythms"]) == ("period", ["Migräne"])
    assert [one["rhythm"] for one in got["rhythms"]] == ["period", "Migräne"]
    assert [one["preset"] for one in got["rhythms"]] == ["menstrual", "migraine"]
    assert got["onset"] == got["rhythms"][0]["onset"]
    table = zip(got["any"]["in_episode"], *(r["in_episode"] for r in got["rhythms"]), strict=True)
    assert all(max(each) - 1e-9 <= any_of <= sum(each) + 1e-9 for any_of, *each in table)
    led = json.loads(run(capsys, *args, "--json", "--rhythm", "migräne")[1])
    assert (led["rhythm"], led["other_rhythms"]) == ("Migräne", ["period"])
    out = run(capsys, *args)[1]
    assert "● Next period: " in out
    assert "▲ Next Migräne: " in out
    assert "In an episode of any of them: today " in out


def test_a_preset_may_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the name does not say what it is; one that is not shipped is refused."""
    file = tmp_path / "d.csv"
    file.write_text(DIARY.replace("period", "that"), encoding="utf-8")
    args = ["forecast", file, "--now", "2026-05-20", "--json", "--preset"]
    assert json.loads(run(capsys, *args, "migraine")[1])["preset"] == "migraine"
    status, _, err = run(capsys, *args, "astrology")
    assert (status, json.loads(err)["code"]) == (2, "forecast.unknown-preset")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--now", "soon"], "forecast.bad-now"),
        (["--now", "0001-01-01T00:00+14:00"], "forecast.bad-now"),
        (["--now", "2026-02-01"], "diary.future"),
        (["--zone", "Mars/Base"], "forecast.bad-zone"),
        (["--zone", "../../etc/passwd"], "forecast.bad-zone"),
        (["--days", "0", "--now", "2026-06-01"], "forecast.horizon"),
        (["--without", "pill"], "forecast.no-such-regimen"),
        (["--with-exposure", "x"], "forecast.bad-exposure"),
        (["--with-exposure", "x@soon"], "forecast.bad-exposure"),
        (["--with-exposure", "x@0001-01-01T00:00+14:00"], "forecast.bad-exposure"),
    ],
)
def test_forecast_refuses_clearly(
    tmp_path: Path, args: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is silently ignored."""
    file = tmp_path / "d.csv"
    file.write_text(DIARY, encoding="utf-8")
    status, _, err = run(capsys, "forecast", file, "--json", *args)
    assert status == 2
    assert json.loads(err)["code"] == code


def test_a_class_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the pen in the word suppressant is not swallowed."""
    file = tmp_path / "d.csv"
    file.write_text(DIARY + "2026-01-05,regimen_start,pill,supressant\n", encoding="utf-8")
    status, out, _ = run(capsys, "forecast", file, "--now", "2026-06-01T08:00Z")
    assert status == 0
    assert "“pill”, “supressant”, is none of suppressant" in out
    status, out, _ = run(capsys, "forecast", file, "--now", "2026-06-01T08:00Z", "--json")
    assert [(n["code"], n["row"]) for n in json.loads(out)["notes"]] == [("diary.unknown-class", 7)]


@pytest.mark.parametrize("rows", ["2026-05-30,note,,hello\n", "2026-05-30,exposure,wine,\n"])
def test_without_an_onset_there_are_no_odds(
    tmp_path: Path, rows: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is known of others is not this person's forecast: no band, no odds, and it is said."""
    file = tmp_path / "d.csv"
    file.write_text(DIARY.splitlines()[0] + "\n" + rows, encoding="utf-8")
    status, out, _ = run(capsys, "forecast", file, "--now", "2026-06-10")
    assert (status, out.splitlines()[0]) == (0, "Nothing written yet")
    assert "in 100" not in out
    status, out, _ = run(capsys, "forecast", file, "--now", "2026-06-10", "--json")
    got = json.loads(out)
    assert status == 0
    assert got["notes"][0]["code"] == "forecast.nothing-written"
    for key in ("level", "preset", "likely", "median_day", "beyond", "onset", "in_episode"):
        assert got[key] is None


def test_capitals_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Doses, regimens and episodes in another case give the same odds."""
    rows = DIARY + "2026-03-01,regimen_start,pill,suppressant\n"
    rows += "".join(f"2026-03-{day:02},missed_dose,pill,\n" for day in range(2, 30))
    odds = []
    for missed in ("pill", "Pill", " PILL "):
        file = tmp_path / "d.csv"
        file.write_text(rows.replace("missed_dose,pill", f"missed_dose,{missed}"), encoding="utf-8")
        _, out, _ = run(
            capsys, "forecast", file, "--now", "2026-06-01", "--json", "--without", "PILL"
        )
        got = json.loads(out)
        assert got["notes"] == []
        odds.append(got["onset"])
    assert odds[0] == odds[1] == odds[2]


def test_whatever_the_pad_imports_can_be_forecast(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """drip's export, as a spreadsheet saved it."""
    file = tmp_path / "d.csv"
    days = [f"{day};2.0;FALSCH\n" for day in ("28.01.2026", "29.01.2026", "26.02.2026")]
    file.write_text("Date;Bleeding.Value;Bleeding.Exclude\n" + "".join(days), encoding="utf-16")
    status, out, _ = run(capsys, "forecast", file, "--now", "2026-03-10", "--json")
    got = json.loads(out)
    assert (status, got["rhythm"], got["gaps_used"]) == (0, "period", 1)
    assert [note["code"] for note in got["notes"]] == ["diary.date-order"]


def test_an_apps_export_can_be_forecast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its form is told from what it holds; a ZIP file's password comes from a file."""
    file, password = tmp_path / "export.bin", tmp_path / "password"
    password.write_text("geheim\n")
    file.write_bytes(zipped({"x": clue("2026-01-01", "2026-01-02", "2026-01-29")}, "geheim"))
    status, _, err = run(capsys, "forecast", file, "--now", "2026-03-10", "--json")
    assert (status, json.loads(err)["code"]) == (2, "diary.needs-password")
    words = ("--now", "2026-03-10", "--json", "--password-file", password)
    status, out, _ = run(capsys, "forecast", file, *words)
    assert (status, json.loads(out)["rhythm"], json.loads(out)["gaps_used"]) == (0, "period", 1)


SAMPLES: dict[str, str | bytes] = {
    "generic": DIARY,
    "drip": "date,bleeding.value\n2026-01-01,2\n2026-01-29,2\n",
    "natural-cycles": NATURAL_CYCLES,
    "migraine-buddy": MIGRAINE_BUDDY,
    "ovumcy": OVUMCY,
    "daylio": DAYLIO,
    "spans": "start,end\n2026-01-01,2026-01-03\n",
    "offwatch": json.dumps(export(entry(1, "2026-01-01"))),
    "clue": clue("2026-01-01"),
    "flo": json.dumps(flo_cycle({})),
    "menstrudel": json.dumps(menstrudel("period_logs")({"date": "2026-01-01", "flow": 2})),
    "mensinator": json.dumps(mensinator("periods")({"date": "2026-01-01"})),
    "apple-health": apple_health.export(apple_health.FLOW),
}


def test_each_form_can_be_forecast(tmp_path: Path) -> None:
    """None that the pad imports is refused for what it is."""
    forms = {form for form, *_ in (*files._FORMS, *structured._FORMS)} | {"apple-health"}
    assert set(SAMPLES) == forms
    for form, sample in SAMPLES.items():
        file = tmp_path / form
        file.write_bytes(sample.encode() if isinstance(sample, str) else sample)
        assert read_diary_file(file, UTC)[0] == form
        said = CliRunner().invoke(
            forecast, [str(file), "--now", "2026-06-01", "--days", "2", "--skip-rejected", "--json"]
        )
        assert said.exit_code == 0, (form, said.output, said.exception)


def test_a_table_can_be_forecast_by_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the columns mean, what it is called, and without the rows that cannot be read."""
    file = tmp_path / "d.csv"
    file.write_text("Wann,Was\n2026-01-01,ja\n2026-01-29,ja\nnie,ja\n", encoding="utf-8")
    words = ("--now", "2026-03-10", "--json", "--column", "Wann=day", "--column", "Was=episode")
    status, _, err = run(capsys, "forecast", file, *words)
    assert (status, json.loads(err)["code"]) == (2, "diary.bad-date")
    more = ("--name", "Migräne", "--skip-rejected")
    status, out, _ = run(capsys, "forecast", file, *words, *more)
    assert (status, json.loads(out)["rhythm"], json.loads(out)["gaps_used"]) == (0, "Migräne", 1)


def test_an_unclear_order_of_dates_is_refused_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """3/4/2026 is two days; the option says which."""
    file = tmp_path / "d.csv"
    file.write_text("at,kind\n3/4/2026,onset\n1/5/2026,onset\n", encoding="utf-8")
    status, _, err = run(capsys, "forecast", file, "--now", "2026-06-10", "--json")
    assert status == 2
    assert json.loads(err)["code"] == "diary.date-order"
    assert "--dates dmy" in json.loads(err)["message"]
    for order, gap in (("dmy", 28), ("mdy", 62)):
        _, out, _ = run(capsys, "forecast", file, "--now", "2026-06-10", "--json", "--dates", order)
        assert json.loads(out)["gaps_used"] == 1, gap
