"""Dates of the committee: plan a session, set it up, invite, move it, cancel it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from committee import calendar
from committee.enums import UPCOMING, SessionState
from committee.models import Availability, HeldMove, Session
from committee.models.session import house_zone
from committee.notifications import tell_cancelled, tell_convened, tell_moved_room, tell_postponed
from committee.selectors import (
    conflicts_on,
    is_short_notice,
    presidents,
    proposed_session_day,
    rule_in_force,
    scheduled_ideas,
)
from committee.selectors.templates import facts_of_the_usual_kind
from committee.services.common import house_text, lock_session, one_at_a_time, permit
from committee.services.consultation_course import follow_cancel, follow_move
from committee.services.convening import ANNOUNCED, note_cancelling, note_sending, withdraw_invitations
from ideas.services.scheduling import reschedule_idea, unschedule_idea
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, TransitionRefused
from parkour.core.local_time import moments, offset_of

PLACE_LIMIT = 200
# Further off nobody plans: a year typed wrong.
FURTHEST = relativedelta(years=3)
UNCHANGED = object()


@dataclass(frozen=True)
class Planned:
    """A session that was given a day, and what speaks against this day without forbidding it."""

    session: Session
    warnings: tuple[calendar.Conflict, ...]


@transaction.atomic
def plan_next_session(*, by, place: str = "", chair=None, expected: date | None = None) -> Planned:
    """Plan the next session on the day of the calendar rule, after every one already planned.

    `expected` is the day that was shown on the button: when it is taken meanwhile (a double click, another
    officer), the session of that day is returned and nothing is planned.
    """
    permit(by, "plan_sessions")
    one_at_a_time()
    if expected is not None and (taken := _session_on(expected)):
        return Planned(taken, conflicts_on(expected))
    return _plan(
        calendar.session_start(proposed_session_day(), settings.TIME_ZONE, rule_in_force().starts_at), place, chair
    )


@transaction.atomic
def plan_session_on(day: date, *, by, place: str = "", chair=None, at: time | None = None, offset: str = "") -> Planned:
    """Plan a session on `day` at `at` (on the clock of the house, default 14:00; `offset` as `exact_start` says).

    Raises InvalidInput (field "day") on a public holiday of a site, in the past, more than three years ahead,
    or twice on one day.
    """
    permit(by, "plan_sessions")
    one_at_a_time()
    return _plan(exact_start(day, at or rule_in_force().starts_at, offset), place, chair)


def exact_start(day: date, at: time, offset: str = "") -> datetime:
    """The moment at which the clock of the house shows `at` on `day`.

    `offset` ("+02:00" or "+01:00" in Paris) says which one when the clocks go back and there are two. Raises
    InvalidInput: (field "at") when there is none, (field "offset") when there are two and none is said.
    """
    found = moments(day, at, house_zone())
    if not found:
        raise InvalidInput(_("The clocks go forward then: this hour does not exist on that day."), field="at")
    if len(found) == 1:
        return found[0]
    for moment in found:
        if offset_of(moment) == offset:
            return moment
    raise InvalidInput(
        _("The clocks go back then: this hour exists twice. Say which with its offset, %(first)s or %(second)s.")
        % {"first": offset_of(found[0]), "second": offset_of(found[1])},
        field="offset",
    )


def _session_on(day: date) -> Session | None:
    first, last = (datetime.combine(day, moment, tzinfo=house_zone()) for moment in (time.min, time.max))
    return (
        Session.objects.filter(starts_at__gte=first, starts_at__lte=last).exclude(state=SessionState.CANCELLED).first()
    )


def _plan(starts_at: datetime, place, chair) -> Planned:
    warnings = _acceptable(starts_at)
    number = (Session.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    session = Session(number=number, starts_at=starts_at, **facts_of_the_usual_kind())
    session.place = clean_text(place, "place", limit=PLACE_LIMIT)
    session.chair = _valid_chair(chair, session)
    session.save()
    return Planned(session, warnings)


def acceptable_day(day: date, at: time, *, moved: Session | None = None) -> tuple[calendar.Conflict, ...]:
    """Warnings about a session on `day` at `at`; InvalidInput (field "day") when it cannot be."""
    return _acceptable(datetime.combine(day, at, tzinfo=house_zone()), moved)


def _acceptable(starts_at: datetime, moved: Session | None = None) -> tuple[calendar.Conflict, ...]:
    """Warnings about a start; InvalidInput when it cannot be."""
    now = clock.now()
    if starts_at <= now:
        raise InvalidInput(_("Choose a date to come."), field="day")
    if starts_at > now + FURTHEST:
        raise InvalidInput(_("Choose a date in the next three years."), field="day")
    day = timezone.localtime(starts_at, house_zone()).date()
    taken = _session_on(day)
    if taken is not None and taken != moved:
        raise InvalidInput(_("There is already a session on this day."), field="day")
    found = conflicts_on(day)
    forbidden = [conflict for conflict in found if conflict.severity is calendar.Severity.FORBIDDEN]
    if forbidden:
        raise InvalidInput(_("%(reason)s: choose another day.") % {"reason": forbidden[0].label}, field="day")
    return found


def _valid_chair(chair, session: Session):
    if chair is not None and chair.pk not in {mandate.person_id for mandate in presidents(session.on)}:
        raise InvalidInput(_("The session is chaired by the president of one of the poles."), field="chair")
    return chair


@transaction.atomic
def update_session(
    session: Session, *, by, place: str | None = None, chair=UNCHANGED, version: int | None = None
) -> Session:
    """Set the place or the chair of a session to come; members who were invited are told of another place.

    Raises Conflict when `version` is not the current one.
    """
    permit(by, "plan_sessions")
    locked = lock_session(session)
    if version is not None and version != locked.version:
        raise Conflict(_("This session was changed meanwhile. Look at it again."), current=locked)
    must_be(locked, UPCOMING, _("This session can no longer be changed."))
    if place is not None:
        place = clean_text(place, "place", limit=PLACE_LIMIT)
    moved = place is not None and place != locked.place
    if moved:
        locked.place = place
    if chair is not UNCHANGED:
        locked.chair = _valid_chair(chair, locked)
    _saved(locked, "place", "chair")
    if moved and locked.state in ANNOUNCED:
        tell_moved_room(locked, note_sending(locked))
    return locked


def must_be(session: Session, states, refusal: str):
    """Raise TransitionRefused with these words unless the session is in one of the states."""
    if session.state not in states:
        raise TransitionRefused(refusal)


def _saved(session: Session, *fields) -> Session:
    session.version += 1
    session.save(update_fields=[*fields, "version"])
    return session


@transaction.atomic
def convene(session: Session, *, by) -> Session:
    """Send the invitations. A second time changes nothing."""
    permit(by, "plan_sessions")
    locked = lock_session(session)
    if locked.state == SessionState.CONVENED:
        return locked
    must_be(locked, {SessionState.PLANNED}, _("The invitations of this session have gone out already."))
    locked.state = SessionState.CONVENED
    _saved(locked, "state")
    tell_convened(locked, note_sending(locked))
    return locked


@transaction.atomic
def postpone(session: Session, *, by, starts_at: datetime, reason: str = "", short_notice: bool = True) -> Planned:
    """Move a session to another moment (aware); its agenda stays, members and authors are told, why too.

    What members said of the old day is forgotten. Raises InvalidInput (field "day") for a day on which no session can
    be held, (field "short_notice") when members would hear of it less than ten days before and this is not accepted.
    """
    permit(by, "plan_sessions")
    locked = lock_session(session)
    must_be(locked, UPCOMING, _("Only a session to come can be moved."))
    HeldMove.objects.filter(session=locked).delete()  # what is asked now is what happens
    if locked.starts_at == starts_at:
        return Planned(locked, conflicts_on(locked.on))
    warnings = _acceptable(starts_at, moved=locked)
    reason = clean_text(reason, "reason", limit=2000)
    if not short_notice and is_short_notice(locked, starts_at):
        raise InvalidInput(
            _("The members would be told less than ten days before. Tick the box to move the session all the same."),
            field="short_notice",
        )
    locked.starts_at, locked.state = starts_at, SessionState.POSTPONED
    _saved(locked, "starts_at", "state")
    Availability.objects.filter(session=locked).delete()  # said of another day
    for idea in scheduled_ideas(locked):
        reschedule_idea(idea, by=by, **plain_columns(locked))
    follow_move(locked)
    sent = note_sending(locked)
    tell_postponed(locked, sent, reason=reason)
    withdraw_invitations(locked, sent)
    return Planned(locked, warnings)


@transaction.atomic
def cancel(session: Session, *, by, reason: str) -> Session:
    """Give the session up: its contributions wait for the next one, members and authors are told why."""
    permit(by, "plan_sessions")
    reason = clean_text(reason, "reason", limit=2000)
    if not reason:
        raise InvalidInput(_("Say why: the members read it."), field="reason")
    locked = lock_session(session)
    if locked.state == SessionState.CANCELLED:
        return locked
    must_be(locked, UPCOMING, _("Only a session to come can be cancelled."))
    locked.state = SessionState.CANCELLED
    HeldMove.objects.filter(session=locked).delete()
    _saved(locked, "state")
    follow_cancel(locked, by=by, reason=reason)
    send_back(locked, by=by, note=reason)
    tell_cancelled(locked, reason, note_cancelling(locked))
    return locked


def send_back(session: Session, *, by, note: str = ""):
    """What was not decided goes back to the pool and has waited one session more."""
    for idea in scheduled_ideas(session):
        unschedule_idea(idea, by=by, waits=True, note=note)


def plain_columns(session: Session) -> dict:
    """What a contribution keeps of its session."""
    return {
        "session_label": house_text(session.label),
        "session_on": session.on,
        "session_url": session.get_absolute_url(),
    }
