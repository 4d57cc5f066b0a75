"""I02 and I05 off the pages: what is typed stays text in feeds, on screens, in names of files and in mails."""

import re
from datetime import datetime
from email import message_from_bytes
from email.policy import default as MAIL_POLICY
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from allauth.account.adapter import get_adapter
from defusedxml import ElementTree
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.xmlutils import UnserializableContentError

from ideas.models import Attachment, Campaign, Idea
from ideas.notifications import tell_of_campaign
from ideas.services.board_keys import make_display_key, make_feed_key
from ideas.services.coauthors import invite_coauthors
from ideas.services.names import show_name
from parkour.accounts import links
from parkour.core import clock
from parkour.core.text import readable_in_xml
from parkour.notifications.outbox import send_due_mail
from tests.committee.pages import browser
from tests.factories import IdeaFactory, UserFactory
from tests.factories.people import SiteFactory
from tests.hostile import LITERAL, MARKUP
from tests.ideas.campaigning import announced
from tests.ideas.files.lives import added
from tests.ideas.lives import done
from tests.markup import Page

pytestmark = pytest.mark.django_db
A_TUESDAY_MORNING = datetime(2026, 3, 17, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
SHORT = [text for text in MARKUP if "\x01" not in text]


def links_of(page):
    return [value for _tag, values in page.tags for name, value in values.items() if name in {"href", "src"} and value]


# --- Feeds and screens ------------------------------------------------------------------------------------------


def test_a_feed_holds_the_words_as_words():
    ideas = [done(IdeaFactory(shortlisted=True)) for _number in range(10)]
    secret = make_feed_key(name="Lecteur", by=UserFactory())[1]
    space = "{http://www.w3.org/2005/Atom}"
    texts = [*SHORT, *LITERAL[:14]]
    for first in range(0, len(texts), 10):
        some = texts[first : first + 10]
        for idea, text in zip(ideas, some, strict=False):
            Idea.objects.filter(pk=idea.pk).update(title=text, problem_text=f"{text} et la suite du texte")
        feed = ElementTree.fromstring(Client().get(reverse("ideas:feed", args=[secret])).content)
        titles = " ".join(" ".join(entry.find(f"{space}title").text.split()) for entry in feed.iter(f"{space}entry"))
        assert [text for text in some if " ".join(readable_in_xml(text).split()) not in titles] == []
        places = [link.get("href") for link in feed.iter(f"{space}link")]
        ours = {"testserver", urlsplit(settings.PARKOUR_BASE_URL).netloc}
        assert places and {urlsplit(place).netloc for place in places} <= ours
        assert {element.tag.removeprefix(space) for element in feed.iter()} <= {
            "feed", "title", "subtitle", "link", "id", "updated", "author", "name", "entry", "published", "summary",
        }  # fmt: skip


def test_planted_fault_one_character_would_make_the_feed_unreadable_for_all(monkeypatch):
    Idea.objects.filter(pk=done(IdeaFactory(shortlisted=True)).pk).update(title="Un titre\x01")
    address = reverse("ideas:feed", args=[make_feed_key(name="Lecteur", by=UserFactory())[1]])
    assert Client().get(address).status_code == 200
    monkeypatch.setattr("ideas.views.showing.readable_in_xml", lambda text: text)
    with pytest.raises(UnserializableContentError):
        Client().get(address)


def test_a_screen_and_a_campaign_show_the_words_as_words():
    campaign, site = announced(), SiteFactory()
    idea = done(IdeaFactory(shortlisted=True))
    secret = make_display_key(site=site, name="Entrée", by=UserFactory(officer=True))[1]
    for text in SHORT:
        Campaign.objects.filter(pk=campaign.pk).update(question=text[:200], explanation=text)
        Idea.objects.filter(pk=idea.pk).update(title=text, problem_text=f"{text} et la suite du texte")
        type(site).objects.filter(pk=site.pk).update(name=text[:120])
        page = Page(Client().get(reverse("ideas:tv", args=[secret])).content.decode())
        drawn_by_us = "data:image/svg+xml;base64,"  # the code to scan
        runs = [one for one in page.runs if not str(one[1].get("src", "")).startswith(drawn_by_us)]
        assert runs == [] and text in page.text
        assert not any("evil" in place for place in links_of(page))


# --- Names of files ----------------------------------------------------------------------------------------------


def test_the_name_of_a_file_stays_in_its_header_and_is_text_on_its_page():
    author = UserFactory()
    idea = IdeaFactory(author=author)
    file = added(idea, author)
    client = browser(author)
    for text in (*MARKUP, *LITERAL, 'x"; filename="x.html', "a\r\nSet-Cookie: x=1", "a\nb"):
        Attachment.objects.filter(pk=file.pk).update(name=text[:120], alt=text[:120])
        answer = client.get(reverse("ideas:file", args=[file.key]))
        assert len(answer.get("Content-Disposition", "").splitlines()) <= 1
        assert re.sub(r"\\.", "", answer.get("Content-Disposition", "")).count('"') in {
            0,
            2,
        }  # what is quoted stays in
        assert "Set-Cookie" not in answer.headers
        assert Page(client.get(idea.get_absolute_url()).content.decode()).runs == []


# --- Mails -------------------------------------------------------------------------------------------------------


def of_a_campaign(text, person):
    campaign = announced()
    Campaign.objects.filter(pk=campaign.pk).update(question=text[:200], summary=text)
    tell_of_campaign(Campaign.objects.get(pk=campaign.pk), [person])


def of_a_coauthor(text, person):
    idea = IdeaFactory(author=UserFactory(first_name=text[:80], last_name=text[:80]))
    Idea.objects.filter(pk=idea.pk).update(title=text)
    invite_coauthors(Idea.objects.get(pk=idea.pk), [person], by=idea.authorships.get().person)


def of_a_shown_name(text, person):
    idea = IdeaFactory(author=person, visibility="name_hidden")
    Idea.objects.filter(pk=idea.pk).update(title=text)
    show_name(idea, by=UserFactory(officer=True, first_name=text[:80]), reason=text)


def of_an_account(text, person):
    for wants in ("link", "password"):
        links.ask_for_link(person.email, wants)
    links.answer_requests()
    get_adapter().send_mail("account/email/keys_changed", person.email, {"user": person})


@pytest.mark.parametrize("write", [of_a_campaign, of_a_coauthor, of_a_shown_name, of_an_account])
@pytest.mark.parametrize("text", [*MARKUP[1:3], MARKUP[5], LITERAL[0], *LITERAL[12:14], *LITERAL[-2:]])
def test_a_mail_of_the_capture_carries_words_to_one_person(write, text):
    with clock.at(A_TUESDAY_MORNING):
        person = UserFactory(first_name=text[:80])
        write(text, person)
        mail.outbox.clear()
        send_due_mail()
    letters = [
        (message, message_from_bytes(message.message().as_bytes(), policy=MAIL_POLICY)) for message in mail.outbox
    ]
    told = [(message, read) for message, read in letters if person.email in read["To"]]
    assert told
    for message, read in told:
        assert [to.addr_spec for to in read["To"].addresses] == [person.email] and len(message.recipients()) == 1
        assert "Bcc" not in read and "Cc" not in read and len(read["Subject"].splitlines()) == 1
        [(html, _kind)] = message.alternatives
        assert Page(html).runs == []
        assert not any("evil" in place or "javascript" in place.lower() for place in links_of(Page(html)))
