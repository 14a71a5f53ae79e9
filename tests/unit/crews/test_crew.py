from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from offwatch.crews.crew import CrewHistory, Policy, SimulatedCrew, draw_lives, simulate_crew
from offwatch.crews.masks import run_masks
from offwatch.errors import BadInput
from offwatch.mask import MaskState, MemoryLedger, Norm, OwnDuty, open_tracks, run_batch
from offwatch.mask.policy.many_pads import PUBLISHED_AHEAD_DAYS
from offwatch.mask.tracks.records import record_of_life
from offwatch.simulate import DAY_ZERO, Habits, Life, Rhythm, Traits, TrueEpisode, parse_condition

PERIODS = 3


def crew(
    condition: str = "population",
    policy: Policy = "mask",
    *,
    people: int = 12,
    seed: int = 3,
    tracks: int = 1,
    wishes: bool = False,
    keep_load: bool = False,
    passes: int = 1,
) -> SimulatedCrew:
    return SimulatedCrew(
        people=people,
        condition=parse_condition(condition),
        policy=policy,
        seed=seed,
        periods=PERIODS,
        wishes=wishes,
        keep_load=keep_load,
        norm=Norm(first_day=DAY_ZERO, zone="UTC", tracks=tracks, passes=passes),
    )


def by_period(days: np.ndarray) -> np.ndarray:
    return days.reshape(len(days), PERIODS, 28).sum(axis=2)


@pytest.mark.parametrize(
    ("condition", "tracks"),
    [
        ("population", 1),
        ("28:2.5", 2),
        ("twice-yearly", 1),
        ("none", 2),
        pytest.param("population", 2, marks=pytest.mark.slow),
        pytest.param("28:2.5", 1, marks=pytest.mark.slow),
        pytest.param("twice-yearly", 2, marks=pytest.mark.slow),
        pytest.param("none", 1, marks=pytest.mark.slow),
    ],
)
def test_everyone_keeps_the_norm(condition: str, tracks: int) -> None:
    """Exactly six days and at most one pass a period, off the asked days, passed within duty."""
    history = simulate_crew(crew(condition, tracks=tracks, people=4))
    assert (by_period(history.asked) == 6).all()
    assert by_period(history.passed).max() <= 1
    assert not (history.passed & ~history.duty).any()
    assert not (history.duty & history.asked).any()


def _same(one: CrewHistory, two: CrewHistory) -> bool:
    return all(
        bool((getattr(one, name) == getattr(two, name)).all()) for name in CrewHistory.__slots__
    )


@pytest.mark.parametrize("policy", ["mask", "naive", "late", "uniform", "none"])
def test_the_seed_decides_everything(policy: Policy) -> None:
    """The same seed gives the same history, another seed another."""
    one = simulate_crew(crew(policy=policy, people=2))
    assert _same(one, simulate_crew(crew(policy=policy, people=2)))
    assert not _same(one, simulate_crew(crew(policy=policy, people=2, seed=4)))


def test_policies_share_their_truth() -> None:
    """Under one seed every policy is lived through by the same people."""
    truths = [simulate_crew(crew(policy=p, people=5)).in_episode for p in ("mask", "late", "none")]
    assert (truths[0] == truths[1]).all()
    assert (truths[0] == truths[2]).all()


def test_without_a_condition_there_is_no_episode() -> None:
    """The truth of people without a condition is empty, and they ask all the same."""
    history = simulate_crew(crew("none"))
    assert not history.in_episode.any()
    assert not history.onset.any()


def test_the_mask_helps_and_the_baselines_tell() -> None:
    """More conflict days are avoided than by wishes alone; late honesty passes true days."""

    def left(policy: Policy) -> float:
        history = simulate_crew(crew(policy=policy, people=24))
        return float((history.duty & ~history.passed & history.in_episode).sum())

    assert left("mask") < 0.5 * left("none")
    assert left("late") < 0.3 * left("none")
    assert left("naive") < 0.6 * left("none")


def test_uniform_cover_fills_the_quota() -> None:
    """Nobody with duties passes fewer than the quota under random cover."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC", passes=4)
    plan = crew(policy="uniform")
    history = simulate_crew(SimulatedCrew(**{**_fields(plan), "norm": norm}))
    enough = by_period(history.duty) >= 4
    assert (by_period(history.passed)[enough] >= 4).all()


def _fields(plan: SimulatedCrew) -> dict[str, object]:
    return {name: getattr(plan, name) for name in SimulatedCrew.__dataclass_fields__}


def test_wishes_come_on_top_of_the_mask() -> None:
    """With ordinary wishes asked days stay six, and more is passed than the budget."""
    history = simulate_crew(crew(people=16, wishes=True))
    assert (by_period(history.asked) == 6).all()
    assert by_period(history.passed).max() > 1
    assert history.passed.sum() > simulate_crew(crew(people=16)).passed.sum()


def test_hand_passes_use_the_budget_first() -> None:
    """Where everyone has passed a duty by hand, the mask passes none besides."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC")
    seeds = np.arange(12, dtype=np.uint64)
    clear = np.zeros((12, 2 * 28), dtype=np.bool_)

    def passes(by_hand: bool) -> int:
        def rostered(asked: np.ndarray, first: int) -> np.ndarray:
            return np.asarray(~asked)

        def wished(duty: np.ndarray, first: int) -> np.ndarray:
            first_duty = np.cumsum(duty, axis=1) == 1
            return np.asarray(duty & first_duty & by_hand)

        lives = [None] * 12
        return int(run_masks(norm, 2, lives, seeds, clear, rostered, wished, _no_tick)[2].sum())

    assert passes(by_hand=True) == 12 * 2
    assert 0 < passes(by_hand=False) <= 12 * 2


def _no_tick(done: int, total: int) -> None:
    return None


def test_a_crew_keeps_the_freeze() -> None:
    """An onset nobody foresaw, known the next morning, moves no duty less than three days off."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC", days=0, passes=3)
    first = DAY_ZERO.toordinal()
    past = tuple(TrueEpisode(first - 60 - 28 * i, 6, first - 60 - 28 * i) for i in range(8, -1, -1))
    surprise = TrueEpisode(first + 45, 9, first + 45)
    traits = Traits(Rhythm(28.0, 0.05, 6.0, 0.0), Habits(0.0, 0.0, 0.0, 1.0))
    life = Life(1, traits, first + 400, 1, (*past, surprise))
    nobody = np.zeros((1, 3 * 28), dtype=np.bool_)

    def rostered(asked: np.ndarray, start: int) -> np.ndarray:
        return np.asarray(~asked)

    def wished(duty: np.ndarray, start: int) -> np.ndarray:
        return np.zeros_like(duty)

    seeds = np.array([1], dtype=np.uint64)
    passed = run_masks(norm, 3, [life], seeds, nobody, rostered, wished, _no_tick)[2]
    assert np.flatnonzero(passed[0, 45:56])[0] == 4


def test_rare_episodes_show_in_nothing_that_is_asked() -> None:
    """Under the mask a crew with twice-yearly episodes says what it would say without them."""
    plan = crew("twice-yearly", people=4)
    nobody = np.zeros((4, plan.days), dtype=np.bool_)

    def rostered(asked: np.ndarray, start: int) -> np.ndarray:
        return np.asarray(~asked)

    def wished(duty: np.ndarray, start: int) -> np.ndarray:
        return np.zeros_like(duty)

    said = [
        run_masks(
            plan.norm, PERIODS, lives, plan.seeds("books"), nobody, rostered, wished, _no_tick
        )
        for lives in (draw_lives(plan), [None] * 4)
    ]
    assert (said[0][0] == said[1][0]).all()
    assert (said[0][2] == said[1][2]).all()


def test_a_load_that_is_kept_is_kept() -> None:
    """With the load kept, half of all days are duties; else half of the days not asked for."""
    kept = simulate_crew(crew("none", policy="none", people=60, keep_load=True)).duty.mean()
    free = simulate_crew(crew("none", people=20)).duty.mean()
    assert abs(kept - 0.5) < 0.03
    assert abs(free - 0.5 * 22 / 28) < 0.03


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"people": 0}, "simulate.people"),
        ({"people": 100_001}, "simulate.people"),
        ({"periods": 0}, "simulate.periods"),
        ({"density": 1.01}, "simulate.density"),
        ({"density": float("nan")}, "simulate.density"),
        ({"seed": -1}, "simulate.seed"),
    ],
)
def test_it_refuses_values_out_of_bounds(values: dict[str, object], code: str) -> None:
    """Each size has bounds, and a value beyond them is named by its code."""
    with pytest.raises(BadInput) as caught:
        SimulatedCrew(**{**_fields(crew()), **values})
    assert caught.value.code == code


@pytest.mark.parametrize(("condition", "tracks"), [("population", 1), ("28:2.5", 2), ("none", 1)])
def test_a_crew_is_so_many_pads(condition: str, tracks: int) -> None:
    """Lived through batch by batch, a pad asks and passes what its person does in a crew."""
    plan = crew(condition, people=1, tracks=tracks, passes=3)
    history = simulate_crew(plan)
    lives = draw_lives(plan)
    for person, seed in enumerate(plan.seeds("books")):
        asked, passed = _live(plan, lives[person], int(seed), history.duty[person])
        assert asked == set(np.flatnonzero(history.asked[person]))
        assert passed == set(np.flatnonzero(history.passed[person]))


def _live(
    plan: SimulatedCrew, life: Life | None, seed: int, duty: np.ndarray
) -> tuple[set[int], set[int]]:
    norm, first_day = plan.norm, plan.norm.first_day
    track_set = open_tracks(seed, norm.tracks, first_day.toordinal() - norm.ask_ahead_days)
    state, asked, passed = MaskState(), set[int](), set[int]()
    duties = [_duty(plan, int(day)) for day in np.flatnonzero(duty)]
    for ahead in range(-norm.ask_ahead_days, plan.days):
        today = first_day + timedelta(days=ahead)
        now = norm.batch_at(today)
        real = None if life is None else record_of_life(life, today.toordinal())
        published = [duty for duty in duties if duty.published_at <= now]
        outcome = run_batch(
            MemoryLedger(), track_set, state, norm, real, "menstrual", published, now
        )
        track_set, state = outcome.track_set, outcome.state
        for released in outcome.released:
            if released.kind == "days" and released.period is not None:
                if released.period < plan.periods:
                    asked |= {(day - first_day).days for day in released.days}
            else:
                passed.add(int(released.duty_id or ""))
    return asked, passed


def _duty(plan: SimulatedCrew, day: int) -> OwnDuty:
    starts_on = plan.norm.first_day + timedelta(days=day)
    starts_at = datetime(starts_on.year, starts_on.month, starts_on.day, 8, tzinfo=UTC)
    period = plan.norm.period_at(starts_on)
    published_on = period.span.start_day - timedelta(days=PUBLISHED_AHEAD_DAYS)
    return OwnDuty(
        duty_id=f"{day:05d}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
        published_at=plan.norm.batch_at(published_on),
    )
