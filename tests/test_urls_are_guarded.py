"""Every address of the product, asked by a stranger and by a plain employee: closed unless written here."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, get_resolver, reverse

from committee.enums import Block
from committee.models import AgendaItem, Attendance, Ballot, Poll, Session
from committee.services import agenda
from committee.views import finding
from ideas.models import Action, Idea, IdeaEvent, Message
from ideas.views import actions
from parkour.accounts.tokens import create_token
from parkour.core import clock
from parkour.notifications.models import Notification
from parkour.notifications.views import inbox
from tests.factories import IdeaFactory, SessionFactory, UserFactory, open_session_with
from tests.ideas.importing.steps import uploaded
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db

# Without signing in.
PROBES = {"healthz", "readyz", "readyz_pages", "metrics"}
OPEN = PROBES | {
    "channels",
    "set_theme",
    "set_language",
    "demo_mailbox",
    "demo_mail",
    "demo_mail_send",
    "design",
    "design_wall",
    "api:schema",
    "api:docs",
    "notifications:unsubscribe",
}
OPEN_PREFIXES = ("account_", "socialaccount_")
# An employee without any role: these answer. Everything else is as if it did not exist.
EMPLOYEE = {
    "home",
    "profile",
    "tokens",
    "notifications:inbox",
    "notifications:read_all",
    "notifications:preferences",
    "ideas:mine",
    "ideas:submit",
    "ideas:board",
    "committee:sessions",
    "committee:members",
    "committee:quick_wins",
    "committee:session",
    "committee:live",
    "committee:live_state",
}
# The session is open to all, what is done there is not: back to its page with a sentence, nothing written.
TOLD_NO = {
    "committee:plan",
    "committee:plan_on",
    "committee:set_up",
    "committee:convene",
    "committee:postpone",
    "committee:cancel",
}
# Pages of a role, which hide nothing by being there. Whatever has an object in its address is 404, never 403.
NAMES_AN_OBJECT = {"reference", "number", "pk"}
# The same by the API. 204: it says that everything of one's own is read.
EMPLOYEE_API = {
    "api:me",
    "api:ideas",
    "api:board",
    "api:decisions",
    "api:actions",
    "api:inbox",
    "api:inbox_read_all",
    "api:sessions",
    "api:session",
    "api:members",
    "api:quick_wins",
}
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITTEN = (Idea, IdeaEvent, Message, Action, Session, AgendaItem, Poll, Ballot, Attendance, Notification)


def addresses(patterns=None, namespace=""):
    """(name, arguments wanted) of every named address, admin left aside (it has its own tests)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield namespace + entry.name, {*entry.pattern.converters, *entry.pattern.regex.groupindex}
        elif entry.namespace != "admin":
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, inner)


ADDRESSES = dict(sorted(addresses()))


@dataclass
class Private:
    """Things that exist and are none of a plain employee's business; `named` gives the other arguments."""

    idea: Idea
    adopted: Idea  # with its action
    session: Session  # its agenda is not released
    numbered: dict  # {first part of the address: the thing}

    named = {
        "uuid": uuid.uuid4(),
        "outcome": "decline",
        "step": "news",
        "uidb36": "1",
        "key": "abc-def",
        "token": "1.mine:not-signed",
    }

    def argument(self, name, wanted):
        """The value of one argument of the address. A new kind of numbered thing must be added here."""
        if wanted == "reference":
            return (self.adopted if name.startswith("ideas:action") else self.idea).reference
        if wanted == "number":
            return self.session.number
        if wanted == "pk":
            kind = reverse(name, kwargs={"pk": 0}).partition("/0/")[0].rpartition("/")[2]
            return self.numbered[kind].pk
        return self.named[wanted]

    def url(self, name):
        return reverse(name, kwargs={wanted: self.argument(name, wanted) for wanted in ADDRESSES[name]})


@pytest.fixture
def private(db):
    officer = UserFactory(officer=True)
    session = SessionFactory(starts_at=clock.now() + timedelta(days=9))
    item = agenda.add_subject(session, by=officer, title="Budget", block=Block.DECISION, minutes=5)
    poll = open_session_with(number=session.number + 1).poll()
    adopted = decided()
    numbered = {
        "items": item,
        "polls": poll,
        "inbox": Notification.objects.first(),
        "people": officer,
        "tokens": create_token(by=officer, name="Rapport", scopes=["ideas:read"], days=30)[0],
        "import": uploaded(officer),
    }
    return Private(IdeaFactory(opened=True), adopted, session, numbered)


def is_open(name):
    return name in OPEN or name.startswith(OPEN_PREFIXES)


def is_api(name):
    return name.startswith("api:")


def rows():
    return (
        [model.objects.count() for model in WRITTEN]
        + list(Idea.objects.order_by("pk").values_list("state", "version"))
        + list(Session.objects.order_by("pk").values_list("state", "version", "agenda_version"))
        + list(AgendaItem.objects.order_by("pk").values_list("state", "position", "block", "duration", "pinned"))
        + list(Poll.objects.order_by("pk").values_list("state", "closes_at"))
        + list(Action.objects.order_by("pk").values_list("status", "last_news_at"))
        + [Notification.objects.exclude(read_at=None).count()]
    )


def sweep(client, private, fault_of, names=None):
    """Ask the closed addresses (default: all) by GET and by POST; {name: what is wrong}, empty when all is well.

    `fault_of(name, read, written)` judges the two answers.
    """
    client.raise_request_exception = False
    faults, before = {}, rows()
    for name in names or [name for name in ADDRESSES if not is_open(name) and not is_api(name)]:
        url = private.url(name)
        with transaction.atomic():
            read = client.get(url)
            written = client.post(url)
            fault = fault_of(name, read, written) or ("something was written" if rows() != before else "")
            transaction.set_rollback(True)  # each address finds the same rows
        if fault:
            faults[name] = f"{url}: {fault} (GET {read.status_code}, POST {written.status_code})"
    return faults


def fault_for_a_stranger(_name, *answers):
    closed = all(answer.status_code == 302 and answer.url.startswith(reverse("account_login")) for answer in answers)
    return "" if closed else "not sent to the sign-in page"


def fault_for_an_employee(name, read, written):
    codes = {read.status_code, written.status_code}
    if name in EMPLOYEE:
        return "" if codes <= {200, 302, 405, 422} else "closed to employees"
    if name in TOLD_NO:
        back = written.status_code == 302 and written.url.startswith("/committee/")
        return "" if back else "not sent back to the page around"
    wanted = {404} if ADDRESSES[name] & NAMES_AN_OBJECT else {403, 404}
    answered = codes - {405}  # the method alone is no refusal
    return "" if answered and answered <= wanted else "does not look as if it did not exist"


def of_kind(private, kind):
    return {name for name in ADDRESSES if "pk" in ADDRESSES[name] and f"/{kind}/" in private.url(name)}


def test_a_stranger_is_sent_to_the_sign_in_page_from_everywhere(client, private):
    assert sweep(client, private, fault_for_a_stranger) == {}


def test_what_is_open_to_strangers_answers_them(client, private):
    codes = {name: client.get(private.url(name)).status_code for name in ADDRESSES if is_open(name)}
    assert {name: code for name, code in codes.items() if code not in {200, 302, 404, 405, 503}} == {}


def test_a_plain_employee_finds_only_what_is_for_employees(signed_in, private):
    assert sweep(signed_in(UserFactory()), private, fault_for_an_employee) == {}


def sweep_api(client, private, allowed):
    """Ask every address of the API by every method; {name: what is wrong}. `allowed(name)` are the answers."""
    client.raise_request_exception = False
    # What is asked for must be well formed, else it is refused before anything is looked for.
    faults, before = {}, rows()
    for name in filter(is_api, ADDRESSES):
        if is_open(name):
            continue
        headers = {"If-Match": '"1"', "Idempotency-Key": str(uuid.uuid4())}
        with transaction.atomic():
            codes = {
                client.generic(
                    method, private.url(name), "{}", content_type="application/json", headers=headers
                ).status_code
                for method in API_METHODS
            }
            written = rows() != before and name not in EMPLOYEE_API
            transaction.set_rollback(True)
        if written or not codes <= allowed(name):
            faults[name] = f"{sorted(codes)}{' and something was written' if written else ''}"
    return faults


def test_the_api_knows_no_stranger(client, private):
    assert sweep_api(client, private, lambda name: {401}) == {}


def test_a_plain_employee_finds_only_what_is_for_employees_by_the_api(signed_in, private):
    own = {200, 204, 403, 404, 405, 422}
    found = sweep_api(
        signed_in(UserFactory()), private, lambda name: own if name in EMPLOYEE_API else {403, 404, 405, 409, 422}
    )
    assert found == {}


def test_every_name_of_the_lists_is_an_address():
    assert (OPEN | EMPLOYEE | EMPLOYEE_API | TOLD_NO) - set(ADDRESSES) == set()


# --- Planted faults: with one guard away, the sweep names exactly the addresses it guards ------------------

ACTIONS = {"ideas:action", "ideas:action_step"}
GUARDED = ACTIONS | {name for name in ADDRESSES if "pk" in ADDRESSES[name] and not is_api(name)}


@pytest.fixture
def found(signed_in, private):
    """The names that the sweep reports when a plain employee asks for somebody else's things."""
    return lambda: set(sweep(signed_in(UserFactory()), private, fault_for_an_employee, GUARDED))


def test_planted_fault_without_the_sign_in_every_address_is_reported(client, private, settings):
    guard = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    assert set(sweep(client, private, fault_for_a_stranger, GUARDED)) == GUARDED


@pytest.mark.parametrize(("kind", "model"), [("items", AgendaItem), ("polls", Poll)])
def test_planted_fault_a_point_or_poll_found_for_everybody_is_reported(found, private, monkeypatch, kind, model):
    guard = finding._seen
    monkeypatch.setattr(
        finding, "_seen", lambda request, found, *rest: found if type(found) is model else guard(request, found, *rest)
    )
    expected = of_kind(private, kind)
    assert len(expected) > 5
    assert found() == expected


def test_planted_fault_a_notification_found_for_everybody_is_reported(found, monkeypatch):
    monkeypatch.setattr(inbox, "get_object_or_404", lambda model, pk, recipient: get_object_or_404(model, pk=pk))
    assert found() == {"notifications:open"}


def test_planted_fault_an_action_found_for_everybody_is_reported(found, monkeypatch):
    monkeypatch.setattr(
        actions, "find_action", lambda request, reference: get_object_or_404(Action, idea__reference=reference)
    )
    assert found() == ACTIONS
