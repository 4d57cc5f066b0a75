"""Convening again a session that had no quorum: the same agenda, eight to fifteen days later."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import EditKind, SessionState
from committee.models import AgendaItem, Session
from committee.selectors import conflicts_on, presidents
from committee.selectors.reconvening import days_to_hold_again, held_again, window_of
from committee.services.agenda import put_item
from committee.services.common import lock_session, one_at_a_time, permit
from committee.services.editing import editable, noted
from committee.services.sessions import Planned, must_be, plan_session_on
from ideas.services.lifecycle import lock_in_order
from parkour.core.dates import dated
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def reconvene(session: Session, *, by, day: date | None = None) -> Planned:
    """Plan it again on `day` (default: the best one that is left) with its agenda, which the officer reads and sends.

    Hour, place, kind and, while they preside, the chair are the same. A contribution that is dealt with or on another
    agenda meanwhile is left out. Twice is once, until the new one is cancelled. Raises NotAllowed; TransitionRefused
    for any other session or when no day is left; InvalidInput (field "day").
    """
    permit(by, "plan_sessions")
    one_at_a_time()
    locked = lock_session(session)
    must_lack_a_quorum(locked)
    if (already := held_again(locked)) is not None:
        return Planned(already, conflicts_on(already.on))
    planned = _planned(locked, _day(locked, day), by)
    copied = editable(planned.session, by)
    items = list(locked.items.select_related("idea").order_by("block", "position", "pk"))
    lock_in_order(*(item.idea for item in items if item.idea_id))  # as whoever sends an agenda does
    with noted(copied, by, EditKind.PROPOSE):
        for item in items:
            _copy(item, copied)
    return Planned(copied, planned.warnings)


def must_lack_a_quorum(session: Session) -> None:
    """Raise TransitionRefused for any session but one that ended without a quorum."""
    must_be(session, {SessionState.NO_QUORUM}, _("Only a session that ended without a quorum is convened again."))


def _day(session: Session, day: date | None) -> date:
    first, last = window_of(session)
    if day is None:
        days = days_to_hold_again(session)
        if not days:
            raise TransitionRefused(
                _("No day is left between %(first)s and %(last)s: plan a session as usual.")
                % {"first": dated(first), "last": dated(last)}
            )
        return days[0].day
    if not first <= day <= last:
        raise InvalidInput(
            _("It is held again eight to fifteen days later: choose a day from %(first)s to %(last)s.")
            % {"first": dated(first), "last": dated(last)},
            field="day",
        )
    return day


def _planned(before: Session, day: date, by) -> Planned:
    chair = before.chair if before.chair_id in {mandate.person_id for mandate in presidents(day)} else None
    planned = plan_session_on(day, by=by, place=before.place, chair=chair, at=before.local_start.time())
    again = planned.session
    again.reconvenes, again.allows_remote = before, before.allows_remote
    again.template, again.duration, again.block_times = before.template, before.duration, before.block_times
    again.save(update_fields=["reconvenes", "allows_remote", "template", "duration", "block_times"])
    return planned


def _copy(item: AgendaItem, session: Session) -> None:
    kept = {"presenter_id": item.presenter_id, "pinned": item.pinned}
    if item.idea_id is None:
        made = AgendaItem(
            session=session, block=item.block, position=item.position, duration=item.duration, title=item.title
        )
        made.about_id = item.about_id
    else:
        try:
            made = put_item(session, item.idea, block=item.block, minutes=item.duration / 2)
        except TransitionRefused:  # it was dealt with, or has found another session
            return
        made.position = item.position
    for name, value in kept.items():
        setattr(made, name, value)
    made.save()
