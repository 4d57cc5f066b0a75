"""What may be told and what may be adopted together in a session, from rows."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from committee.enums import HELD, Block, SessionState
from committee.models import AgendaItem, Objection, Session
from committee.selectors.pool import pool_of
from committee.together import (
    CONSENT,
    MOST_ADOPTED,
    REPORT,
    Followed,
    Waiting,
    Why,
    how_many_fit,
    needs_no_discussion,
    why_told,
)
from ideas.enums import DecisionOutcome, IdeaKind
from ideas.models import Action, Decision, Idea
from ideas.privacy import prefetch_names, shared_title

MOST_TOLD = 30


@dataclass(frozen=True)
class TogetherRow:
    """One contribution that is proposed, and why. `title` may be read by the whole room."""

    idea: Idea
    title: str
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Together:
    """Of one block: what is proposed for it, the best first, and how many of these fit."""

    rows: tuple[TogetherRow, ...]
    fit: int


def reports_for(session: Session) -> Together:
    """Decisions of earlier sessions that were carried out and that no session was told of since. Six queries."""
    before = Session.objects.filter(state__in=HELD, starts_at__lt=session.starts_at)
    last = before.order_by("-starts_at", "-pk").first()
    told = AgendaItem.objects.filter(about=OuterRef("idea"), session__starts_at__gte=OuterRef("done_at"))
    told = told.exclude(session__state=SessionState.CANCELLED)
    # What was recorded of it may have been corrected: it holds all the same.
    corrected = Decision.objects.filter(superseded_at=None, erratum__item__decision=OuterRef("decision"))
    actions = (
        Action.objects.filter(
            done_at__isnull=False,
            decision__outcome=DecisionOutcome.APPROVED,
            decision__agenda_item__session__in=before,
        )
        .filter(Q(decision__superseded_at=None) | Exists(corrected))
        .annotate(was_told=Exists(told))
        .filter(was_told=False)
        .select_related("idea", "decision__agenda_item")
        .order_by("-done_at", "pk")[:MOST_TOLD]
    )
    actions = list(actions)
    prefetch_names([action.idea for action in actions])
    rows = [
        TogetherRow(
            action.idea,
            shared_title(action.idea),
            why_told(
                Followed(
                    measured=bool(action.effect),
                    of_the_last=last is not None and action.decision.agenda_item.session_id == last.pk,
                )
            ),
        )
        for action in actions
    ]
    used, _placed = _taken(session, Block.REPORT)
    return Together(tuple(rows), min(len(rows), how_many_fit(used, session.time_of(Block.REPORT), REPORT)))


def consents_for(session: Session) -> Together:
    """Contributions that wait and need no discussion. A bounded number of queries."""
    entries = pool_of(session)
    objected = set(Objection.objects.filter(idea__in=[e.idea.pk for e in entries]).values_list("idea_id", flat=True))
    found = [(entry.idea, needs_no_discussion(_waiting(entry, objected))) for entry in entries]
    found = [(idea, why) for idea, why in found if why]
    prefetch_names([idea for idea, _why in found])
    used, placed = _taken(session, Block.CONSENT)
    fit = how_many_fit(used, session.time_of(Block.CONSENT), CONSENT, placed=placed, most=MOST_ADOPTED)
    return Together(tuple(TogetherRow(idea, shared_title(idea), why) for idea, why in found), min(len(found), fit))


def _waiting(entry, objected) -> Waiting:
    idea, candidate = entry.idea, entry.candidate
    return Waiting(
        effort=idea.effort,
        is_proposal=idea.kind == IdeaKind.PROPOSAL,
        close=candidate.grey_zone,
        contested=candidate.carried_over or idea.pk in objected,
        incomplete=candidate.missing_document,
        asked=candidate.asked,
        raters=len({row.rater_id for row in idea.assessments.all()}),
    )


def _taken(session: Session, block: Block) -> tuple[int, int]:
    """Half-minutes and points that are in this block of the agenda."""
    durations = AgendaItem.objects.filter(session=session, block=block).values_list("duration", flat=True)
    durations = list(durations)
    return sum(durations), len(durations)
