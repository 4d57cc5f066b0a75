"""Feedback of somebody whom nobody knows: sent, followed, flagged and taken back with a key, and nothing else.

No service here takes a person, and none may be given one: what is not known cannot be written. Dates are those of the
day, not of the moment: beside a line of a log or of a proxy, a moment would name its author.
"""

from collections.abc import Sequence
from datetime import datetime, time

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.anonymous import hash_of, idea_of, is_open, may_be_flagged, read_ticket, said_of_danger
from ideas.enums import UNDECIDED, IdeaKind, State, Visibility
from ideas.models import FollowUpCode, Idea, IdeaEvent, Message
from ideas.notifications import tell_officers
from ideas.services.anonymous_files import are_those_of, keep_nameless, read_nameless
from ideas.services.comparing import COMPARE_TASK
from ideas.services.lifecycle import apply_transition, lock, take
from ideas.services.red_flags import checked_words, say_danger
from ideas.services.references import next_references
from ideas.validators import clean_text, validate_problem
from ideas.workflow import SUBMISSION_EVENT, Actor
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.core.wake import wake
from parkour.organisation.models import Site, answer_deadline

MESSAGE_LIMIT = 5000


def send_anonymous(*, ticket: str, key: str, problem_text: str, files: Sequence[File] = ()) -> tuple[Idea, bool]:
    """Keep the feedback and its files; return (idea, whether it is new). The same key twice is once.

    Raises NotAllowed (the organisation takes none; the ticket is too old), InvalidInput (a file that names whoever made
    it, too), Conflict (the key was used for another text, or for other files).
    """
    if not is_open():
        raise NotAllowed(_("This organisation takes no anonymous feedback."))
    leave = read_ticket(ticket)
    if leave is None:
        raise NotAllowed(_("This form is too old. Copy your text, open the page again and send it from there."))
    problem, taken = validate_problem(problem_text), read_nameless(list(files))
    try:
        return _create(problem, key, Site.objects.filter(pk=leave.site).first(), taken), True
    except IntegrityError:  # the key is known: sent already, its answer was lost
        idea = idea_of(key)
        if idea is None:
            raise
        if idea.problem_text != problem or not are_those_of(idea, taken):
            message = _("This code belongs to another text already. Open the page again.")
            raise Conflict(message, current=None) from None
        return idea, False


@transaction.atomic
def _create(problem, key, site, files):
    now, day = clock.now(), _day()
    idea = Idea.objects.create(
        reference=next_references(clock.today().year)[0],
        kind=IdeaKind.FEEDBACK,
        problem_text=problem,
        visibility=Visibility.ANONYMOUS,
        site=site,
        state=State.SUBMITTED,
        state_since=day,
        created_at=day,
        submitted_at=day,
        promised_reply_at=answer_deadline(now, site.pk if site else None),
    )
    FollowUpCode.objects.create(idea=idea, code_hash=hash_of(key))
    IdeaEvent.objects.create(idea=idea, name=SUBMISSION_EVENT, to_state=State.SUBMITTED, at=day)
    keep_nameless(idea, files, day=day)
    wake(COMPARE_TASK)
    return idea


@transaction.atomic
def write_anonymous(idea: Idea, *, body: str) -> None:
    """The author answers the question that waits, or adds a message; the officers are told. The same twice is once.

    Raises InvalidInput, TransitionRefused (it was taken back).
    """
    body = clean_text(body, "body", limit=MESSAGE_LIMIT)
    if not body:
        raise InvalidInput(_("Write a few words."), field="body")
    locked = take(_anonymous(idea))
    if locked.state == State.WITHDRAWN:
        raise TransitionRefused(_("This contribution was withdrawn: nobody reads it any more."))
    last = locked.messages.order_by("-pk").first()
    if last is not None and (last.sender_id, last.body) == (None, body):  # its answer was lost on the way
        return
    with clock.at(_day(locked)):
        if locked.state == State.NEEDS_INFO:
            apply_transition(locked, "answer", actor=Actor.AUTHOR, message=body)
        else:
            event = IdeaEvent.objects.create(idea=locked, name="message", note=body, at=clock.now())
            tell_officers(
                locked,
                event,
                gettext_noop("A message: {reference}"),
                gettext_noop("There is a message about “{title}”:"),
            )
        Message.objects.create(idea=locked, sender=None, body=body, sent_at=clock.now())


@transaction.atomic
def withdraw_anonymous(idea: Idea) -> Idea:
    """The author takes it back, before it is decided. Twice is once. Raises TransitionRefused."""
    locked = take(_anonymous(idea))
    if locked.state == State.WITHDRAWN:
        return locked
    if locked.state not in UNDECIDED:
        raise TransitionRefused(_("It is decided: it can no longer be taken back."))
    with clock.at(_day(locked)):
        return apply_transition(locked, "withdraw", actor=Actor.AUTHOR)


@transaction.atomic
def flag_anonymous(idea: Idea, *, kind: str, reason: str) -> None:
    """Its author says that somebody's safety or dignity is at stake; the officers look at it the same working day.

    What the desk knew before is not told: beside a flag of others the words are kept, and the officers read them. The
    same twice is once. Raises InvalidInput, TransitionRefused (it was withdrawn, or passed on in confidence; what they
    have said already stands).
    """
    reason = checked_words(kind, reason)
    locked, now = lock(_anonymous(idea)), clock.now()
    if not may_be_flagged(locked):
        raise TransitionRefused(_("The improvement officers no longer read this contribution: see whom to call."))
    said = said_of_danger(locked)
    if said is not None:
        if said.note == reason:  # its answer was lost on the way
            return
        message = _("You have told the improvement officers already. Write what is new as a message: they read it too.")
        raise TransitionRefused(message)
    with clock.at(_day(locked)):
        say_danger(locked, kind, reason, since=now)


def _anonymous(idea):
    if not idea.is_anonymous:
        raise NotAllowed(_("You may not do this to this contribution."))
    return idea


def _day(idea=None) -> datetime:
    """The day of now, at its first moment; never before what is already told of `idea`: its story keeps its order."""
    first = timezone.make_aware(datetime.combine(clock.today(), time.min))
    last = idea.events.order_by("-at").first() if idea else None
    return max(first, last.at) if last else first
