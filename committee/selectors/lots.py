"""Points voted on at once: the lot adopted together, the variants of a workshop; and what poles disagreed on before."""

from django.db.models import Q

from committee.enums import ADVISORY, Block, ItemState, PollState, SessionState, VoteMethod
from committee.models import AgendaItem, Poll, Session
from committee.selectors.shared import saying_who_hides, veiled
from ideas.enums import State

# Where the poles are not told apart, why a second reading put it off is not kept: each such one counts, so that the
# rule of the next vote tells nothing about a pole either.
UNTOLD = Q(result__withheld=True, result__outcome="deferred", result__cause=None)
TAKE_OUT_IN = frozenset({SessionState.AGENDA_RELEASED, SessionState.POSTPONED, SessionState.OPEN})


def _block_of(session: Session):
    points = AgendaItem.objects.filter(session=session, block=Block.CONSENT, decision=None)
    return saying_who_hides(points).select_related("session", "idea", "idea__site").order_by("position", "pk")


def lot_of(session: Session) -> list[AgendaItem]:
    """The points that are still to be adopted together, as a room may read them; taken-out ones are not of it."""
    points = _block_of(session).exclude(state=ItemState.DONE).filter(pull_out=None)
    points = points.exclude(in_lots__poll__state__in=set(PollState.values) - {PollState.VOID})
    return veiled(point for point in points if not point.idea_id or point.idea.state == State.SCHEDULED)


def taken_out_by(session: Session, user) -> list[AgendaItem]:
    """The points that this person took out and may put back; who took out the others is told to nobody."""
    return veiled(_block_of(session).exclude(state=ItemState.DONE).filter(pull_out__by=user, polls=None))


def variants_of(item: AgendaItem) -> list[AgendaItem]:
    """The variants that a workshop made with this one, itself among them, that are still to be voted on in its session.

    None where there is no other one. One query.
    """
    if item.idea_id is None:
        return []
    voted = Poll.objects.exclude(state=PollState.VOID).exclude(method__in=ADVISORY)
    points = AgendaItem.objects.filter(
        session=item.session_id, idea__variant__workshop__variants__idea=item.idea_id, decision=None
    )
    points = points.filter(idea__state=State.SCHEDULED).exclude(polls__in=voted).exclude(in_lots__poll__in=voted)
    found = saying_who_hides(points).select_related("session", "idea", "idea__site").order_by("position", "pk")
    found = veiled(found)
    return found if len(found) > 1 and item.pk in {point.pk for point in found} else []


def usual_method(variants: list[AgendaItem]) -> str:
    """How the committee answers where nobody says how; `variants` as `variants_of` gives them."""
    return VoteMethod.MAJORITY_JUDGMENT if variants else VoteMethod.YES_NO


def titles_of(variants: list[AgendaItem]) -> list[str]:
    """The options of a vote on all of them, in their order."""
    return [" ".join(point.subject.split()) for point in variants]


def points_of_lot(poll: Poll) -> list[AgendaItem]:
    """The points that a vote is on at once, in their order; none where it is on one alone."""
    points = AgendaItem.objects.filter(in_lots__poll=poll).order_by("in_lots__position")
    return veiled(saying_who_hides(points).select_related("session", "idea", "idea__site", "decision"))


def disagreed_before(item: AgendaItem) -> bool:
    """The poles disagreed twice, in an earlier session, on this contribution or on one of which a workshop made it.

    Or did so for all that may be told: a secret vote with few ballots keeps no word about a pole.
    """
    if item.idea_id is None:
        return False
    it_or_its_source = (
        Q(item__idea=item.idea_id)
        | Q(item__idea__workshops__variants__idea=item.idea_id)
        | Q(options__item__idea=item.idea_id)  # adopted together with others
        | Q(options__item__idea__workshops__variants__idea=item.idea_id)
    )
    earlier = Poll.objects.filter(it_or_its_source, reading=2, state__in=[PollState.REVEALED, PollState.CERTIFIED])
    return earlier.exclude(item=item.pk).filter(Q(result__cause="disagreement") | UNTOLD).exists()
