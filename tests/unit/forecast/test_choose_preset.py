"""The population that a diary leans on: as its owner says, by name, or by its gaps."""

from datetime import UTC, date, timedelta

import pytest

from offwatch.diary import Diary, Event
from offwatch.errors import BadInput
from offwatch.forecast import load_prior
from offwatch.forecast.model.choose_preset import choose_prior, is_held_down, preset_of_names

FIRST = date(2026, 1, 1)


def diary(name: str, *gaps: int, extra: tuple[Event, ...] = ()) -> Diary:
    days = [FIRST + timedelta(days=sum(gaps[:n])) for n in range(len(gaps) + 1)]
    return Diary(UTC, [*(Event(day, "onset", name) for day in days), *extra])


def regimen(effect: str, start: int, stop: int | None = None) -> tuple[Event, ...]:
    found = [Event(FIRST + timedelta(days=start), "regimen_start", "pill", effect)]
    if stop is not None:
        found.append(Event(FIRST + timedelta(days=stop), "regimen_stop", "pill"))
    return tuple(found)


@pytest.mark.parametrize(
    ("found", "preset"),
    [
        (diary("migraine", 28, 28, 28), "migraine"),
        (diary("period"), "menstrual"),
        (diary("period", 90, 90), "menstrual"),  # two gaps are no habit
        (diary("period", 90, 90, 90), "generic"),
        (diary("period", 18, 45, 30), "menstrual"),
        (diary("it"), "generic"),
        (diary("it", 28), "generic"),
        (diary("it", 28, 30), "menstrual"),
        (diary("it", 17, 17), "generic"),
        (diary("it", 18, 18), "menstrual"),
        (diary("it", 45, 45), "menstrual"),
        (diary("it", 46, 46), "generic"),
        (diary("it", extra=regimen("suppressant", 0)), "suppressed"),
        (diary("it", 28, extra=regimen("suppressant", 0)), "suppressed"),
        (diary("it", extra=regimen("none", 0)), "generic"),
        (diary("it", 28, 28, 28, extra=regimen("suppressant", 60)), "menstrual"),
        (diary("it", 28, 28, 28, extra=regimen("suppressant", 30)), "suppressed"),
        (diary("it", 28, 28, 28, extra=regimen("suppressant", 0, 20)), "menstrual"),
        (diary("it", 28, 28, 28, extra=regimen("suppressant", 0, 30)), "suppressed"),
        (diary("it", 28, 28, 28, extra=regimen("", 0)), "menstrual"),
    ],
)
def test_a_diary_leans_on_the_population_it_is_like(found: Diary, preset: str) -> None:
    """A name counts until one's own gaps speak against it; gaps under a regimen say nothing."""
    assert choose_prior(found) == load_prior(preset)


def test_its_owner_s_choice_comes_first() -> None:
    """Whatever it is called; what is not shipped is refused."""
    assert choose_prior(diary("migraine"), "menstrual") == load_prior("menstrual")
    with pytest.raises(BadInput):
        choose_prior(diary("migraine"), "another")


def test_names_choose_a_population_where_they_agree() -> None:
    """Two of one condition do; two conditions, or a name that tells of none, do not."""
    assert preset_of_names(("Migräne", "migraine")) == "migraine"
    for names in (("migraine", "period"), ("it",), ()):
        assert preset_of_names(names) == ""


def test_a_suppressant_holds_down_while_it_is_taken() -> None:
    """From its first day to its last; nothing else holds down."""
    taken = diary("it", extra=regimen("suppressant", 10, 20))
    days = [is_held_down(taken, FIRST + timedelta(days=n)) for n in (9, 10, 15, 30)]
    assert days == [False, True, True, False]
    assert not is_held_down(diary("it", extra=regimen("none", 10)), FIRST + timedelta(days=15))
