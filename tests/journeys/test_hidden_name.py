"""A hidden name is on no screen and in no mail of any colleague, wherever the contribution goes.

The officers, who write to the author by name and put the name in every text, are the only ones to read it.
"""

import html
import re

import pytest
from django.urls import resolve, reverse

from ideas.privacy import Veil
from parkour.core.views import ServicePostView
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.pages import browser
from tests.hostile import named_addresses
from tests.journeys.unnamed import WALKS, Company, names_the_author

pytestmark = pytest.mark.django_db

ROLES = {"colleague", "owner", "sponsor", "reviewer", "coauthor", "member", "facilitator", "chair"}
# Lists of the whole company to choose from say nothing of a contribution.
DIRECTORY = re.compile(r"<datalist\b.*?</datalist>|<option\b[^>]*>", re.S)
SHOWN = re.compile(r'href="(/[^"#]*)"')
LEFT_OUT = ("/accounts/", "/static/", "/admin/", "/mailbox/", "/set-", "/healthz", "/channels/", "/profile/")


def addresses(company):
    """Every address of the product that may answer a GET with a page, asked for this contribution and its session."""
    facts = {"reference": company.idea.reference, "outcome": "shortlist", "step": "news"}
    if room := company.room:
        facts |= {"number": room.session.number, "pk": room.item.pk}
    for name, wanted in sorted(set(named_addresses())):
        if set(wanted) <= set(facts) and not name.startswith("api:"):  # the API has a test of its own
            url = reverse(name, kwargs={key: facts[key] for key in wanted})
            view = getattr(resolve(url).func, "view_class", ServicePostView)  # probes answer without a page
            if not url.startswith(LEFT_OUT) and not issubclass(view, ServicePostView):
                yield url


def naming_pages(company, person, everywhere=False):
    """Addresses where `person` reads the name: what is reached from home and from the page of the contribution.

    `everywhere`: also from each address of the product.
    """
    client, seen, found = browser(person), set(), []
    waiting = list(addresses(company)) if everywhere else ["/", company.idea.get_absolute_url()]
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        response = client.get(url)
        text = DIRECTORY.sub("", html.unescape(response.getvalue().decode(errors="replace")))
        if names_the_author(text):
            found.append(url)
        waiting += [link for link in SHOWN.findall(text) if not link.startswith(LEFT_OUT)]
    return found


def naming_letters(person):
    """Notifications and mails of `person` that hold the name."""
    told = Notification.objects.filter(recipient=person)
    mails = OutgoingMail.objects.filter(to_address=person.email)
    letters = [(row.title, row.body) for row in told]
    letters += [(mail.subject, mail.body_text + html.unescape(mail.body_html)) for mail in mails]
    return [title for title, body in letters if names_the_author(title + body)]


def leaks(company, **how):
    return {
        role: places
        for role, person in company.people.items()
        if (places := naming_pages(company, person, **how) + naming_letters(person))
    }


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_no_colleague_reads_the_hidden_name(walk):
    company = Company()
    assert set(company.people) == ROLES
    for _moment in walk(company):
        assert leaks(company) == {}
    assert leaks(company, everywhere=True) == {}
    assert naming_letters(company.author)
    assert names_the_author(browser(company.officer).get(company.idea.get_absolute_url()).content.decode())


@pytest.fixture
def veil_lifted(monkeypatch):
    monkeypatch.setattr(Veil, "words", lambda self, text: text)
    monkeypatch.setattr(Veil, "hides", lambda self, person: False)


def test_without_the_veil_every_colleague_would_read_it(veil_lifted):
    company = Company()
    read = {role: set() for role in ROLES}
    for walk in ("quick_win", "recommended"):
        next(WALKS[walk](company))
        for role, places in leaks(company).items():
            read[role] |= set(places)
    assert {role for role, places in read.items() if places} == ROLES
    for role, page in (("owner", "mine"), ("sponsor", "recommendations"), ("coauthor", "mine")):
        assert reverse(f"ideas:{page}") in read[role]
    assert naming_letters(company.owner)
