"""The lot that is adopted together, and what poles disagreed on before."""

from committee.enums import Block, ItemState, PollState, SessionState
from committee.models import AgendaItem, Poll, Session
from committee.selectors.shared import saying_who_hides, veiled
from ideas.enums import State

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


def points_of_lot(poll: Poll) -> list[AgendaItem]:
    """The points that a vote adopts together, in their order."""
    points = AgendaItem.objects.filter(in_lots__poll=poll).order_by("in_lots__position")
    return veiled(saying_who_hides(points).select_related("session", "idea", "idea__site", "decision"))


def disagreed_before(item: AgendaItem) -> bool:
    """The poles disagreed twice on this contribution, in an earlier session."""
    if item.idea_id is None:
        return False
    earlier = Poll.objects.filter(
        item__idea=item.idea_id, reading=2, state__in=[PollState.REVEALED, PollState.CERTIFIED]
    )
    return earlier.exclude(item=item.pk).filter(result__cause="disagreement").exists()
