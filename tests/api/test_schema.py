"""The OpenAPI description: complete, and true of what the API answers, whatever it is asked."""

import uuid
import warnings
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import URLPattern, get_resolver
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

from ideas.models import Idea
from ideas.portfolio import Portfolio
from ideas.services.answer_templates import write_template
from ideas.services.board_keys import make_feed_key
from ideas.services.drafts import DraftWords, save_draft
from ideas.services.escalations import escalate_idea
from ideas.services.incoming import receive_mail
from ideas.services.portfolio import save_view
from parkour.accounts.cards import make_cards
from parkour.accounts.kiosks import make_kiosk
from parkour.api import description
from parkour.core.api.endpoints import Endpoint
from parkour.notifications.models import Notification
from tests.api.asking import Program
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of, open_session_with
from tests.factories.committee import vote
from tests.ideas.campaigning import announced
from tests.ideas.capturing import answer, typed
from tests.ideas.files.lives import uploaded
from tests.ideas.lives import decided, done
from tests.ideas.mail.letters import mail_of

EXAMPLES = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


# --- What it says --------------------------------------------------------------------------------------------


def endpoints(patterns=None, prefix="/"):
    """(address, class) of every address of the API."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(entry, URLPattern):
            yield from endpoints(entry.url_patterns, prefix + str(entry.pattern))
        elif hasattr(entry.callback, "cls"):
            yield prefix + str(entry.pattern), entry.callback.cls


def operations():
    for address, view in endpoints():
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield address, method, getattr(view, method)


def test_every_method_of_every_address_declares_its_scope_and_its_permission():
    assert len(list(operations())) > 90
    for address, method, handler in operations():
        assert hasattr(handler, "operation"), (address, method)
        declared = handler.operation
        assert declared.permission or declared.sees or declared.for_everybody, (address, method)
        assert handler.__doc__, (address, method)
    assert all(issubclass(view, Endpoint) for _address, view in endpoints())


def test_the_description_holds_every_operation_once_and_is_made_without_a_warning():
    description.cache_clear()
    with warnings.catch_warnings(record=True) as caught:
        told = description()
    assert caught == []
    assert told["openapi"] == "3.1.0"
    rows = [operation for methods in told["paths"].values() for operation in methods.values()]
    assert len(rows) == len(list(operations()))
    assert len({row["operationId"] for row in rows}) == len(rows)
    for row in rows:
        assert {"400", "401", "403", "404", "429"} <= set(row["responses"])
        assert row["summary"]
        anonymous = "without a session and without a token" in row["description"]
        assert row["security"] == ([{}] if anonymous else [{"token": []}, {"session": []}])


def test_a_stranger_may_read_the_description_and_its_page(client):
    answer = client.get("/api/schema/")
    assert answer.status_code == 200
    assert answer.json() == description()
    page = client.get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "swagger-ui-bundle.js" in text
    assert "<style" not in text
    assert text.count("<script") == text.count("<script defer src=") + text.count('<script type="module" src=')


# --- Whether it is true -----------------------------------------------------------------------------------------


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


def a_small_company(employee, officer) -> dict:
    """Something real at every address, some of it their own: {first word of the address: values of its parameter}."""
    moments = ("opened", "assessed", "needs_info", "fast_track", "parked", "workshop", "shortlisted", "declined")
    lives = [IdeaFactory(**{moment: True}) for moment in moments]
    own = [IdeaFactory(needs_info=True, author=employee), done(IdeaFactory(shortlisted=True, author=employee))]
    acted = [decided(owner=employee), decided(outcome="recommended"), decided(outcome="rejected")]
    room = open_session_with(poles=committee_of(2, 2))
    poll = room.poll()
    vote(poll, room.people[0])
    admin = UserFactory(admin=True)
    escalated = IdeaFactory(opened=True)
    escalate_idea(escalated, by=UserFactory(officer=True), to=officer, reason="Le coût dépasse ce que je peux engager.")
    template = write_template(by=officer, outcome="park", language="fr", name="Plus tard", body="Merci {first_name}.")
    return {
        "ideas": [idea.reference for idea in own + lives[:1]],
        "triage": [idea.reference for idea in lives],
        "portfolio": [save_view(Portfolio(), by=officer, name="Tout").pk],
        "actions": [acted[0].reference, own[1].reference],
        "recommendations": [acted[1].reference],
        "quick-wins": [IdeaFactory(in_window=True).reference],
        "sessions": [room.session.number, SessionFactory().number],
        "items": [room.item.pk],
        "polls": [poll.pk],
        "people": [employee.pk, officer.pk],
        "files": [str(uploaded(employee).key)],
        "drafts": [str(save_draft(DraftWords("Commencé."), key=uuid.uuid4(), version=0, by=employee).key)],
        "mails": [receive_mail(mail_of()).pk for _each in range(3)],
        "captures": [answer(typed()).reference],
        "campaigns": [announced().code],
        "board": [make_feed_key(name="Lecteur", by=employee)[0].pk],
        "me": [make_cards([employee], by=admin)[0].card.pk],
        "kiosks": [make_kiosk(site=employee.site, name="Accueil", by=admin)[0].pk],
        "escalations": [escalated.reference],
        "answer-templates": [template.pk],
        "inbox": [Notification.objects.filter(recipient=employee).first().pk],
    }


def cases_of(operation, things):
    """What fits the description and what does not, at addresses that exist and at others."""
    names = [parameter.name for parameter in operation.path_parameters]
    real = st.sampled_from([{names[0]: value} for value in things]) if names else st.none()
    cases = [operation.as_strategy()]
    if operation.body or operation.query or operation.headers:
        cases.append(operation.as_strategy(GenerationMode.NEGATIVE))
    return st.tuples(st.one_of(cases), real, st.booleans())


def aim(case, real, fresh):
    """Most cases name something that exists, and half of the writes the version that stands."""
    if real is not None and fresh:
        case.path_parameters = dict(case.path_parameters or {}) | real
    version = Idea.objects.filter(reference=(real or {}).get("reference")).values_list("version", flat=True).first()
    if fresh and version and case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = f'"{version}"'


def ask_everybody(operation, things, programs, statuses):
    """A few requests of every kind to one operation, each by everybody; what they were answered is checked."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=cases_of(operation, things))
    def ask(drawn):
        case, real, fresh = drawn
        aim(case, real, fresh)
        for who, program in programs.items():
            answer = case.call(headers=program.headers)
            case.validate_response(answer, checks=CHECKS)
            statuses.setdefault(who, set()).add(answer.status_code)

    ask()


@pytest.mark.django_db
def test_nobody_meets_an_accident_nor_an_answer_that_is_not_described():
    employee, officer = UserFactory(), UserFactory(officer=True, sponsor=True, admin=True)
    things, statuses, of_nobody = a_small_company(employee, officer), {}, {}
    programs = {"stranger": Program(), "employee": Program(employee), "officer": Program(officer)}
    with connections_kept():
        schema = schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler())
        for result in schema.get_all_operations():
            operation = result.ok()
            answers = of_nobody if "/anonymous/" in operation.path else statuses
            ask_everybody(operation, things.get(operation.path.split("/")[3], []), programs, answers)
    assert {401} <= statuses["stranger"] <= {401, 404}  # 404: no address has this shape
    assert not any(401 in answers for answers in of_nobody.values())  # nobody is asked who they are
    assert {200, 400, 404, 422} <= statuses["employee"]
    assert {200, 400, 404, 409, 422} <= statuses["officer"]
