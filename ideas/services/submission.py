"""The way in: submit, withdraw, answer a question, ask for a review."""

import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ideas.campaigns import MISSED_CAMPAIGN, site_of_code
from ideas.enums import UNDECIDED, AuthorRole, IdeaKind, Origin, State, Visibility
from ideas.models import Authorship, Idea, IdeaEvent, Message, UntoldEvent
from ideas.notifications import tell_authors
from ideas.selectors import awaited_to_withdraw
from ideas.services.attachments import SentFile, attach
from ideas.services.campaigns import answered_campaign
from ideas.services.coauthors import invite_coauthors
from ideas.services.comparing import COMPARE_TASK
from ideas.services.drafts import become_contribution
from ideas.services.lifecycle import apply_transition, check_transition, take
from ideas.services.references import next_contribution
from ideas.services.telling import TELL_TASK
from ideas.validators import clean_text, validate_problem
from ideas.workflow import KEPT_EVENT, SUBMISSION_EVENT, WITHDRAWAL_ASKED_EVENT, Actor
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.core.wake import wake
from parkour.core.writing import insert_together
from parkour.organisation.models import answer_deadline


@dataclass(frozen=True)
class Submission:
    """What an author sends. `client_uuid` is the key of the form: the same key makes one idea.

    `draft` is the key of the draft that it was, if any.
    `files` are uploads of the author, in their order.
    `campaign` and `site` are the codes of the poster by which one came: unknown ones are no obstacle.
    """

    problem_text: str
    client_uuid: UUID
    change_text: str = ""
    visibility: str = Visibility.PUBLIC
    group_names: str = ""
    coauthors: tuple[User, ...] = field(default_factory=tuple)
    draft: UUID | None = None
    files: tuple[SentFile, ...] = ()
    campaign: str = ""  # its code
    site: str = ""
    origin: str = Origin.WEB


def submit_idea(submission: Submission, *, by: User) -> tuple[Idea, bool]:
    """Create the idea and its receipt; return (idea, whether it is new).

    The kind follows from the text: something to change makes a proposal, else it is feedback.
    A second click with the same key returns the first idea. Raises InvalidInput, NotAllowed.
    """
    if not by.has_perm("ideas.submit_idea"):
        raise NotAllowed(_("Sign in to send a contribution."))
    if by.partner_site and any(person.site_id != by.partner_site for person in submission.coauthors):
        raise InvalidInput(_("Name colleagues of your own site."), field="colleagues")
    problem, change = (
        validate_problem(submission.problem_text),
        clean_text(submission.change_text, "change_text"),
    )
    try:
        return _create(submission, problem, change, by), True
    except IntegrityError:  # sent already, or by the other click of a double click
        if existing := _already_sent(submission.client_uuid, by):
            return existing, False
        raise


def is_the_same(idea: Idea, submission: Submission) -> bool:
    """Whether `idea` is what this submission made: the same words, for the same people."""
    named = idea.invitations.values_list("person_id", flat=True)
    author = idea.authorships.filter(role=AuthorRole.AUTHOR).values_list("person_id", flat=True)
    return (
        idea.problem_text == validate_problem(submission.problem_text)
        and idea.change_text == clean_text(submission.change_text, "change_text")
        and idea.visibility == submission.visibility
        and idea.group_names == clean_text(submission.group_names, "group_names", limit=300)
        and {person.pk for person in submission.coauthors} - set(author) == set(named)
        and {file.key for file in submission.files} <= set(idea.attachments.values_list("key", flat=True))
    )


def _already_sent(client_uuid, by):
    idea = Idea.objects.filter(client_uuid=client_uuid).first()
    if idea and not idea.authorships.filter(person=by).exists():
        raise InvalidInput(_("This form was already used. Open a new one and send your text again."))
    return idea


@transaction.atomic
def _create(submission, problem, change, by):
    now = clock.now()
    poster = site_of_code(submission.site) if submission.site else None
    site_id, team_id = _place(poster, by)
    promised = answer_deadline(now, site_id)
    campaign, missed = answered_campaign(submission.campaign, by=by) if submission.campaign else (None, None)
    # The last thing before the rows: others who send wait for the counter until we have committed.
    reference, key, first_event = next_contribution(clock.today().year)
    idea = Idea(
        pk=key,
        reference=reference,
        kind=IdeaKind.PROPOSAL if change else IdeaKind.FEEDBACK,
        problem_text=problem,
        change_text=change,
        visibility=_of_a_known_author(submission.visibility),
        group_names=clean_text(submission.group_names, "group_names", limit=300),
        origin=Origin.QR if poster and submission.origin == Origin.WEB else submission.origin,
        site_id=site_id,
        team_id=team_id,
        campaign=campaign,
        client_uuid=submission.client_uuid,
        state=State.SUBMITTED,
        state_since=now,
        created_at=now,
        submitted_at=now,
        promised_reply_at=promised,
    )
    people = [person for person in dict.fromkeys(submission.coauthors) if person != by]
    event = IdeaEvent(
        pk=first_event,
        idea=idea,
        name=SUBMISSION_EVENT,
        to_state=State.SUBMITTED,
        actor=by,
        at=now,
        data={MISSED_CAMPAIGN: missed.code} if missed else {},
    )
    insert_together([idea, Authorship(idea=idea, person=by), event, UntoldEvent(event=event)])
    attach(idea, submission.files, by=by)
    invite_coauthors(idea, people, by=by)
    become_contribution(submission.draft, by=by)
    wake(TELL_TASK)
    wake(COMPARE_TASK)
    return idea


def _of_a_known_author(visibility):
    """Anonymous feedback comes by `ideas.services.anonymous`, which is told nobody."""
    if visibility == Visibility.ANONYMOUS:
        raise InvalidInput(_("Anonymous feedback is sent without signing in."), field="visibility")
    return Visibility(visibility)


def _place(site, by):
    """(site, team) of origin: those of the author, or the site of the poster; a site of origin and nothing more.

    The staff of a partner speaks for its own site, whatever poster it came by.
    """
    theirs = site is None or site.pk == by.site_id or by.partner_site is not None
    return (by.site_id, by.team_id) if theirs else (site.pk, None)


def find_people(names: str, *, by: User | None = None) -> tuple[list[User], list[str]]:
    """Colleagues named in a free line (e-mail or full name, separated by commas or lines).

    Somebody of a partner (`by`) finds the people of their own site, and does not learn who else there is.

    Returns (people found, names not found). Accents and case are forgiven; two people of the same name
    are not guessed between: the name stays unfound.
    """
    wanted = [part.strip() for part in names.replace("\n", ",").replace(";", ",").split(",") if part.strip()]
    if not wanted:
        return [], []
    by_key: dict[str, list[User]] = {}
    for person in _active_people(by):
        by_key.setdefault(person.email.lower(), []).append(person)
        by_key.setdefault(_fold(person.get_full_name()), []).append(person)
    found, unknown = [], []
    for name in wanted:
        matches = by_key.get(name.lower()) or by_key.get(_fold(name)) or []
        if len(matches) == 1:
            found.append(matches[0])
        else:
            unknown.append(name)
    return found, unknown


def people_like(name: str) -> list[User]:
    """Active colleagues whose full name holds every word of `name`, in any order; accents and case are forgiven."""
    words = set(_fold(name).split())
    return [person for person in _active_people() if words and words <= set(_fold(person.get_full_name()).split())]


def _active_people(by=None):
    known = {"is_active": True} | ({"site": by.partner_site} if by and by.partner_site else {})
    return User.objects.filter(**known).only("id", "email", "first_name", "last_name", "is_active", "site_id")


def _fold(name):
    plain = unicodedata.normalize("NFD", name)
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).lower().split())


@transaction.atomic
def withdraw_idea(idea: Idea, *, by) -> Idea:
    """The author takes the contribution back, before it is decided.

    What a group wrote goes once each of them has asked: until then the others are told, and the returned idea
    is in the state it was in. Those credited by a merge have no say. Raises NotAllowed, TransitionRefused.
    """
    locked = take(idea)
    if locked.state in UNDECIDED:
        if not by.has_perm("ideas.withdraw_idea", locked):
            raise NotAllowed(_("Only those who wrote a contribution can take it back."))
        check_transition(locked, "withdraw", by=by, actor=Actor.AUTHOR)
        mine = locked.authorships.filter(person=by, merged_from=None, withdrawal_asked_at=None)
        asked_now = mine.update(withdrawal_asked_at=clock.now())
        if awaited_to_withdraw(locked):
            if asked_now:
                _tell_group(locked, WITHDRAWAL_ASKED_EVENT, by)
            return locked
    return apply_transition(locked, "withdraw", by=by)


@transaction.atomic
def keep_idea(idea: Idea, *, by) -> Idea:
    """One of a group wants to keep what others asked to take back: nobody has asked any more. Twice is once."""
    locked = take(idea)
    if not by.has_perm("ideas.withdraw_idea", locked):
        raise NotAllowed(_("Only those who wrote a contribution can take it back."))
    if locked.authorships.exclude(withdrawal_asked_at=None).update(withdrawal_asked_at=None):
        _tell_group(locked, KEPT_EVENT, by)
    return locked


def _tell_group(idea, name, by):
    tell_authors(idea, IdeaEvent.objects.create(idea=idea, name=name, actor=by, at=clock.now()))


@transaction.atomic
def answer_question(idea: Idea, *, by, body: str) -> Idea:
    """The author answers the officer's question; the idea goes back under review."""
    body = clean_text(body, "body", limit=5000)
    moved = apply_transition(idea, "answer", by=by, message=body)
    Message.objects.create(idea=moved, sender=by, body=body, sent_at=clock.now())
    return moved


@transaction.atomic
def appeal(idea: Idea, *, by, body: str) -> Idea:
    """The author asks, once, that a refusal or an answer be looked at again by somebody else."""
    body = clean_text(body, "body", limit=5000)
    moved = apply_transition(idea, "appeal", by=by, message=body)
    Message.objects.create(idea=moved, sender=by, body=body, sent_at=clock.now())
    return moved
