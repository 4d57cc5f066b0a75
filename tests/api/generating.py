"""Requests that a generator makes of the description of the API, and a company small enough to be asked about."""

import os
import uuid
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import URLResolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from committee.models import SessionTemplate
from committee.services import conduct
from committee.services.approving import object_to_minutes
from committee.services.documents import ask_for_document
from committee.services.minutes import publish_minutes
from ideas.models import Idea
from ideas.portfolio import Portfolio
from ideas.services.action_links import link_actions
from ideas.services.answer_templates import write_template
from ideas.services.board_keys import make_feed_key
from ideas.services.drafts import DraftWords, save_draft
from ideas.services.escalations import escalate_idea
from ideas.services.gains import add_gain
from ideas.services.incoming import receive_mail
from ideas.services.portfolio import save_view
from ideas.services.ready_answers import keep_ready
from ideas.services.reasons import write_reason
from ideas.services.tagging import write_tag
from ideas.services.triage import Orientation
from parkour.accounts.cards import make_cards
from parkour.accounts.kiosks import make_kiosk
from parkour.core import clock
from parkour.notifications.models import Notification
from tests.api.asking import Program
from tests.api.generating_effects import effects_of
from tests.committee.workshopping import workshop_at
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of, open_session_with
from tests.factories.committee import call_for, open_consultation, vote, voted_call
from tests.ideas.campaigning import announced
from tests.ideas.capturing import answer, typed
from tests.ideas.files.lives import uploaded
from tests.ideas.lives import decided, done
from tests.ideas.mail.letters import mail_of
from tests.ideas.referring import reference

EXAMPLES = int(os.environ.get("PARKOUR_SCHEMA_EXAMPLES", "4"))  # of requests to each operation, by each role
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


MOSTLY = st.sampled_from([True, True, True, False])


class Tally:
    """How often each role was answered with which status."""

    def __init__(self):
        self.answers = Counter()

    def count(self, who, status):
        self.answers[who, status] += 1

    def met_by(self, role) -> set[int]:
        return {status for who, status in self.answers if who == role}

    def as_rows(self) -> list[list]:
        return [[who, status, number] for (who, status), number in sorted(self.answers.items())]


def the_operations() -> list:
    schema = schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler())
    return [result.ok() for result in schema.get_all_operations()]


def programs_of(people) -> dict:
    """{role: program}, a stranger's first."""
    return {"stranger": Program()} | {role: Program(person) for role, person in people.items()}


@contextmanager
def connections_kept():
    """Requests of one test share its transaction: none of them may close the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@contextmanager
def addresses_untold():
    """What was tried to find an address is for a page of errors that nobody reads here: a third of the work."""
    kept = URLResolver.__dict__["_extend_tried"]
    URLResolver._extend_tried = staticmethod(lambda tried, pattern, sub_tried=None: None)
    try:
        yield
    finally:
        URLResolver._extend_tried = kept


def a_small_company(people, poles=None) -> dict:
    """Something real at every address, some of it their own: {first word of the address: values of its parameter}.

    `people` are an employee and an officer; an author and an owner of actions, where the employee is neither.
    """
    employee, officer = people["employee"], people["officer"]
    author, owner = people.get("author", employee), people.get("owner", employee)
    moments = ("opened", "assessed", "needs_info", "fast_track", "parked", "workshop", "shortlisted", "declined")
    lives = [IdeaFactory(**{moment: True}) for moment in moments]
    own = [IdeaFactory(needs_info=True, author=author), done(IdeaFactory(shortlisted=True, author=author))]
    acted = [decided(owner=owner), decided(outcome="recommended"), decided(outcome="rejected")]
    poles = poles or committee_of(2, 2)
    objection = _objection(poles, officer)  # to a session that is over: one is open at a time
    room = open_session_with(poles=poles)
    poll = room.poll()
    vote(poll, room.people[0])
    admin = UserFactory(admin=True)
    escalated = IdeaFactory(opened=True)
    escalate_idea(escalated, by=UserFactory(officer=True), to=officer, reason="Le coût dépasse ce que je peux engager.")
    template = write_template(by=officer, outcome="park", language="fr", name="Plus tard", body="Merci {first_name}.")
    facts = {"name": "Budget", "text_fr": "Le budget est voté.", "text_en": "The budget is voted."}
    reason = write_reason(by=officer, outcome="decline", code="cost", **facts)
    ready = keep_ready(IdeaFactory(opened=True), Orientation("ask", "Merci, à quelle heure ?"), by=officer)
    return {
        "reasons": [reason.pk],
        "tags": [write_tag(by=officer, name=name).pk for name in ("Sécurité", "Énergie")],
        "ready-answers": [ready.pk],
        "ideas": [idea.reference for idea in own + lives[:1]],
        "triage": [idea.reference for idea in lives] + [reference().idea.reference for _each in range(3)],
        "portfolio": [save_view(Portfolio(), by=officer, name="Tout").pk],
        "rubric": [1],
        "escalations": [escalated.reference],
        "answer-templates": [template.pk],
        "actions": [acted[0].reference, own[1].reference],
        "gains": [add_gain(acted[0].action, by=owner, kind="comfort", words="Moins d'attente.").pk],
        "action-links": [link_actions(acted[0].action, by=owner, other=own[1], how="needs").pk],
        "recommendations": [acted[1].reference],
        "quick-wins": [IdeaFactory(in_window=True).reference],
        "sessions": [room.session.number, SessionFactory().number],
        "items": [room.item.pk],
        "session-kinds": [SessionTemplate.objects.get(is_default=True).pk],
        "calls": [call_for(officer).pk, _voting_call(officer).pk],
        "workshops": [
            workshop_at(step, facilitator=officer, writers=[employee, UserFactory()]).workshop.pk
            for step in ("ideas", "grouping", "variants", "vote", "committee")
        ],
        "awaited-documents": [ask_for_document(lives[6], by=officer, what="Devis", person=employee).pk],
        "objections": [objection.pk],
        "consultations": [open_consultation(poles=poles).pk],
        "mandates": [room.people[1].mandates.get().pk],
        "polls": [poll.pk],
        "people": [employee.pk, officer.pk],
        "files": [str(uploaded(author).key)],
        "drafts": [str(save_draft(DraftWords("Commencé."), key=uuid.uuid4(), version=0, by=author).key)],
        "mails": [receive_mail(mail_of()).pk for _each in range(3)],
        "captures": [answer(typed()).reference],
        "campaigns": [announced().code],
        "board": [make_feed_key(name="Lecteur", by=employee)[0].pk],
        "me": [make_cards([employee], by=admin)[0].card.pk],
        "kiosks": [make_kiosk(site=employee.site, name="Accueil", by=admin)[0].pk],
        "inbox": [Notification.objects.filter(recipient=author).first().pk],
        **effects_of(people),
    }


def _objection(poles, officer):
    """What somebody found wrong in published minutes."""
    over = open_session_with(poles=poles)
    conduct.close_session(over.session, by=over.chair)
    publish_minutes(over.session, by=officer)
    return object_to_minutes(over.session, by=over.people[0], words="Le point 1 a duré plus longtemps.")


def _voting_call(officer):
    """A call whose pole votes now, with two candidates."""
    with clock.at(clock.now() - timedelta(days=12)):
        return voted_call(officer, [UserFactory(), UserFactory()])[0]


def cases_of(operation, things, roles):
    """What fits the description and what does not, at addresses that exist and at others; and who asks first."""
    names = [parameter.name for parameter in operation.path_parameters]
    real = st.sampled_from([{names[0]: value} for value in things]) if names else st.none()
    cases = [operation.as_strategy()]
    if operation.body or operation.query or operation.headers:
        cases.append(operation.as_strategy(GenerationMode.NEGATIVE))
    return st.tuples(st.one_of(cases), real, MOSTLY, st.sampled_from(roles), st.booleans())


def aim(case, real, fresh):
    """Most cases name something that exists, and half of the writes the version that stands."""
    if real is not None and fresh:
        case.path_parameters = dict(case.path_parameters or {}) | real
    version = Idea.objects.filter(reference=(real or {}).get("reference")).values_list("version", flat=True).first()
    if fresh and version and case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = f'"{version}"'


@contextmanager
def put_back(wanted=True):
    """What was done inside is undone, so that whoever asks next finds the company as it was."""
    with transaction.atomic():
        yield
        if wanted:
            transaction.set_rollback(True)


def ask_everybody(operation, things, programs, tally):
    """A few requests of every kind to one operation, each by everybody; what they were answered is checked.

    Half of the time each finds the company as it was, half of the time as those before have left it. What only reads
    is not asked twice in the same words: nothing has changed in between.
    """
    roles, read = list(programs), set()
    ours = things.get(operation.path.split("/")[3], [])

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=cases_of(operation, ours, roles))
    def ask(drawn):
        case, real, fresh, first, each_alone = drawn
        aim(case, real, fresh)
        if operation.method == "get":
            words = repr((case.formatted_path, case.query, sorted((case.headers or {}).items()), case.cookies))
            if words in read:
                return
            read.add(words)
        turn = roles.index(first)
        for who in roles[turn:] + roles[:turn]:
            with put_back(each_alone):
                answer = case.call(headers=programs[who].headers)
            case.validate_response(answer, checks=CHECKS)
            tally.count(who, answer.status_code)

    ask()
