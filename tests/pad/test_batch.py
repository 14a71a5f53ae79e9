"""The daily batch: the period's days once, in one transaction, whatever the diary holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.pad.conftest import a_duty, write_days
from tests.pad.stand_in import NORM, StandIn
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.forecast import load_prior, outlook, rhythm_outlook
from offwatch.mask.policy.clock import SilenceReason
from offwatch.pad.diary.conditions import do_keep_condition
from offwatch.pad.diary.odds import look_ahead
from offwatch.pad.diary.record import do_log
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.link.pairing import do_pair
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.masking.state import load_state, norm_of, preset_of, real_record
from offwatch.pad.models import DeskLink, OutboxItem, ReleaseRow, TrackState
from offwatch.pad.pages.rhythm_days_page import see_asks
from offwatch.wire import Days

BERLIN = ZoneInfo("Europe/Berlin")
ASK_DAY = date(2026, 11, 23)  # 14 days before 7 December, when period 12 begins


def on(day: date, hour: int = 5) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN).astimezone(UTC)


def test_the_days_of_a_period_are_asked_for_once(paired: StandIn) -> None:
    """From the asking day on, at the first chance, exactly the norm's days; then never again."""
    assert do_batch(on(ASK_DAY - timedelta(days=1))) is SilenceReason.NONE
    assert not ReleaseRow.objects.exists()
    do_batch(on(ASK_DAY + timedelta(days=3)))
    for later in range(4, 12):
        do_batch(on(ASK_DAY + timedelta(days=later)))
    row = ReleaseRow.objects.get()
    item = OutboxItem.objects.get(type="days")
    assert item.release == row
    do_tick(on(ASK_DAY + timedelta(days=12)))
    said = paired.says()[-1]
    assert isinstance(said, Days)
    assert (said.period, len(said.days)) == (12, NORM.days)
    assert all(date(2026, 12, 7) <= day < date(2027, 1, 4) for day in said.days)


def test_nothing_leaves_before_the_teams_hour(paired: StandIn) -> None:
    """The batch waits for its hour, and runs once a day."""
    link = DeskLink.objects.get()
    assert link.norm is not None
    link.norm = {**link.norm, "hour": 6}
    link.save()
    assert do_batch(on(ASK_DAY, 5)) is SilenceReason.NOT_YET
    assert not ReleaseRow.objects.exists()
    assert do_batch(on(ASK_DAY, 6)) is SilenceReason.NONE
    assert ReleaseRow.objects.count() == 1
    assert do_batch(on(ASK_DAY, 7)) is SilenceReason.ALREADY_RUN


def test_without_a_norm_there_is_no_batch(home: None, now: datetime) -> None:
    """A pad that has no desk asks for nothing."""
    assert do_batch(now) is SilenceReason.NOT_YET
    assert not TrackState.objects.exists()


def test_a_batch_that_breaks_half_way_never_was(
    paired: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the envelope cannot be kept, neither is ledger or state; the next chance makes it good."""

    def fail(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("offwatch.pad.masking.batch.put_released", fail)
        with pytest.raises(OSError):
            do_batch(on(ASK_DAY))
    assert not ReleaseRow.objects.exists()
    assert not TrackState.objects.exists()
    do_batch(on(ASK_DAY))
    assert OutboxItem.objects.filter(type="days").count() == 1


def test_every_word_to_the_desk_has_an_older_row_in_the_ledger(
    paired: StandIn, now: datetime
) -> None:
    """Days, passes and keeps point at a ledger row made no later; quiet and pair need none."""
    write_days([ASK_DAY - timedelta(days=28 * i) for i in range(8, 0, -1)])
    near = on(ASK_DAY + timedelta(days=4))
    paired.set_duties((a_duty("x", near, hours=8, planned_on=date(2026, 10, 1)),))
    do_tick(on(ASK_DAY))
    for day in range(2):
        do_batch(on(ASK_DAY + timedelta(days=day)))
    spoken = OutboxItem.objects.filter(type__in=("days", "pass", "keep"))
    assert {item.type for item in spoken} == {"days", "pass"}
    for item in spoken:
        assert item.release is not None
        assert item.release.made_at <= item.made_at
    assert not OutboxItem.objects.exclude(type__in=("days", "pass", "keep")).exclude(release=None)


def test_no_guarded_duty_is_passed(paired: StandIn) -> None:
    """Of two duties on the same likely day the pad passes the one that is not guarded."""
    write_days([ASK_DAY - timedelta(days=28 * i) for i in range(8, 0, -1)])
    near, planned = on(ASK_DAY + timedelta(days=4)), date(2026, 10, 1)
    spare = a_duty("spare", near, hours=8, planned_on=planned)
    last = a_duty("last", near, hours=8, planned_on=planned, guarded=True)
    link = DeskLink.objects.get()
    link.norm = {**link.norm, "passes": 2}  # type: ignore[dict-item]
    link.save()
    paired.set_duties((last, spare))
    do_tick(on(ASK_DAY))
    for day in range(4):
        do_batch(on(ASK_DAY + timedelta(days=day)))
    passed = ReleaseRow.objects.filter(kind="pass").values_list("what", flat=True)
    assert list(passed) == ["spare"]


def test_tracks_are_drawn_once(paired: StandIn, desk: StandIn) -> None:
    """Neither a lock nor pairing anew draws a seed again."""
    do_batch(on(ASK_DAY))
    seed = TrackState.objects.get().book["seed"]
    do_pair(on(ASK_DAY), desk.url, desk.code)
    do_batch(on(ASK_DAY + timedelta(days=1)))
    norm = norm_of(DeskLink.objects.get())
    assert TrackState.objects.get().book["seed"] == seed
    assert load_state(norm, on(ASK_DAY))[0].seed == seed


def test_the_real_record_is_seen_as_it_stood_this_morning(paired: StandIn) -> None:
    """What is written today counts from tomorrow, as on every simulated track."""
    write_days([date(2026, 10, 26)])
    do_log(on(ASK_DAY, 9), "onset")
    assert len(real_record(BERLIN, ASK_DAY).onsets) == 1
    tomorrow = real_record(BERLIN, ASK_DAY + timedelta(days=1))
    assert tomorrow.onsets == (date(2026, 10, 26).toordinal(), ASK_DAY.toordinal())
    assert tomorrow.durations == (4, 0)


def test_of_two_rhythms_the_mask_has_the_one_that_is_forecast(paired: StandIn) -> None:
    """A rarer rhythm beside it changes neither record nor preset, and ends no episode of it."""
    onsets = [ASK_DAY - timedelta(days=28 * i) for i in range(8, 0, -1)]
    write_days(onsets)
    alone = real_record(BERLIN, ASK_DAY)
    for onset in onsets[:3]:
        begun = onset + timedelta(days=2)  # while the other is under way
        events = [Event(begun, "onset", "migraine"), Event(begun, "end", "Migraine")]
        add_events(events, BERLIN, None)
    add_events([Event(onsets[-1] + timedelta(days=9), "onset", "migraine")], BERLIN, None)
    assert real_record(BERLIN, ASK_DAY) == alone
    assert preset_of(read_diary(BERLIN), ASK_DAY) == "menstrual"
    seen = outlook(read_diary(BERLIN), now=on(ASK_DAY))
    assert seen.other_rhythms == ("migraine",)


def test_the_mask_goes_by_the_kind_that_the_owner_chose(paired: StandIn) -> None:
    """A name that says nothing, and a kind chosen for it: the same preset as on Today."""
    days = [ASK_DAY - timedelta(days=28 * i) for i in range(8, 0, -1)]
    do_keep_condition("Zebra", "migraine")
    add_events([Event(day, "onset", "Zebra") for day in days], BERLIN, None)
    diary = read_diary(BERLIN)
    assert preset_of(diary, ASK_DAY) == "migraine"
    assert look_ahead(diary, on(ASK_DAY)).each[0].preset == "migraine"


@pytest.mark.parametrize("kind", ["menstrual", "migraine", ""])
def test_a_rare_rhythm_is_foreseen_by_the_kind_that_the_owner_chose(
    paired: StandIn, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The period ahead starts from the same people as Today does, not from those of the name."""
    if kind:
        do_keep_condition("Zebra", kind)
    add_events([Event(ASK_DAY - timedelta(days=100), "onset", "Zebra")], BERLIN, None)
    asked: list[str] = []

    def see(*_: object, rare: object = None, **__: object) -> None:
        assert callable(rare)
        norm = norm_of(DeskLink.objects.get())
        found = rare(norm.period_at(ASK_DAY + timedelta(days=20)))
        seen = rhythm_outlook(
            read_diary(BERLIN), now=on(ASK_DAY), days=90, prior=load_prior(kind or "generic")
        )
        days = found.in_episode.size
        first = (norm.period_at(ASK_DAY + timedelta(days=20)).span.start_day - ASK_DAY).days
        assert found.in_episode == pytest.approx(seen.in_episode[first : first + days])
        asked.append(kind)
        raise OSError

    monkeypatch.setattr("offwatch.pad.masking.batch.cover_of", lambda _: "rare")
    monkeypatch.setattr("offwatch.pad.masking.batch.run_batch", see)
    with pytest.raises(OSError):
        do_batch(on(ASK_DAY))
    assert asked == [kind]


def test_the_real_record_holds_markers_by_their_first_day(paired: StandIn) -> None:
    """Of a run of days the first counts, other signs do not, and today's counts from tomorrow."""
    write_days([date(2026, 10, 26)])
    for day, name in ((4, "LH"), (5, "LH"), (6, "headache")):
        at = on(date(2026, 11, day), 9)
        add_events([Event(at, "precursor", name)], BERLIN, at)
    first = date(2026, 11, 4)
    assert real_record(BERLIN, first).markers == ()
    assert real_record(BERLIN, ASK_DAY).markers == (first.toordinal(),)


def test_the_owner_sees_what_has_been_and_will_be_asked(paired: StandIn) -> None:
    """Before the asking day: when and for which period; after it: the days themselves."""
    before = see_asks(on(ASK_DAY - timedelta(days=2)))
    assert before is not None
    assert (before.next_period.number, before.next_at) == (12, on(ASK_DAY, 0))
    do_batch(on(ASK_DAY))
    after = see_asks(on(ASK_DAY))
    assert after is not None
    assert [len(asked.days) for asked in after.asked] == [NORM.days]
    assert after.next_period.number == 13
