"""A draft: arranged around everybody's rhythm days, looked at, then published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person, Proposal, RosterVersion, Search
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.queue import start_search
from offwatch.desk.rosters.broken_rules import BrokenRule, broken_rules, newly_broken
from offwatch.desk.rosters.current import (
    roster_after,
    roster_before,
    roster_of,
    version_of,
)
from offwatch.desk.rosters.difference import frame_changes
from offwatch.desk.rosters.plans import planned_form
from offwatch.desk.rosters.publication import Publication
from offwatch.desk.rosters.publishing import publish
from offwatch.desk.rosters.seams import join
from offwatch.desk.states import VersionState
from offwatch.errors import Refused
from offwatch.language import ngettext
from offwatch.plan import Roster


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft as it would be published, and what is to be said before."""

    publication: Publication
    base: RosterVersion | None  # the version in force that it takes the place of
    behind: bool  # that version is another than the one the draft was made from
    broken: tuple[BrokenRule, ...]  # rules that the version in force keeps
    frame: tuple[str, ...] = ()  # what it changes of the version in force beside duties

    @property
    def roster(self) -> Roster:
        return self.publication.roster


def state_of(draft: RosterVersion) -> DraftState:
    """Read a draft as it would be published now."""
    # plans for a change of what is in force are chosen by hand; an arrangement is the next roster
    arranged = Proposal.objects.filter(
        search__base=draft, search__request=None, search__fills=False
    )
    best = arranged.first() if draft.base_id is None else None
    publication = join(
        Publication.read(planned_form(draft.form, best.plan) if best else draft.form),
        roster_before(draft.team, draft.first_day),
    )
    base = version_of(draft.team, draft.first_day)
    following = roster_after(draft.team, draft.first_day)
    if base is None:
        broken = broken_rules(publication.roster)
        if following is not None:
            broken += newly_broken(publication.roster, publication.roster, following)
    else:
        broken = newly_broken(roster_of(base), publication.roster, following)
    behind = (base.pk if base else None) != draft.base_id
    frame: tuple[str, ...] = ()
    if base is not None:
        before = roster_of(base)
        frame = frame_changes(before, publication.roster)
        if "people" not in frame and before.person.keys() != publication.roster.person.keys():
            frame = (*frame, "people")
    return DraftState(publication, base, behind, broken, frame)


@transaction.atomic
def do_arrange_draft(actor: Person, draft_id: int, now: datetime) -> DeskOutcome:
    """Send the planner to arrange the draft around the days people asked to keep free."""
    draft = draft_to_change(actor, draft_id)
    search, _ = Search.objects.get_or_create(team_id=actor.team_id, base=draft, request=None)
    search.fills = False
    start_search(search, now)
    return DeskOutcome("arranging", ref=search.pk)


@transaction.atomic
def do_publish_draft(
    actor: Person, draft_id: int, now: datetime, *, despite: int = 0
) -> DeskOutcome:
    """Put the draft in force, as arranged if it was; everybody on it is told once.

    ``despite``: how many broken rules whoever publishes it has seen and states; these are kept with
    the version.
    """
    draft = draft_to_change(actor, draft_id)
    state = state_of(draft)
    if state.behind:
        raise Refused(
            "draft.behind",
            "The roster in force has changed since this draft was made; take its changes into the"
            " draft, then publish it.",
        )
    if len(state.broken) != despite:
        raise Refused(
            "draft.broken-rules",
            "This draft breaks rules that are listed beside it; change it, or state that it is"
            " published in spite of them.",
        )
    version = publish(
        draft.team,
        state.publication,
        base=state.base,
        draft=draft,
        made_by=actor,
        why="New roster" if state.base is None else "Changed by hand",
        now=now,
        overridden=state.broken,
    )
    version.steps.all().delete()  # what was tried on the way is nobody's to know
    version.copies.all().delete()
    count = version.notices.count()
    said = ngettext(
        "Published: {n} person is notified.", "Published: {n} people are notified.", count
    )
    return DeskOutcome("published", said.format(n=count))


@transaction.atomic
def do_drop_draft(actor: Person, draft_id: int) -> DeskOutcome:
    """Throw a draft away; nobody was told of it."""
    draft_to_change(actor, draft_id).delete()
    return DeskOutcome("dropped", "The draft is gone; the roster in force is as it was.")


def draft_to_change(actor: Person, pk: int) -> RosterVersion:
    """The draft, under the team's lock; only a planner changes one."""
    team = lock_for_planner(actor)
    draft = (
        RosterVersion.objects.select_related("team", "base")
        .filter(team=team, pk=pk, state=VersionState.DRAFT)
        .first()
    )
    if draft is None:
        raise Refused("draft.none", "There is no such draft any more; look at the page again.")
    return draft
