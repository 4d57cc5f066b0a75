"""Asking all employees: what it counts for, the points, their answers, giving it up. Its course: `consultation_course`.

See ADR 58.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from committee.consulting import METHODS, last_moment_to_choose, window
from committee.enums import UPCOMING, ConsultationState, PoleMode, PollPurpose, PollState, PollVisibility
from committee.live import room_changed
from committee.methods.rules import clean_labels, clean_rules
from committee.models import College, Consultation, Participation, Poll, PollOption, Session
from committee.models.session import house_zone
from committee.selectors.consultations import named, points_to_ask
from committee.services.common import lock_session, permit, share_poll
from committee.services.consultation_course import TASK, give_up, lock_consultation, pole_asked, settle
from committee.services.mandates import lock_college
from committee.services.voting import BallotReceipt, record_ballot
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.core.wake import wake

REASON_LIMIT = 500


@transaction.atomic
def set_mode(mode: str, *, by) -> College:
    """Say what consultations of all employees count for, from the next one that opens on.

    Raises InvalidInput (field "mode"), TransitionRefused before the pole has seats.
    """
    permit(by, "manage_mandates")
    if mode not in PoleMode.values:
        raise InvalidInput(_("Choose what a consultation counts for."), field="mode")
    college = lock_college(pole_asked().pk)
    college.mode = mode
    college.save(update_fields=["mode"])
    return college


@transaction.atomic
def consult_on(
    session: Session,
    *,
    by,
    points: Collection[int],
    method: str = "yes_no",
    options: Sequence[str] = (),
    rules: Mapping | None = None,
) -> list[Consultation]:
    """Ask all employees about points of a sent agenda, from T-7 to T-1 18:00; it opens and closes by itself.

    `points` are keys of agenda items. Raises InvalidInput (fields "points", "method", "options"), TransitionRefused
    before the agenda is sent and once the day of T-7 is over.
    """
    permit(by, "edit_agenda", session)
    locked = lock_session(session)
    opens_at, closes_at = window(locked.on, house_zone())
    _check_session(locked, opens_at)
    opens_at = max(opens_at, clock.now())
    chosen = [item for item in points_to_ask(locked) if item.pk in set(points)]
    if not chosen or len(chosen) < len(set(points)):
        raise InvalidInput(_("Choose among the points that are offered."), field="points")
    made = [_ask(locked, item.idea, opens_at, closes_at, by, method, options, rules or {}) for item in chosen]
    room_changed(locked)
    wake(TASK)
    return named(made)


def _check_session(session: Session, opens_at: datetime):
    if session.state not in UPCOMING or not session.is_released:
        raise TransitionRefused(_("All employees are asked about the points of an agenda that is published."))
    if clock.now() >= last_moment_to_choose(opens_at):
        raise TransitionRefused(_("Points are chosen until seven days before the session: it is too late."))


def _ask(session, idea, opens_at, closes_at, by, method, options, rules) -> Consultation:
    if method not in METHODS:
        raise InvalidInput(_("Choose how the employees answer."), field="method")
    labels = clean_labels(method, options)
    college = pole_asked()
    poll = Poll.objects.create(
        purpose=PollPurpose.CONSULTATION,
        method=method,
        rules=clean_rules(method, rules, colleges=[college.code], options=len(labels)),
        visibility=PollVisibility.HIDDEN,
        closes_at=closes_at,
    )
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, label=label) for place, label in enumerate(labels, 1)
    )
    return Consultation.objects.create(
        poll=poll,
        session=session,
        idea=idea,
        opens_at=opens_at,
        binding=college.mode == PoleMode.ALL_STAFF,
        by=by,
    )


@transaction.atomic
def answer_consultation(
    consultation: Consultation, *, by, key, choice: str = "", answer: Mapping | None = None
) -> BallotReceipt:
    """Record or change the answer of `by`, until the close; the last acknowledged one counts.

    A repeated `key` gets the same answer, also after the close. Raises NotAllowed (not asked), TransitionRefused (not
    open: not counted), InvalidInput.
    """
    if by.contributor_only:
        raise NotAllowed(_("You came in by a badge or a code: sign in with a password, a passkey or a link to answer."))
    settle(consultation.pk)
    current = share_poll(consultation.pk)
    if current.state == PollState.READY:
        raise TransitionRefused(_("This consultation is not open yet."))
    if current.state == PollState.VOID:
        raise TransitionRefused(_("This consultation was cancelled: your answer was not counted."))
    if not Participation.objects.filter(poll=current, person=by).exists():
        raise NotAllowed(_("This question is put to the employees who were in the house when it was opened."))
    return record_ballot(current, by=by, key=key, choice=choice, answer=answer)


@transaction.atomic
def cancel_consultation(consultation: Consultation, *, by, reason: str) -> Consultation:
    """Give up a consultation that is not over, with the reason: its answers are never counted nor shown. Twice is once.

    Raises InvalidInput (field "reason"), TransitionRefused once it is closed.
    """
    permit(by, "edit_agenda", consultation.session)
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why: the employees read it."), field="reason")
    locked = lock_consultation(consultation.pk)
    if locked.poll.state == PollState.VOID:
        return locked
    if locked.state == ConsultationState.CLOSED:
        raise TransitionRefused(_("This consultation is closed: its result stands."))
    return give_up(locked, reason, by)
