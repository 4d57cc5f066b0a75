"""Every address of the product, asked by a stranger and by a plain employee: closed unless written here."""

import uuid
from datetime import timedelta

import pytest
from django.urls import URLPattern, get_resolver, reverse

from committee.models import AgendaItem, Attendance, Ballot, Poll, Session
from ideas.models import Action, Idea, IdeaEvent, Message
from parkour.core import clock
from tests.factories import IdeaFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

# Without signing in.
PROBES = {"healthz", "readyz", "readyz_pages", "metrics"}
OPEN = PROBES | {"channels", "set_theme", "set_language", "demo_mailbox", "demo_mail", "demo_mail_send"}
OPEN_PREFIXES = ("account_", "socialaccount_")
# An employee without any role: these answer. Everything else is as if it did not exist.
EMPLOYEE = {
    "home",
    "profile",
    "notifications:inbox",
    "notifications:read_all",
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
REFUSALS = {403, 404, 405}
WRITTEN = (Idea, IdeaEvent, Message, Action, Session, AgendaItem, Poll, Ballot, Attendance)


def addresses(patterns=None, namespace=""):
    """(name, kwargs wanted) of every named address, admin left aside (it has its own tests)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield namespace + entry.name, dict(entry.pattern.converters), entry.pattern.regex.groupindex
        elif entry.namespace != "admin":
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, inner)


ADDRESSES = sorted({name: (converters, list(groups)) for name, converters, groups in addresses()}.items())


@pytest.fixture
def private(db):
    """Somebody else's idea under review, and a session whose agenda is not released."""
    idea = IdeaFactory(opened=True)
    session = SessionFactory(starts_at=clock.now() + timedelta(days=9))
    return {
        "reference": idea.reference,
        "number": session.number,
        "pk": 987654,
        "uuid": uuid.uuid4(),
        "outcome": "decline",
        "step": "news",
        "uidb36": "1",
        "key": "abc-def",
    }


def url_of(name, needs, private):
    converters, groups = needs
    return reverse(name, kwargs={key: private[key] for key in {*converters, *groups}})


def rows():
    return [model.objects.count() for model in WRITTEN] + list(
        Idea.objects.order_by("pk").values_list("state", "version")
    )


@pytest.mark.parametrize(("name", "needs"), ADDRESSES, ids=[name for name, _needs in ADDRESSES])
def test_a_stranger_is_sent_to_the_sign_in_page(client, private, name, needs):
    if name in OPEN or name.startswith(OPEN_PREFIXES):
        assert client.get(url_of(name, needs, private)).status_code in {200, 302, 404, 405, 503}
        return
    before = rows()
    for method in (client.get, client.post):
        answer = method(url_of(name, needs, private))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
    assert rows() == before


@pytest.mark.parametrize(("name", "needs"), ADDRESSES, ids=[name for name, _needs in ADDRESSES])
def test_a_plain_employee_finds_only_what_is_for_employees(signed_in, private, name, needs):
    if name in OPEN or name.startswith(OPEN_PREFIXES):
        return
    client = signed_in(UserFactory())
    url = url_of(name, needs, private)
    before = rows()
    read, written = client.get(url).status_code, client.post(url).status_code
    if name in EMPLOYEE:
        assert {read, written} <= {200, 302, 405, 422}
    else:
        # 302: sent back to the page around, where that one is open to all. Nothing was written: see below.
        assert {read, written} <= (REFUSALS | {302} if name.startswith("committee:") else REFUSALS)
    assert rows() == before
