"""One organisation with a person for every column of the matrix, and the things of its rows at their moments.

A moment is a function of the world: it brings something there through the services and returns what the address
needs (`reference`, `number`, `items`, `polls`…), with the `version` that a form of it names. It may give `marker`,
the text by which a list shows it.
"""

import uuid
from datetime import date, timedelta
from functools import partial
from http.cookies import SimpleCookie
from time import time

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from committee.enums import Block
from committee.models import AgendaItem, AwaitedDocument, HeldMove, Poll, Session, SessionRule
from committee.recurrence import Rule
from committee.services import agenda, approving, conduct, minutes, templates, voting, whole_session
from committee.services.asking import ask_for_point
from committee.services.candidacies import apply
from committee.services.consultation_course import keep_consultations
from committee.services.decisions import decide_item
from committee.services.documents import ask_for_document, document_arrived
from committee.services.drawing import draw_lots
from committee.services.lots import take_out
from committee.services.practising import open_practice
from committee.services.secrecy import ask_for_secrecy
from ideas.anonymous import issue_ticket
from ideas.enums import CampaignTarget, DecisionOutcome, Outcome, State, Visibility
from ideas.models import Comment, HeldDecision, Idea, IncomingMail, ReadyAnswer
from ideas.portfolio import Portfolio
from ideas.selectors import draft_of
from ideas.services import (
    action_links,
    attachments,
    comments,
    follow_up,
    following,
    following_up,
    gains,
    incoming,
    opinions,
    quick_wins,
    submission,
    triage,
)
from ideas.services.anonymous import send_anonymous
from ideas.services.answer_templates import write_template
from ideas.services.board_keys import make_display_key, make_feed_key
from ideas.services.campaigns import announce_campaign, create_campaign
from ideas.services.decisions import arbitrate
from ideas.services.deputies import name_deputy
from ideas.services.drafts import DraftWords, discard_draft, save_draft
from ideas.services.escalations import escalate_idea
from ideas.services.incoming import receive_mail
from ideas.services.lifecycle import apply_transition
from ideas.services.portfolio import save_view
from ideas.services.ready_answers import discard_ready, keep_ready
from ideas.services.reasons import write_reason
from ideas.services.red_flags import raise_flag
from ideas.services.reference_ideas import make_reference, retire_reference
from ideas.services.rubrics import change_weights, current_rubric
from ideas.services.tagging import set_tags, write_tag
from parkour.accounts.cards import make_cards
from parkour.accounts.kiosks import make_kiosk
from parkour.accounts.tokens import create_token
from parkour.core import clock
from parkour.dashboard.services import count_figures
from parkour.engagements.models import (
    Engagement,
    GuestWord,
    Irritant,
    OwedAnswer,
    Replication,
    Standard,
    TrophyEdition,
    TrophyNominee,
)
from parkour.engagements.services import juries
from parkour.engagements.services.guests import hide_word, say_as_guest
from parkour.engagements.services.irritants import put_aside
from parkour.engagements.services.promises import add_step, mark_step
from parkour.engagements.services.replicating import mark_replication, take_up_success
from parkour.engagements.services.standards import close_standard
from parkour.engagements.services.visits import give_answer
from parkour.indicators.models import Audience, MeasurementFile, Reason, Stage
from parkour.indicators.services.changes import rebase, record_change
from parkour.indicators.services.indicators import close_indicator, close_reason
from parkour.indicators.services.indicators import write_reason as write_complaint
from parkour.indicators.services.measurement_files import enter_file, send_file
from parkour.indicators.services.sheets import import_sheets
from parkour.indicators.services.waves import close_wave, invite_people, make_links
from parkour.journeys.models import Edition, Interview, InterviewCampaign, Journey, Side
from parkour.journeys.services.interviewing import close_campaign, remove_interview
from parkour.notifications.models import ChatMessage, Device, Fault, Notification, OutgoingMail
from parkour.organisation.models import Organisation
from tests.committee.workshopping import QUESTION, workshop_at
from tests.engagements import promising
from tests.factories import (
    IdeaFactory,
    MandateFactory,
    SessionFactory,
    SiteFactory,
    UserFactory,
    committee_of,
    open_session_with,
)
from tests.factories.committee import call_for, open_consultation, released_session, vote_all
from tests.ideas.anonymously import new_key, open_to_anonymous
from tests.ideas.campaigning import facts_of
from tests.ideas.capturing import answer, capture, typed
from tests.ideas.files import makers
from tests.ideas.files.lives import added, uploaded
from tests.ideas.importing import steps
from tests.ideas.lives import decided, done
from tests.ideas.mail.letters import mail_of
from tests.indicators import measuring, surveying
from tests.mapping import maps

BACKEND = "parkour.accounts.backends.SignInBackend"
LIGHT = {"policy": 4, "novelty": 2, "impact": 4, "effort": 1}
MOMENTS = {}


class World:
    """`people` is {column: person}, None for nobody; `session_of` gives the cookies of a browser of theirs."""

    def __init__(self):
        poles = committee_of()
        self.poles = poles
        ended = MandateFactory(
            college=poles["direction"][0].mandates.get().college, until_on=clock.today() - timedelta(days=1)
        )
        self.people = {
            "stranger": None,
            "staff": UserFactory(),
            "partner": UserFactory(site=SiteFactory(kind="franchise")),
            "author": UserFactory(),
            "coauthor": UserFactory(),
            "owner": UserFactory(),
            "reviewer": UserFactory(reviewer=True),
            "facilitator": UserFactory(facilitator=True),
            "officer": UserFactory(officer=True),
            "direction": poles["direction"][1],
            "employees": poles["employees"][1],
            "chair": poles["direction"][0],
            "president": poles["employees"][0],
            "former": ended.person,
            "sponsor": UserFactory(sponsor=True),
            "admin": UserFactory(admin=True),
        }
        Organisation.current()  # made by whoever asks first
        self.colleague = UserFactory(officer=True)  # another officer, who did what the officer of the column finds
        # Here and not later: what is done for one row is taken back with it.
        self.sessions = {column: _signed_in(person) for column, person in self.people.items()}

    def __getattr__(self, name):
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def session_of(self, column) -> SimpleCookie:
        """The cookies of somebody who has signed in."""
        return SimpleCookie(self.sessions[column])

    def idea(self, **facts) -> Idea:
        """A contribution of the author and the co-author."""
        given = {"author": self.author, "coauthors": (self.coauthor,), "officer": self.colleague} | facts
        return Idea.objects.get(pk=IdeaFactory(**given).pk)

    def bring(self, moment: str) -> dict:
        """The thing of a row, at its moment; nothing for rows that need none."""
        return MOMENTS[moment](self) if moment else {}


def _signed_in(person) -> dict:
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
        session, proof = client.session, {"method": "password", "at": time() + 86_400, "reauthenticated": True}
        session["account_authentication_methods"] = [proof]  # just shown who they are, however long the tests take
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def moment(function):
    MOMENTS[function.__name__] = function
    return function


def of(idea) -> dict:
    fresh = Idea.objects.get(pk=idea.pk)
    return {"reference": fresh.reference, "version": fresh.version, "marker": fresh.reference}


@moment
def rated_by_the_officer(world):
    idea = world.idea(opened=True)
    triage.assess_idea(idea, by=world.officer, **LIGHT)
    return of(idea)


@moment
def far_apart(world):
    place = rated_by_the_officer(world)
    idea = Idea.objects.get(reference=place["reference"])
    triage.assess_idea(idea, by=world.reviewer, **LIGHT | {"impact": 2})
    return of(idea)


def _referable(world) -> Idea:
    return world.idea(shortlisted=True)


@moment
def referable(world):
    idea = _referable(world)
    return of(idea) | {"body": {"idea": idea.reference, "version": ""}}


@moment
def a_reference(world):
    idea = _referable(world)
    make_reference(idea, by=world.colleague)
    return of(idea)


@moment
def a_retired_reference(world):
    idea = _referable(world)
    make_reference(idea, by=world.colleague)
    retire_reference(idea, by=world.colleague)
    return of(idea)


@moment
def three_references(world):
    ideas = [_referable(world) for _number in range(3)]
    for idea in ideas:
        make_reference(idea, by=world.colleague)
    return of(ideas[0])


@moment
def grid(_world):
    return {"version": current_rubric().version}


@moment
def earlier_weights(world):
    first = current_rubric()
    points = {"policy": 100, "novelty": 50, "impact": 100, "effort": 50}
    change_weights(by=world.colleague, points=points, version=first.version)
    return {"version": first.version}


@moment
def rated_again(world):
    place = far_apart(world)
    idea = Idea.objects.get(reference=place["reference"])
    for person in (world.officer, world.reviewer):
        opinions.rate_again(idea, by=person, **LIGHT)
    return of(idea)


@moment
def anonymous_taken(_world):
    cache.clear()  # who has tried before is no matter here
    open_to_anonymous()
    return {}


@moment
def named_as_coauthor(world):
    sending = submission.Submission("Deux tournées se croisent.", uuid.uuid4(), coauthors=(world.staff,))
    idea, _new = submission.submit_idea(sending, by=world.author)
    return of(idea)


@moment
def typed_for_the_author(world):
    return of(typed(world.admin, person=world.author))


@moment
def answer_to_say(world):
    idea = answer(typed(world.colleague), by=world.colleague)
    return of(idea) | {"answer": capture(idea).to_say_id}


@moment
def anonymous(world):
    anonymous_taken(world)
    key = new_key()
    idea, _new = send_anonymous(ticket=issue_ticket(), key=key, problem_text="Le planning change trop tard.")
    return of(idea) | {"code": key}


@moment
def anonymous_by_another_code(world):
    return anonymous(world) | {"code": new_key()}


# --- Contributions ------------------------------------------------------------------------------------------


def _trait(name, *traits, **facts):
    """The moments that the factory knows by name."""

    def bring(world):
        return of(world.idea(**dict.fromkeys(traits, True) | facts))

    MOMENTS[name] = bring


for name, traits in {
    "sent": (),
    "under_review": ("opened",),
    "assessed": ("assessed",),
    "asked": ("needs_info",),
    "answered": ("answered",),
    "declined": ("declined",),
    "parked": ("parked",),
    "in_workshop": ("workshop",),
    "on_the_board": ("shortlisted",),
}.items():
    _trait(name, *traits)


@moment
def assessed_by_one(world):
    idea = world.idea(assessed=True)
    opinions.take_back_opinion(idea, by=idea.assessments.get().rater)
    return of(idea)


@moment
def flagged(world):
    idea = world.idea(opened=True)
    raise_flag(idea, by=world.colleague, kind="safety", reason="La rampe a cédé.")
    return of(idea)


@moment
def escalated(world):
    idea = world.idea(opened=True)
    escalate_idea(idea, by=world.colleague, to=world.sponsor, reason="Je ne peux pas en décider seule.")
    return of(idea)


@moment
def ready_text(world):
    row = write_template(
        by=world.colleague, outcome="park", language="fr", name="Plus tard", body="Merci {first_name}.", is_first=True
    )
    return {"words": row.pk, "answer-templates": row.pk, "version": row.version}


@moment
def reason(world):
    facts = {"name": "Budget", "text_fr": "Le budget est voté.", "text_en": "The budget is voted."}
    row = write_reason(by=world.colleague, outcome="decline", code="cost", **facts)
    return {"reasons": row.pk, "version": row.version}


@moment
def tag(world):
    first, second = (write_tag(by=world.colleague, name=f"Étiquette {uuid.uuid4().hex[:8]}") for _number in range(2))
    return {"tags": first.pk, "into": second.pk}


@moment
def tagged(world):
    place, idea = tag(world), world.idea(opened=True)
    set_tags(idea, by=world.colleague, tags=[place["tags"]])
    return of(idea) | place


@moment
def ready_answer(world):
    idea = world.idea(assessed=True)
    row = keep_ready(idea, triage.Orientation(Outcome.ASK, "Merci, à quelle heure ?"), by=world.colleague)
    return of(idea) | {"ready": row.pk, "ready-answers": row.pk}


@moment
def ready_aside(world):
    place = ready_answer(world)
    discard_ready(ReadyAnswer.objects.get(pk=place["ready"]), by=world.colleague)
    return place


@moment
def deputised(world):
    today = clock.today()
    row = name_deputy(by=world.officer, person=world.reviewer, starts_on=today, ends_on=today + timedelta(days=3))
    return {"deputies": row.pk}


@moment
def of_a_partner(world):
    return of(world.idea(author=_beside(world), coauthors=(), shortlisted=True))


@moment
def of_a_partner_unnamed(world):
    return of(world.idea(author=_beside(world), coauthors=(), visibility=Visibility.NAME_HIDDEN, shortlisted=True))


def _beside(world):
    """Somebody else of the site of the partner."""
    return UserFactory(site=world.partner.site)


@moment
def draft(world):
    idea = world.idea()
    Idea.objects.filter(pk=idea.pk).update(state=State.DRAFT, submitted_at=None, promised_reply_at=None)
    return of(idea)


@moment
def begun(world):
    words = DraftWords(problem_text="Le badge de l’entrée nord")
    draft = save_draft(words, key=uuid.uuid4(), version=0, by=world.author)
    return {"uuid": draft.key, "marker": "Le badge de l’entrée nord"}


@moment
def a_new_draft(world):
    return {"uuid": uuid.uuid4(), "version": 0}


@moment
def begun_and_deleted(world):
    place = begun(world)
    discard_draft(draft_of(world.author, place["uuid"]), by=world.author)
    return place


@moment
def withdrawn(world):
    idea = world.idea()
    for person in (world.author, world.coauthor):
        submission.withdraw_idea(idea, by=person)
    return of(idea)


@moment
def asked_to_withdraw(world):
    idea = world.idea()
    submission.withdraw_idea(idea, by=world.author)
    return of(idea)


@moment
def in_confidence(world):
    """Passed on to a channel that alone may know it; the column of the colleague was credited by a merge."""
    idea, joined = world.idea(opened=True), world.idea(author=world.staff, coauthors=(), opened=True)
    apply_transition(joined, "merge", by=world.colleague, message="Même sujet.", into=idea)
    orientation = triage.Orientation(outcome=Outcome.REDIRECT, message="Merci, voici la suite.", channel="harassment")
    triage.decide_triage(Idea.objects.get(pk=idea.pk), orientation, by=world.colleague)
    return of(idea)


def _answer_held(world, by, **facts):
    idea, now = world.idea(assessed=True), clock.now()
    row = HeldDecision.objects.create(
        idea=idea,
        outcome=Outcome.ASK,
        message="Merci, à quelle heure ?",
        by=by,
        held_at=now,
        leaves_at=now + timedelta(hours=1),
        **facts,
    )
    return of(idea) | {"unsent": row.pk}


@moment
def held(world):
    return _answer_held(world, world.officer)


@moment
def held_by_a_colleague(world):
    return _answer_held(world, world.colleague)


@moment
def unsent(world):
    return _answer_held(world, world.officer, failed_because="Cette contribution a quitté le tri.")


@moment
def of_the_officer(world):
    """The officer of the column wrote it."""
    return of(world.idea(author=world.officer, coauthors=(), assessed=True))


@moment
def offered(world):
    idea = world.idea(assessed=True, levels=LIGHT)
    due = clock.today() + timedelta(days=20)
    triage.decide_triage(
        idea, triage.Orientation(Outcome.SELF_IMPLEMENT, "À vous de jouer.", due_on=due), by=world.colleague
    )
    return of(idea)


@moment
def merged(world):
    idea = world.idea(opened=True)
    kept = IdeaFactory(opened=True)
    apply_transition(idea, "merge", by=world.colleague, message="Même sujet.", into=kept)
    return of(idea)


def _quick_win(world):
    idea = world.idea(fast_track=True)
    Idea.objects.filter(pk=idea.pk).update(quick_win_owner=world.owner)
    return Idea.objects.get(pk=idea.pk)


@moment
def quick_win(world):
    return of(_quick_win(world))


@moment
def open_to_objections(world):
    idea = _quick_win(world)
    quick_wins.accept_quick_win(idea, by=world.owner)
    return of(idea)


def _decision(name, outcome):
    MOMENTS[name] = lambda world: of(decided(world.idea(shortlisted=True), outcome=outcome))


for outcome in (DecisionOutcome.REJECTED, DecisionOutcome.DEFERRED, DecisionOutcome.RECOMMENDED):
    _decision(str(outcome), outcome)


@moment
def arbitrated(world):
    idea = decided(world.idea(shortlisted=True), outcome=DecisionOutcome.RECOMMENDED)
    arbitrate(idea, by=world.sponsor, adopted=False, reason="Trop cher cette année.")
    return of(idea)


# --- What colleagues add --------------------------------------------------------------------------------------


def _commented(world, idea=None) -> tuple[dict, Comment]:
    """The colleague of the column wrote a comment, just now."""
    idea = idea or world.idea(shortlisted=True)
    comment, _new = comments.write_comment(idea, by=world.staff, body="Chez nous aussi.", key=uuid.uuid4())
    return of(idea) | {"comments": comment.pk, "marker": "Chez nous aussi."}, comment


@moment
def commented(world):
    return _commented(world)[0]


@moment
def comment_reported(world):
    place, comment = _commented(world)
    comments.report_comment(comment, by=world.colleague, reason="hurtful")
    return place


@moment
def comment_hidden(world):
    place, comment = _commented(world)
    comments.hide_comment(comment, by=world.colleague, reason="Nomme une cliente.")
    return place


@moment
def comment_of_the_officer(world):
    idea = world.idea(shortlisted=True)
    comment, _new = comments.write_comment(idea, by=world.officer, body="Chez nous aussi.", key=uuid.uuid4())
    comments.report_comment(comment, by=world.staff, reason="hurtful")
    return of(idea) | {"comments": comment.pk}


@moment
def followed(world):
    """The colleague of the column follows it."""
    idea = world.idea(shortlisted=True)
    following.follow(idea, by=world.staff)
    return of(idea)


@moment
def unnamed(world):
    return of(world.idea(opened=True, visibility=Visibility.NAME_HIDDEN))


@moment
def unnamed_alone(world):
    return of(world.idea(opened=True, coauthors=(), visibility=Visibility.NAME_HIDDEN))


@moment
def completed(world):
    idea = _measured(world)
    follow_up.close_idea(idea, by=world.colleague)
    return of(idea)


@moment
def mail_held(world):
    """Somebody whom nobody knows wrote to the mailbox of contributions."""
    return {"mails": receive_mail(mail_of(key=str(uuid.uuid4()))).pk, "marker": "Le portail reste ouvert"}


@moment
def mail_discarded(world):
    place = mail_held(world)
    incoming.discard_mail(IncomingMail.objects.get(pk=place["mails"]), by=world.colleague)
    return place


# --- Photos and documents -----------------------------------------------------------------------------------


def _with(world, idea, data=None, name="photo.jpg"):
    """`idea` with a file of its author."""
    fresh = Idea.objects.get(pk=idea.pk)
    return fresh, added(fresh, world.author, data, name)


def _and(idea, file):
    return of(idea) | {"file": file.key}


@moment
def upload_of_the_author(world):
    return {"file": uploaded(world.author).key}


@moment
def sent_and_an_upload(world):
    return of(world.idea()) | {"upload": uploaded(world.author).key}


@moment
def with_a_photo(world):
    return _and(*_with(world, world.idea()))


@moment
def photo_removed(world):
    idea, file = _with(world, world.idea())
    attachments.remove_file(file, by=world.author)
    return _and(idea, file)


@moment
def photo_not_shown(world):
    return _and(*_with(world, world.idea(shortlisted=True)))


@moment
def photo_on_the_board(world):
    idea, file = _with(world, world.idea(shortlisted=True))
    attachments.show_photo(file, by=world.colleague, shown=True)
    return _and(idea, file)


@moment
def document_of_a_hidden_author(world):
    idea = world.idea(visibility="name_hidden", shortlisted=True)
    return _and(*_with(world, idea, makers.pdf(), "plan.pdf"))


@moment
def photo_taken_back(world):
    idea, file = _with(world, world.idea())
    for person in (world.author, world.coauthor):
        submission.withdraw_idea(idea, by=person)
    return _and(idea, file)


@moment
def photo_in_confidence(world):
    place = in_confidence(world)
    return _and(*_with(world, Idea.objects.get(reference=place["reference"])))


# --- Actions ------------------------------------------------------------------------------------------------


def _campaign(world, **changes):
    facts = facts_of(world.sponsor, question="Comment perdre moins de temps ?", **changes)
    return create_campaign(facts, by=world.colleague)


def _of_campaign(campaign, version) -> dict:
    dates = {"starts_on": campaign.starts_on.isoformat(), "ends_on": campaign.ends_on.isoformat()}
    facts = {"question": campaign.question, "sponsor": str(campaign.sponsor_id), "target": "everybody", "code": ""}
    body = dates | facts | {"version": str(version), "summary": "Trois gestes changent.", "outcomes": ""}
    place = {"code": campaign.code, "paper": "a4", "version": version, "marker": campaign.question}
    return place | {"body": body, "dates": dates}


# --- Indicators ---------------------------------------------------------------------------------------------


def _filled(world):
    """Twelve points, a change, seven better points; the owner of the column fills it in."""
    one = measuring.filled(world.colleague, [*measuring.CSAT, *[88] * 7], owner=world.owner)
    change = record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", by=world.colleague)
    return one, change, {"indicators": one.pk, "changes": change.pk, "version": one.version}


@moment
def indicator_filled(world):
    return _filled(world)[2]


@moment
def indicator_closed(world):
    one, _change, place = _filled(world)
    close_indicator(one, by=world.colleague)
    return place


@moment
def indicator_redrawn(world):
    _one, change, place = _filled(world)
    return place | {"baselines": rebase(change, why="Cela dure.", by=world.colleague).pk}


@moment
def complaint(world):
    return {"reasons": write_complaint(name="Retard", parent=None, by=world.colleague).pk}


@moment
def complaint_closed(world):
    place = complaint(world)
    close_reason(Reason.objects.get(pk=place["reasons"]), by=world.colleague)
    return place


@moment
def measurements_sent(world):
    measuring.indicator(world.colleague)
    file = SimpleUploadedFile("mars.csv", measuring.A_FILE.encode())
    return {"files": send_file(file, by=world.colleague).pk}


@moment
def measurements_entered(world):
    place = measurements_sent(world)
    enter_file(MeasurementFile.objects.get(pk=place["files"]), by=world.colleague)
    return place


# --- Journeys -----------------------------------------------------------------------------------------------


@moment
def journey(_world):
    return {"stages": maps.stage("work").pk, "version": Journey.of(Side.EMPLOYEES).version}


@moment
def journey_written(world):
    version = maps.renamed(world.colleague).version
    return journey(world) | {"editions": Edition.objects.get(number=1).pk, "version": version}


@moment
def journey_measured(world):
    return journey(world) | {"indicators": measuring.indicator(world.colleague).pk}


@moment
def figures_counted(_world):
    count_figures()
    return {}


@moment
def life_event(world):
    return {"events": maps.event("back").pk, "survey": maps.ease_survey(world.colleague).pk}


@moment
def interviewed(world):
    campaign = maps.interviewed(world.colleague)
    held = maps.heard(campaign, world.colleague)
    words = held.verbatims.get(stage=None)
    return {"interviews": campaign.pk, "held": held.pk, "verbatims": words.pk, "version": campaign.version}


@moment
def interviews_over(world):
    place = interviewed(world)
    close_campaign(InterviewCampaign.objects.get(pk=place["interviews"]), by=world.colleague)
    return place


@moment
def interview_removed(world):
    place = interviewed(world)
    remove_interview(Interview.objects.get(pk=place["held"]), by=world.colleague)
    return place


@moment
def interview_to_show(world):
    return interviewed(world) | {"shown": True}


# --- Engagements --------------------------------------------------------------------------------------------


def _of_engagement(engagement) -> dict:
    fresh = Engagement.objects.get(pk=engagement.pk)
    return {"engagements": fresh.pk, "irritants": fresh.irritant_id, "version": fresh.version}


@moment
def irritant_noted(world):
    return {"irritants": promising.irritant(world.colleague).pk, "version": 1}


@moment
def irritant_aside(world):
    place = irritant_noted(world)
    put_aside(Irritant.objects.get(pk=place["irritants"]), why="Réglé autrement.", by=world.colleague)
    return place


@moment
def engagement_draft(world):
    return _of_engagement(promising.drafted(world.colleague, world.owner))


def _promised(world):
    one = promising.promised(world.colleague, world.owner)
    return one, add_step(one, words="Former l'accueil", by=world.owner)


@moment
def engagement_promised(world):
    one, step = _promised(world)
    return _of_engagement(one) | {"steps": step.pk}


@moment
def engagement_kept(world):
    one, step = _promised(world)
    mark_step(step, done=True, by=world.owner)
    proof = promising.proved(one, world.owner)
    return _of_engagement(one) | {"steps": step.pk, "proofs": proof.pk}


@moment
def engagement_heard(world):
    one, _step = _promised(world)
    guest = promising.invited(one, world.owner)
    return _of_engagement(one) | {"uuid": guest.pk, "words": say_as_guest(guest, text="Et le soir ?").pk}


@moment
def engagement_hidden(world):
    place = engagement_heard(world)
    hide_word(GuestWord.objects.get(pk=place["words"]), by=world.owner)
    return place


@moment
def initiative_noted(world):
    return {"initiatives": promising.noted(world.author).pk}


@moment
def success(world):
    return of(done(world.idea(shortlisted=True)))


@moment
def success_taken_up(world):
    idea = done(world.idea(shortlisted=True))
    return of(idea) | {"replications": take_up_success(idea, by=world.owner).pk}


@moment
def success_replicated(world):
    place = success_taken_up(world)
    mark_replication(Replication.objects.get(pk=place["replications"]), done=True, by=world.owner)
    return place


@moment
def standard_published(world):
    made = promising.standard(done(world.idea(shortlisted=True)), world.colleague)
    return {"standards": made.pk, "version": made.version}


@moment
def standard_closed(world):
    place = standard_published(world)
    close_standard(Standard.objects.get(pk=place["standards"]), by=world.colleague)
    return place


@moment
def visit_noted(world):
    return {"visits": promising.visit(world.facilitator).pk, "version": 1}


@moment
def visit_owed(world):
    one = promising.visit(world.facilitator)
    return {"visits": one.pk, "owed": promising.owed(one, world.facilitator).pk}


@moment
def visit_answered(world):
    place = visit_owed(world)
    owed = OwedAnswer.objects.get(pk=place["owed"])
    give_answer(owed, answer="Dès lundi.", on=clock.today(), by=world.facilitator)
    return place


def _trophies(world) -> TrophyEdition:
    jury = [(world.direction, "direction"), (world.employees, "employees")]
    return promising.trophies(world.colleague, done(world.idea(shortlisted=True)), jury=jury)


def _of_trophies(edition) -> dict:
    nominee = TrophyNominee.objects.get(category__edition=edition)
    parts = {"trophy-categories": nominee.category_id, "trophy-nominees": nominee.pk}
    parts |= {"trophy-jurors": edition.jurors.first().pk, "nominated": nominee.idea.reference}
    return parts | {"trophies": edition.pk, "version": edition.version}


@moment
def trophies_ready(world):
    return _of_trophies(_trophies(world))


@moment
def trophies_open(world):
    return _of_trophies(juries.open_vote(_trophies(world), by=world.colleague))


@moment
def trophies_counted(world):
    edition = juries.open_vote(_trophies(world), by=world.colleague)
    return _of_trophies(juries.close_vote(edition, by=world.colleague))


@moment
def trophies_told(world):
    place = trophies_counted(world)
    juries.tell_result(TrophyEdition.objects.get(pk=place["trophies"]), by=world.colleague)
    return place


# --- Surveys ------------------------------------------------------------------------------------------------


def _at_wave(wave):
    return {"surveys": wave.survey_id, "waves": wave.pk, "answer": wave.pk}


def _asking(world, **changes):
    """An open wave of a stage: nobody is asked by the clock."""
    return surveying.opened(world.colleague, audience=Audience.STAGE, stage=Stage.RETURN, **changes)


@moment
def wave_planned(world):
    return _at_wave(surveying.planned(world.colleague, opens_on=clock.today() + timedelta(days=2)))


@moment
def wave_open(world):
    wave = _asking(world)
    invite_people(wave, [world.author], by=world.colleague)
    return _at_wave(wave)


@moment
def wave_asked_before(world):
    with clock.at(clock.now() - timedelta(days=3)):
        return wave_open(world)


@moment
def wave_of_customers(world):
    wave = surveying.opened(world.colleague, audience=Audience.CUSTOMERS)
    make_links(wave, count=1, site=None, by=world.colleague)
    return _at_wave(wave)


@moment
def wave_told(world):
    wave, people = _asking(world), [UserFactory() for _person in range(5)]
    invite_people(wave, people, by=world.colleague)
    surveying.answered(wave, people, words="Les plannings arrivent trop tard.")
    close_wave(wave, by=world.colleague)
    return _at_wave(wave) | {"uuid": wave.answers.exclude(words="").first().pk}


@moment
def wave_of_a_file(world):
    survey = surveying.planned(world.colleague, opens_on=clock.today() + timedelta(days=2)).survey
    day, file = clock.today() - timedelta(days=9), SimpleUploadedFile("papier.csv", surveying.SHEETS.encode())
    return _at_wave(import_sheets(survey, file, opens_on=day, closes_on=day, by=world.colleague)[0])


@moment
def campaign_draft(world):
    return _of_campaign(_campaign(world), 1)


@moment
def campaign_open(world):
    return _of_campaign(announce_campaign(_campaign(world), by=world.colleague), 2)


@moment
def campaign_of_another_site(world):
    campaign = _campaign(world, target=CampaignTarget.SITES, sites=[SiteFactory()])
    return _of_campaign(announce_campaign(campaign, by=world.colleague), 2)


@moment
def campaign_over(world):
    with clock.at(clock.now() - timedelta(days=30)):
        return _of_campaign(announce_campaign(_campaign(world), by=world.colleague), 2)


@moment
def site(world):
    site = SiteFactory()
    return {"code": site.code, "paper": "sticker", "site": site, "body": {"site": str(site.pk), "name": "Entrée"}}


@moment
def feed_key(world):
    return {"keys": make_feed_key(name="Lecteur", by=world.author)[0].pk}


@moment
def beside_another(world):
    other = world.idea(assessed=True)
    return of(world.idea()) | {"other": other.reference}


@moment
def kept_view(world):
    return {"view": save_view(Portfolio(band="list"), by=world.sponsor, name="À inscrire").pk}


@moment
def screen(world):
    return {"keys": make_display_key(site=SiteFactory(), name="Entrée", by=world.colleague)[0].pk}


def _adopted(world):
    return decided(world.idea(shortlisted=True), owner=world.owner)


def _under_way(world):
    idea = _adopted(world)
    follow_up.start_work(idea, by=world.owner)
    return Idea.objects.get(pk=idea.pk)


def _finished(world):
    idea = _under_way(world)
    follow_up.confirm_done(idea, by=world.colleague, evidence="Les passages sont regroupés par rue.")
    return Idea.objects.get(pk=idea.pk)


def _measured(world):
    """Its effect is written, and everybody was told: what is left is to close it."""
    idea = _finished(world)
    follow_up.verify_effect(idea, by=world.colleague, claim_level="demonstrated", effect="Une heure par semaine.")
    follow_up.publish_update(idea, by=world.colleague, you_said="On attend.", we_did="On a regroupé.")
    return Idea.objects.get(pk=idea.pk)


def _held(world):
    idea = _under_way(world)
    follow_up.hold_work(idea, by=world.owner, reason="Une pièce manque.", resume_on=clock.today() + timedelta(days=9))
    return idea


def _asked_about(world):
    idea = _under_way(world)
    following_up.escalate_action(idea.action, by=world.owner, reason="Il manque une voiture.")
    return idea


def _with_gain(world):
    idea = _under_way(world)
    gain = gains.add_gain(idea.action, by=world.owner, kind="comfort", words="Moins d'attente entre deux clientes.")
    return of(idea) | {"gains": gain.pk}


def _beside_action(world):
    return of(_under_way(world)) | {"other": decided(owner=world.owner).reference}


def _linked_action(world):
    place = _beside_action(world)
    ends = {idea.reference: idea for idea in Idea.objects.filter(reference__in=(place["reference"], place["other"]))}
    one, other = ends[place["reference"]], ends[place["other"]]
    return place | {"action-links": action_links.link_actions(one.action, by=world.owner, other=other, how="needs").pk}


MOMENTS |= {
    "beside_action": _beside_action,
    "linked_action": _linked_action,
    "with_gain": _with_gain,
    "asked_about": lambda world: of(_asked_about(world)),
    "adopted": lambda world: of(_adopted(world)),
    "under_way": lambda world: of(_under_way(world)),
    "on_hold": lambda world: of(_held(world)),
    "done": lambda world: of(_finished(world)),
    "measured": lambda world: of(_measured(world)),
}


# --- Sessions -----------------------------------------------------------------------------------------------


def at(room_or_session, item=None, poll=None, **more) -> dict:
    session = getattr(room_or_session, "session", room_or_session)
    session.refresh_from_db()
    place = {"number": session.number, "version": session.version}
    if item is not None:
        place |= {"items": item.pk}
        if item.idea_id:
            place |= {"reference": item.idea.reference, "marker": item.idea.reference}
    if poll is not None:
        place |= {"polls": poll.pk}
    return place | more


def _mandate(world, **facts):
    college = world.employees.mandates.get().college
    college.alternates = 1
    college.save()
    return {"mandates": MandateFactory(college=college, until_on=clock.today() + timedelta(days=200), **facts).pk}


@moment
def seated(world):
    return _mandate(world)


@moment
def standing_by(world):
    return _mandate(world, is_alternate=True)


def _call(world, *, over=False, drawn=False, applied=True, votes=False, **facts):
    """A call of the pole of the employees with room for two more; the colleague applies, then another."""
    with clock.at(clock.now() - timedelta(days=11 if over else 0)):
        if votes:
            facts |= {"method": "vote", "votes_until": clock.today() + timedelta(days=15)}
        call = call_for(world.colleague, seats=1, **facts)
        type(call.college).objects.filter(pk=call.college_id).update(seats=9)
        if applied:
            apply(call, by=world.staff, letter="Je connais le terrain.")
            apply(call, by=world.author, letter="Moi aussi.")
    if drawn:
        draw_lots(call)
    return {"calls": call.pk}


@moment
def call_open(world):
    return _call(world, applied=False)


@moment
def applied(world):
    return _call(world)


@moment
def call_to_draw(world):
    return _call(world, over=True)


@moment
def call_to_choose(world):
    return _call(world, over=True, method="officer")


@moment
def call_voting(world):
    return _call(world, over=True, votes=True)


@moment
def call_drawn(world):
    return _call(world, over=True, drawn=True)


@moment
def rule_saved(_world):
    """A rule that is stopped, so that nothing is planned beside what the others look at."""
    SessionRule.objects.create(first_on=date(2026, 1, 1), changed_at=clock.now(), active=False)
    year = clock.today().year + 1
    wanted = next(iter(Rule(first=date(2026, 1, 1)).dates(year, year))).isoformat()
    return {"body": {"wanted": wanted, "reason": "Inventaire."}}


@moment
def planned(world):
    """Its agenda is not sent yet; a contribution waits to be placed."""
    session = SessionFactory(starts_at=clock.now() + timedelta(days=40), chair=world.chair)
    item = agenda.add_subject(session, by=world.colleague, title="Le budget secret", block=Block.REPORT, minutes=5)
    agenda.add_subject(session, by=world.colleague, title="Le calendrier", block=Block.REPORT, minutes=5)
    waiting = world.idea(shortlisted=True)
    return at(session, item, reference=waiting.reference, marker="Le budget secret")


@moment
def point_asked(world):
    """By the member of the direction of the column."""
    place = planned(world)
    session = Session.objects.get(number=place["number"])
    ask_for_point(session, Idea.objects.get(reference=place["reference"]), by=world.direction, reason="En mars.")
    return place


@moment
def small_and_clear(world):
    """What waits was given levels that leave nothing to discuss."""
    waiting = world.idea(shortlisted=True, levels={"policy": 5, "novelty": 5, "impact": 5, "effort": 1})
    return planned(world) | {"reference": waiting.reference, "marker": waiting.reference}


@moment
def document_awaited(world):
    """The colleague may read the contribution."""
    document = ask_for_document(world.idea(shortlisted=True), by=world.colleague, what="Devis", person=world.staff)
    return {"document": document.pk, "awaited-documents": document.pk}


@moment
def document_there(world):
    place = document_awaited(world)
    document_arrived(AwaitedDocument.objects.get(pk=place["document"]), by=world.colleague)
    return place


@moment
def about_to_move(world):
    """Its move waits for the end of the undo window."""
    place = planned(world)
    session = Session.objects.get(number=place["number"])
    leaves = clock.now() + timedelta(seconds=30)
    HeldMove.objects.create(
        session=session, starts_at=session.starts_at + timedelta(days=7), by=world.colleague, leaves_at=leaves
    )
    return place


@moment
def plan_found(world):
    """The worker found a plan, which nobody applied yet."""
    place = planned(world)
    session = AgendaItem.objects.get(pk=place["items"]).session
    whole_session.ask_for_plan(session, by=world.colleague)
    whole_session.find_plans()
    return place


@moment
def kind_kept(world):
    """A kind of session that is not the usual one."""
    minutes = {"opening": 5, "decision": 40, "closing": 5}
    kind = templates.write_template(by=world.colleague, name="Courte", duration=60, minutes=minutes)
    return {"kinds": kind.pk, "session-kinds": kind.pk, "version": kind.version}


@moment
def released(world):
    room = released_session(world.idea(shortlisted=True), poles=world.poles)
    return at(room, room.item, marker=room.item.idea.display_title)


@moment
def to_consult(world):
    room = released_session(world.idea(shortlisted=True), poles=world.poles, starts_at=clock.now() + timedelta(days=21))
    return at(room, room.item)


@moment
def consulted(world):
    asked = open_consultation(world.idea(shortlisted=True), poles=world.poles)
    keep_consultations()
    return {"consultations": asked.pk}


def _room(world, absent=(), idea=None):
    return open_session_with(idea or world.idea(shortlisted=True), poles=world.poles, absent=absent)


@moment
def running(world):
    """The session is open, the members of the columns have not signed in to the room yet."""
    absent = {world.direction, world.employees, world.chair, world.president}
    room = _room(world, absent)
    return at(room, room.item)


def _about(person) -> dict:
    """The place names a member, for the page and for the API."""
    return {"body": {"person": str(person.pk)}, "person": person.email}


@moment
def somebody_to_note(world):
    third = world.poles["direction"][2]
    room = _room(world, absent={third})
    return at(room, room.item, **_about(third))


@moment
def somebody_who_leaves(world):
    room = _room(world)
    return at(room, room.item, **_about(world.poles["direction"][2]))


@moment
def assembled(world):
    room = _room(world)
    return at(room, room.item)


@moment
def without_quorum(world):
    """A session that has ended for want of one."""
    room = _room(world)
    conduct.declare_no_quorum(room.session, by=room.chair)
    return at(room, room.item)


@moment
def discussed(world):
    room = _room(world)
    conduct.start_item(room.session, room.item, by=room.chair)
    return at(room, room.item)


@moment
def practising(world):
    """A test vote is open."""
    room = _room(world)
    open_practice(room.session, by=room.chair)
    return at(room, room.item)


@moment
def voting_now(world):
    room = _room(world)
    return at(room, room.item, room.poll(minutes=10))


@moment
def voting_secretly(world):
    room = _room(world)
    return at(room, room.item, room.poll(visibility="secret"))


@moment
def vote_prepared(world):
    room = _room(world)
    item = conduct.start_item(room.session, room.item, by=room.chair)
    return at(room, room.item, voting.prepare_poll(item, by=room.chair))


@moment
def secrecy_asked(world):
    """By the member of the direction's pole."""
    place = vote_prepared(world)
    ask_for_secrecy(Poll.objects.get(pk=place["polls"]), by=world.direction)
    return place


@moment
def voting_on_own(world):
    """The member of the direction's pole wrote it."""
    room = _room(world, idea=world.idea(author=world.direction, coauthors=(), shortlisted=True))
    return at(room, room.item, room.poll())


def _voted(world, choice="yes"):
    room = _room(world)
    poll = room.poll()
    people = room.people
    answers = dict.fromkeys(people, choice)
    if choice == "tie":
        half = [room.poles[pole] for pole in ("direction", "employees")]
        answers = {person: ("yes", "no", "abstain")[index] for pole in half for index, person in enumerate(pole)}
    vote_all(poll, answers)
    voting.close_poll(poll, by=room.chair)
    return room, poll


@moment
def vote_closed(world):
    room, poll = _voted(world)
    return at(room, room.item, poll)


@moment
def vote_revealed(world):
    room, poll = _voted(world)
    voting.reveal_poll(poll, by=room.chair)
    return at(room, room.item, poll)


@moment
def vote_without_answer(world):
    room, poll = _voted(world, "abstain")
    voting.reveal_poll(poll, by=room.chair)
    return at(room, room.item, poll)


def _lot(world):
    """Two points to be adopted together, the first one under discussion."""
    ideas = [world.idea(shortlisted=True), world.idea(shortlisted=True)]
    room = open_session_with(*ideas, poles=world.poles, block=Block.CONSENT)
    conduct.start_item(room.session, room.item, by=room.chair)
    return room


@moment
def lot_ahead(world):
    room = _lot(world)
    return at(room, room.items[1])


@moment
def taken_out(world):
    """The member of the direction's pole took it out of the lot."""
    room = _lot(world)
    take_out(room.items[1], by=world.direction)
    return at(room, room.items[1])


@moment
def lot_adopted(world):
    room = _lot(world)
    poll = room.poll(method="consent_block")
    voting.close_poll(poll, by=room.chair)
    voting.reveal_poll(poll, by=room.chair)
    return at(room, room.item, poll, both=[item.pk for item in room.items])


@moment
def twice_apart(world):
    """One pole is for, the other one against, in both votes."""
    room = _room(world)
    poll = room.poll()
    for again in (False, True):
        poll = voting.second_reading(poll, by=room.chair) if again else poll
        vote_all(poll, dict.fromkeys(room.poles["direction"], "yes") | dict.fromkeys(room.poles["employees"], "no"))
        voting.close_poll(poll, by=room.chair)
        voting.reveal_poll(poll, by=room.chair)
    return at(room, room.item, poll)


def _over(world):
    room, poll = _voted(world)
    voting.reveal_poll(poll, by=room.chair)
    item = AgendaItem.objects.get(pk=room.item.pk)
    due = clock.today() + timedelta(days=30)
    decide_item(item, by=room.chair, reason="Un irritant de chaque semaine.", owner=world.owner, due_on=due)
    conduct.close_session(room.session, by=room.chair)
    return room, poll


@moment
def closed(world):
    room, poll = _over(world)
    return at(room, room.item, poll)


@moment
def published(world):
    room, poll = _over(world)
    minutes.publish_minutes(room.session, by=world.colleague)
    return at(room, room.item, poll)


@moment
def objected(world):
    room, poll = _over(world)
    minutes.publish_minutes(room.session, by=world.colleague)
    member = world.poles["employees"][2]
    objection = approving.object_to_minutes(room.session, by=member, words="Le point 1 a duré plus longtemps.")
    return at(room, room.item, poll, objections=objection.pk)


# --- The rest -----------------------------------------------------------------------------------------------


@moment
def told(world):
    """Something the author was told."""
    world.idea()
    row = Notification.objects.filter(recipient=world.author).latest("pk")
    Notification.objects.filter(pk=row.pk).update(title="Pour vous seul")
    return {"inbox": row.pk, "marker": "Pour vous seul"}


@moment
def device(world):
    """A phone of the author."""
    name, number = f"Téléphone {uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    facts = {"public": "", "secret": "", "created_at": clock.now()}
    row = Device.objects.create(person=world.author, name=name, address=f"https://push.example.org/{number}", **facts)
    return {"devices": row.pk, "marker": name}


@moment
def undelivered(world):
    world.idea()
    mail = OutgoingMail.objects.filter(recipient=world.author).latest("pk")
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=OutgoingMail.State.FAILED, fault=Fault.ADDRESS, attempts=1, last_error="550 no such person"
    )
    return {"uuid": mail.uuid, "marker": mail.to_address}


@moment
def chat_failed(world):
    title, now = f"Un message {uuid.uuid4().hex[:8]}", clock.now()
    facts = {"channel": "Tous", "topic": "told", "event_key": title, "action": "Voir", "url": "/board/"}
    row = ChatMessage.objects.create(**facts, title=title, state="failed", not_before=now, created_at=now)
    return {"chats": row.pk, "marker": title}


@moment
def token_of_the_author(world):
    token, _key = create_token(by=world.author, name="Rapport", scopes=["ideas:read"], days=30)
    return {"tokens": token.pk, "marker": token.prefix}


@moment
def badge_of_the_author(world):
    printed = make_cards([world.author], by=UserFactory(admin=True))[0]
    return {"badges": printed.card.pk, "letters": printed.code}


@moment
def passkey_of_the_author(world):
    facts = {"name": "Mon téléphone", "credential": {}}
    return {"passkeys": Authenticator.objects.create(user=world.author, type="webauthn", data=facts).pk}


@moment
def tablet(world):
    made, _key = make_kiosk(site=world.author.site, name="Entrée", by=UserFactory(admin=True))
    return {"kiosks": made.pk}


@moment
def colleague(world):
    return {"people": UserFactory(last_name="Inconnue").pk, "marker": "Inconnue"}


def _file(name, bring, **more):
    MOMENTS[name] = lambda world: {"import": bring(world.colleague, **more).pk}


def _workshop(world, step, *, written=False, varied=False):
    """Led by the facilitator, who invites the colleague; in its steps something is there to work on."""
    led = workshop_at(
        step, sources=[world.idea(workshop=True)], facilitator=world.facilitator, writers=[world.staff, UserFactory()]
    )
    led.write() if written else None
    led.vary() if varied else None
    place = {"workshops": led.workshop.pk, "marker": QUESTION}
    if idea := led.workshop.silent_ideas.filter(person=world.staff).first():
        place["uuid"] = idea.pk
    if group := led.workshop.groups.first():
        place["group"] = group.pk
    if variant := led.workshop.variants.first():
        place["variant"] = variant.pk
    return place


for _name, _facts in {
    "workshop_prepared": {"step": "prepared"},
    "workshop_writing": {"step": "ideas", "written": True},
    "workshop_grouping": {"step": "grouping"},
    "workshop_varying": {"step": "variants", "varied": True},
    "workshop_choosing": {"step": "variants"},
    "workshop_voting": {"step": "vote"},
    "workshop_handed_over": {"step": "committee"},
}.items():
    MOMENTS[_name] = partial(_workshop, **_facts)


_file("file_sent", steps.uploaded)
_file("file_with_columns", steps.mapped)
_file("file_checked", steps.checked)
_file("file_imported", steps.imported)
