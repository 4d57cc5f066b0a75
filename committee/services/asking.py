"""The direction asks that a contribution be handled in a session: once a session, with a reason, until it opens."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import BEFORE_THE_COMMITTEE, UPCOMING
from committee.models import AskedPoint, Session
from committee.preparing_notifications import tell_point_asked
from committee.selectors.preparing import asked_point
from committee.selectors.shared import on_an_agenda
from committee.services.common import lock_session, permit
from committee.services.sessions import must_be
from ideas.models import Idea
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

REASON_LIMIT = 1000


def _open_to_wishes(session: Session, by) -> Session:
    permit(by, "ask_for_point", session)
    locked = lock_session(session)
    must_be(locked, UPCOMING, _("This session has begun or is over: nothing can be asked for it any more."))
    return locked


@transaction.atomic
def ask_for_point(session: Session, idea: Idea, *, by, reason: str) -> AskedPoint:
    """The planner has to place it; the officers are told. The same contribution again changes the reason.

    Raises NotAllowed, InvalidInput, TransitionRefused when somebody asks for another point already, or when the
    contribution waits for no session, or for another one.
    """
    locked = _open_to_wishes(session, by)
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why it should be handled in this session."), field="reason")
    standing = asked_point(locked)
    if standing is not None and (standing.by_id, standing.idea_id) != (by.pk, idea.pk):
        raise TransitionRefused(
            _("%(name)s asks for a point in this session already: one is the most.") % {"name": standing.by}
        )
    _check_waits(locked, idea, by)
    if standing is not None:
        standing.reason = reason
        standing.save(update_fields=["reason"])
        return standing
    asked = AskedPoint.objects.create(session=locked, idea=idea, by=by, reason=reason, at=clock.now())
    tell_point_asked(asked)
    return asked


def _check_waits(session: Session, idea: Idea, by):
    if not by.has_perm("ideas.view_idea", idea):
        raise InvalidInput(_("Choose a contribution that waits for the committee."), field="idea")
    elsewhere = on_an_agenda().filter(idea=idea).exclude(session=session)
    if idea.state not in BEFORE_THE_COMMITTEE or idea.held_until or elsewhere.exists():
        raise InvalidInput(_("This contribution waits for no session, or is on another agenda."), field="idea")


@transaction.atomic
def take_back_point(session: Session, *, by) -> None:
    """Whoever asked asks no more: the place is free again, and the planner chooses. Twice is once."""
    locked = _open_to_wishes(session, by)
    standing = asked_point(locked)
    if standing is None:
        return
    if standing.by_id != by.pk:
        raise NotAllowed(_("%(name)s asks for it: only they take it back.") % {"name": standing.by})
    standing.taken_back_at = clock.now()
    standing.save(update_fields=["taken_back_at"])
