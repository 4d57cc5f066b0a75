"""Typing what somebody else says: a colleague, somebody without an account, a card on a wall.

Whoever says it is the author. Whoever types it is written down, shown to the author and to the officer, and has no say
in what becomes of it. Where nobody reads the answer here, an officer notes that it was said aloud.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ideas.captures import has_acted
from ideas.enums import SPOKEN, Disowned, IdeaKind, State, Visibility
from ideas.models import Authorship, Capture, Idea, IdeaEvent, Message
from ideas.services.attachments import SentFile, attach
from ideas.services.comparing import COMPARE_TASK
from ideas.services.lifecycle import apply_transition, lock, lock_in_order
from ideas.services.names import reword_letters
from ideas.services.references import next_references
from ideas.services.spoken_answers import last_answer
from ideas.speaking import tell_named, tell_of_refusal
from ideas.validators import clean_text, validate_problem
from ideas.workflow import CAPTURE_EVENT, DISOWNED_EVENT, SAID_EVENT, Actor
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.dates import dated
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.core.wake import wake
from parkour.organisation.models import Site, answer_deadline

NAME_LIMIT, REPLY_LIMIT = 120, 5000
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Spoken:
    """What was said, by whom, when and on which occasion. `client_uuid` is the key of the form: one key, one idea.

    `person` is a colleague, `said_by` the name of somebody without an account; without either, nobody knows who.
    Without a site it is that of the person.
    """

    problem_text: str
    client_uuid: UUID
    origin: str
    said_on: date
    change_text: str = ""
    person: User | None = None
    said_by: str = ""
    hides_name: bool = False
    site: Site | None = None
    files: tuple[SentFile, ...] = ()


def capture_idea(spoken: Spoken, *, by: User) -> tuple[Idea, bool]:
    """Make the contribution of whoever said it, with the promise of an answer; return (idea, whether it is new).

    The same key twice is once. Raises NotAllowed, InvalidInput, Conflict (the key made another text).
    """
    if not by.has_perm("ideas.capture_idea"):
        raise NotAllowed(_("You may not type contributions for somebody else."))
    problem = validate_problem(spoken.problem_text)
    change = clean_text(spoken.change_text, "change_text")
    said_by = clean_text(spoken.said_by, "said_by", limit=NAME_LIMIT)
    _check(spoken, said_by, by)
    try:
        return _create(spoken, problem, change, said_by, by), True
    except IntegrityError:  # typed already, or by the other click of a double click
        known = Capture.objects.select_related("idea").filter(idea__client_uuid=spoken.client_uuid, by=by).first()
        if known is None:
            raise InvalidInput(_("This form was already used. Open a new one and send your text again.")) from None
        if (known.idea.problem_text, known.idea.change_text) != (problem, change):
            raise Conflict(
                _("This form was already sent as %(reference)s. To send this other text too, send it again.")
                % {"reference": known.idea.reference},
                current=known.idea,
            ) from None
        return known.idea, False


def _check(spoken, said_by, by):
    if spoken.origin not in SPOKEN:
        raise InvalidInput(_("Say on which occasion it was said."), field="origin")
    if not clock.today() - OLDEST <= spoken.said_on <= clock.today():
        raise InvalidInput(_("Choose a day of the last twelve months, today at the latest."), field="said_on")
    if spoken.person and said_by:
        raise InvalidInput(_("Name a colleague, or somebody without an account: not both."), field="said_by")
    if spoken.person == by:
        raise InvalidInput(_("What you say yourself goes by your own form."), field="person")
    if spoken.person and not spoken.person.is_active:
        raise InvalidInput(_("This person no longer works here: choose somebody else."), field="person")


@transaction.atomic
def _create(spoken, problem, change, said_by, by):
    now, person = clock.now(), spoken.person
    site_id = spoken.site.pk if spoken.site else person and person.site_id
    idea = Idea.objects.create(
        reference=next_references(clock.today().year)[0],
        kind=IdeaKind.PROPOSAL if change else IdeaKind.FEEDBACK,
        problem_text=problem,
        change_text=change,
        origin=spoken.origin,
        visibility=Visibility.NAME_HIDDEN if spoken.hides_name else Visibility.PUBLIC,
        site_id=site_id,
        team_id=person.team_id if person and person.site_id == site_id else None,
        client_uuid=spoken.client_uuid,
        state=State.SUBMITTED,
        state_since=now,
        created_at=now,
        submitted_at=now,
        promised_reply_at=answer_deadline(now, site_id),
    )
    if person:
        Authorship.objects.create(idea=idea, person=person)
    capture = Capture.objects.create(idea=idea, by=by, person=person, said_on=spoken.said_on, said_by=said_by)
    event = IdeaEvent.objects.create(
        idea=idea,
        name=CAPTURE_EVENT,
        to_state=State.SUBMITTED,
        actor=by,
        at=now,
        data={"origin": str(spoken.origin), "said_on": spoken.said_on.isoformat()},
    )
    attach(idea, spoken.files, by=by)
    if person:
        tell_named(capture, event)
    wake(COMPARE_TASK)
    return idea


@transaction.atomic
def disown_idea(idea: Idea, *, by: User, why: str) -> None:
    """The colleague named as its author says that they are not: credited no more, and the officers are told. Twice is
    once.

    What was promised still holds: the answer waits to be said aloud. Raises NotAllowed, InvalidInput (`why` is none of
    `Disowned`), TransitionRefused (they have acted on it since).
    """
    if why not in Disowned.values:
        raise InvalidInput(_("Say whether it is not from you, or not what you meant."), field="why")
    # What it was merged into is locked too: an answer given there at this moment is seen here, or sees this.
    lock_in_order(idea, *filter(None, [idea.merged_into]))
    locked = lock(idea)
    rows = Capture.objects.select_for_update(of=("self",)).select_related("by", "person")
    capture = rows.filter(idea=locked, person=by).first()
    if capture and capture.disowned:
        return
    if capture is None or not by.has_perm("ideas.disown_idea", locked):
        raise NotAllowed(_("Only the person named as its author may say this."))
    if has_acted(by, locked):
        raise TransitionRefused(_("You have written here since: write to the officer what is wrong."))
    Authorship.objects.filter(idea=locked, person=by).delete()
    if locked.merged_into_id:
        _leave_the_other(locked, by)
    locked.self_offered_at = locked.self_offer_due_on = None  # nobody is left to answer
    locked.version += 1
    locked.save(update_fields=["self_offered_at", "self_offer_due_on", "version"])
    capture.idea, capture.disowned, capture.disowned_at = locked, why, clock.now()
    capture.to_say = last_answer(locked)  # what was answered so far was read by somebody else
    capture.save(update_fields=["disowned", "disowned_at", "to_say"])
    # Without an actor: whoever reads the thread may not be one who reads the name.
    IdeaEvent.objects.create(idea=locked, name=DISOWNED_EVENT, at=clock.now(), data={"why": why})
    reword_letters(locked)
    tell_of_refusal(capture)


def _leave_the_other(idea, person):
    """No longer credited where it was merged into, but for another contribution of theirs that was merged there."""
    others = Idea.objects.filter(merged_into=idea.merged_into_id, authorships__person=person).exclude(pk=idea.pk)
    rows = Authorship.objects.filter(idea=idea.merged_into_id, person=person, merged_from=idea)
    if other := others.order_by("pk").first():
        rows.update(merged_from=other)
    else:
        rows.delete()


@transaction.atomic
def say_answer(capture: Capture, *, by: User, answer: int, said_on: date, said_by: User, reply: str = "") -> None:
    """Note that the answer of event `answer` was said aloud, on which day and by whom. Twice is once.

    `reply` is what they answered to a question: it goes on under review. Raises NotAllowed, TransitionRefused (nothing
    waits), Conflict (another answer was given since), InvalidInput.
    """
    if not by.has_perm("ideas.say_answer"):
        raise NotAllowed(_("Only the improvement officer notes that an answer was said."))
    reply = clean_text(reply, "reply", limit=REPLY_LIMIT)
    idea = lock(capture.idea)
    row = Capture.objects.select_for_update(of=("self",)).select_related("to_say").get(pk=capture.pk)
    if row.to_say_id != answer:
        if row.to_say_id is None and idea.events.filter(name=SAID_EVENT, data__answer=answer).exists():
            return
        if row.to_say_id is None:
            raise TransitionRefused(_("No answer waits to be said here."))
        raise Conflict(_("Another answer was given meanwhile: read it before you note that it was said."), current=row)
    if not timezone.localdate(row.to_say.at) <= said_on <= clock.today():
        raise InvalidInput(_("Choose a day between the answer and today."), field="said_on")
    row.to_say = None
    row.save(update_fields=["to_say"])
    with translation.override(settings.LANGUAGE_CODE):  # kept for everybody, whoever wrote it down
        note = _("Said on %(day)s by %(name)s.") % {"day": dated(said_on), "name": said_by.get_full_name()}
    facts = {"answer": answer, "said_on": said_on.isoformat()}
    IdeaEvent.objects.create(idea=idea, name=SAID_EVENT, actor=by, note=note, at=clock.now(), data=facts)
    if reply and idea.state == State.NEEDS_INFO:
        _take_reply(idea, reply, by)


def _take_reply(idea, reply, by):
    apply_transition(idea, "answer", by=by, actor=Actor.AUTHOR, message=reply)
    Message.objects.create(idea=idea, sender=by, body=reply, sent_at=clock.now())
