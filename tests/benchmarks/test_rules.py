"""The trackers' rules, by hand."""

from __future__ import annotations

import pytest
from benchmarks.peers.average import MEAN
from benchmarks.peers.drip import Drip
from benchmarks.peers.mensinator import Mensinator
from benchmarks.peers.menstrudel import Menstrudel
from benchmarks.peers.peer import Peer
from tests.benchmarks.records import origin, training

from offwatch.diary.readers.cycles import Cycle
from offwatch.forecast.evaluate.score import point
from offwatch.forecast.predict.cycle_length import Origin, PastMarker

NOBODY = training([])


@pytest.mark.parametrize(
    ("rule", "gaps", "day"),
    [
        (Drip(), [26, 30, 31], 29),
        (Drip(), [28, 28, 58], 38),  # a skipped log counts
        (Drip(), [28, 30, 100], 29),  # more than 99 days does not
        (Drip(), [120], 28),
        (Mensinator(), [60, 28, 28, 30, 30], 29),  # the last five onsets: four gaps
        (Menstrudel(), [28, 30, 58, 19], 29),  # only 20 to 45 days
        (Menstrudel(), [60, 60], 28),
    ],
)
def test_a_rule_names_its_day(rule: Peer, gaps: list[int], day: int) -> None:
    """What the tracker would show from these gaps."""
    assert rule.point_only
    assert point(rule.fit(NOBODY).predict([origin(gaps)])).tolist() == [day]


def test_mensinator_counts_from_ovulation() -> None:
    """The mean luteal stretch after the day ovulation was seen; the onset's day is not counted."""
    past = tuple(PastMarker(i, 15, 14 + days) for i, days in enumerate((13, 15, 14)))
    seen = Origin(0, "p", Cycle(4, 31, None, 17), (28, 29, 30), past)
    assert point(Mensinator(marker=True).fit(NOBODY).predict([seen])).tolist() == [30]


def test_the_mean_leans_on_other_people_for_its_spread() -> None:
    """Three equal gaps of someone new do not promise a fourth where others vary by days."""
    rows = [[25, 31, 27, 33, 26 + at % 9] for at in range(30)]
    pmf = MEAN.fit(training(rows)).predict([origin([28, 28, 28])])[0]
    assert pmf[27] < 0.5
