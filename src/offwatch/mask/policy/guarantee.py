"""The guarantee, word for word as the product may state it. Nothing stronger is to be printed."""

from __future__ import annotations

from offwatch.language import gettext, gettext_noop

CONDITIONS = gettext_noop(
    "These hold only while the whole team keeps the norm, and while nothing you do yourself (hand "
    "passes, sick calls, keeping, logging in sight of others) depends on which record is true."
)
WHETHER = gettext_noop(
    "if your pattern parameters follow the published population law, your rhythm days and passes "
    "have exactly the distribution of a member's with no condition. Otherwise the odds shift by at "
    "most sup f_true(θ)/f_phantom(θ); where that ratio is not finite for a preset, there is no "
    "promise and the pad says so."
)
WHEN = gettext_noop(
    "given everything published, θ and the code, no observer names your real track with "
    "probability above 1/K, provided the phantoms come from your record's true law. How much that "
    "blurs the next date is a measured number, printed, not promised. One true episode known from "
    "outside breaks it (named 0.90–0.93 of the time at K = 2): the pad says so when the ledger "
    "records such a thing, and before an absence that would reveal one."
)
RARE = gettext_noop("changing one period's record shifts any odds by at most the stated number.")

GUARANTEE = (
    CONDITIONS,
    f"Whether: {WHETHER}",
    f"When, for K ≥ 2: {WHEN}",
    f"Rare episodes: {RARE}",
)


def guarantee() -> tuple[str, ...]:
    """Return the guarantee in the reader's language; the English is what counts."""
    return (
        gettext(CONDITIONS),
        gettext("Whether: {promise}").format(promise=gettext(WHETHER)),
        gettext("When, for K ≥ 2: {promise}").format(promise=gettext(WHEN)),
        gettext("Rare episodes: {promise}").format(promise=gettext(RARE)),
    )
