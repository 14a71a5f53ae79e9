"""What is measured: policies, norms, conditions, and one factor at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

from benchmarks.data import DATED
from offwatch.crews.crew import Policy

LOOKS = (3, 6, 13, 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A crew with a condition beside one without, both under one policy and one norm.

    ``looks`` are the periods after which attackers judge. ``share`` is how many people it takes of
    those asked for. ``twist`` names what sets it apart from the default norm, see ``crews.py``.
    """

    group: str
    name: str
    condition: str = "population"
    policy: Policy | str = "mask"
    tracks: int = 1
    days: int = 6
    passes: int = 1
    density: float = 0.5
    wishes: bool = False
    team_size: int | None = None
    looks: tuple[int, ...] = (13,)
    share: float = 0.25
    twist: str = ""
    amount: float = 0.0

    @property
    def periods(self) -> int:
        return max(self.looks)


DEFAULT = Cell(group="default", name="population", looks=LOOKS, share=1.0)

CONDITIONS = tuple(
    Cell(group="condition", name=name, condition=name, share=0.4)
    for name in ("28:2.5", "28:1", "35:4", "twice-yearly")
)
POLICIES = tuple(
    Cell(
        group="policy", name=name, policy=name, passes=4 if name != "naive" else 1, looks=LOOKS[:3]
    )
    for name in ("naive", "late", "uniform", "exponential")
)
NORMS = tuple(
    Cell(group="norm", name=f"K {k}, {q0} days, {q1} passes", tracks=k, days=q0, passes=q1)
    for k, q0, q1 in product((1, 2, 3), (0, 4, 6, 8), (0, 1, 2))
    if q0 or q1
)
_PLAIN = Cell(group="factor", name="")
FACTORS = (
    *(
        replace(_PLAIN, name=f"team of {size}, rosters made together", team_size=size)
        for size in (5, 12, 30, 100)
    ),
    *(replace(_PLAIN, name=f"density {share}", density=share) for share in (0.3, 0.7)),
    replace(_PLAIN, name="ordinary wishes on top", wishes=True),
    replace(_PLAIN, name="misfit: true rhythms 2 days longer", twist="longer", amount=2.0),
    replace(_PLAIN, name="misfit: true rhythms half as spread", twist="spread", amount=0.5),
    replace(_PLAIN, name="habits: a fifth of episodes never logged", twist="missed", amount=0.2),
    replace(_PLAIN, name="habits: half logged late", twist="late", amount=0.5),
    replace(_PLAIN, name="life changes once in two years", twist="changes", amount=0.5),
    replace(_PLAIN, name="half of uncovered days passed by hand", twist="by hand", amount=0.5),
    replace(_PLAIN, name="diaries begun after 6 periods", twist="begun", amount=6),
    replace(_PLAIN, name="same, going over where the days meet", twist="met", amount=6),
    *(
        replace(
            _PLAIN, name=f"{share:.0%} of those without it adopt", twist="adoption", amount=share
        )
        for share in (0.0, 0.25, 0.5, 0.75)
    ),
)
MARKERS = tuple(
    Cell(group="marker", name=name, twist="markers", amount=share)
    for name, share in (
        ("a marker noted in four gaps of five", 0.8),
        ("a marker noted in every gap", 1.0),
    )
)
MEMBERS = (
    Cell(group="members", name="a tenth of members replaced a period", twist="churn", amount=0.1),
    Cell(group="members", name="one true onset of everybody known", twist="known"),
)
RECORDED = Cell(
    group="recorded",
    name="misfit: gaps as people of another study recorded them",
    twist="recorded",
    share=0.5,
)
ALL = (
    DEFAULT,
    *CONDITIONS,
    *POLICIES,
    *FACTORS,
    *((RECORDED,) if DATED.exists() else ()),
    *MARKERS,
    *MEMBERS,
    *NORMS,
)


def quick_cells() -> tuple[Cell, ...]:
    """One of each kind, for a smoke test."""
    norm = next(cell for cell in NORMS if cell.tracks == 2 and cell.days == 8)
    chosen = (DEFAULT, POLICIES[1], POLICIES[3], FACTORS[-1], norm)
    return tuple(replace(cell, looks=(3,), share=1.0) for cell in chosen)
