"""What somebody of a partner or a franchisee lives through: sending, being answered, being told, and what pages say."""

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from ideas import following
from ideas.models import Idea
from ideas.selectors import triage_queue
from ideas.services import submission
from ideas.services.comments import hide_comment
from ideas.services.follow_up import publish_update
from ideas.services.following import follow
from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.notifications.models import Notification, OutgoingMail
from parkour.organisation.models import Organisation, Site
from tests.api.asking import Program
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.campaigning import announced
from tests.ideas.lives import done
from tests.ideas.partners import FAR, WORDS, signed_in
from tests.ideas.talking import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return SiteFactory(kind="franchise")


@pytest.fixture
def reader(site):
    return UserFactory(site=site)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def told(officer, we_did="Il est graissé."):
    idea = done(IdeaFactory(author=UserFactory(**FAR), problem_text=WORDS, shortlisted=True))
    publish_update(idea, by=officer, you_said=WORDS, we_did=we_did)
    return idea


def send(by, **facts):
    return submission.submit_idea(submission.Submission(WORDS, uuid.uuid4(), **facts), by=by)[0]


# --- The right to an answer ----------------------------------------------------------------------------------


def test_the_same_promise_and_the_same_queue_as_for_anybody(site, reader):
    with clock.at(clock.now()):
        theirs, ours = send(reader), send(UserFactory(site=SiteFactory()))
    assert theirs.promised_reply_at == ours.promised_reply_at is not None
    assert list(triage_queue().values_list("reference", flat=True)) == [theirs.reference, ours.reference]


def test_they_speak_for_their_own_site_whatever_poster_they_came_by(site, reader):
    poster = SiteFactory(code="nantes")
    assert send(reader, site="nantes").site == site
    assert send(UserFactory(site=SiteFactory()), site="nantes").site == poster


# --- What pages say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "shared", "sentence", "empty"),
    [
        ("fr", "done", "et ce qui a été réalisé et raconté à tout le monde.", "Ce que votre site signe s’affiche ici"),
        ("en", "done", "and what was done and told to everyone.", "What your site signs is shown here"),
        (
            "en",
            "nothing",
            "what is kept of what your site signed, and what you wrote.",
            "What your site signs is shown here",
        ),
    ],
)
def test_the_board_says_in_a_sentence_what_they_read(reader, language, shared, sentence, empty):
    Organisation.current()
    Organisation.objects.update(partner_board=shared)
    type(reader).objects.update(locale=language)
    page = signed_in(reader).get(reverse("ideas:board")).content.decode()
    assert (sentence in page, empty in page) == (True, True)
    with translation.override(language):
        house = signed_in(UserFactory(locale=language)).get(reverse("ideas:board")).content.decode()
    assert (sentence in house, empty in house) == (False, False)


def test_an_administrator_says_whose_site_it_is_and_the_database_refuses_what_it_does_not_know(site):
    admin = signed_in(UserFactory(admin=True, locale="en"))
    address = reverse("admin:organisation_site_change", args=[site.pk])
    page = admin.get(address).content.decode()
    assert "sends contributions and is answered as anybody" in page
    body = {"code": site.code, "name": site.name, "kind": "partner", "timezone": site.timezone}
    body |= {"holiday_region": site.holiday_region, "city": ""}
    body |= {"teams-TOTAL_FORMS": "0", "teams-INITIAL_FORMS": "0"}
    assert admin.post(address, body).status_code == HTTPStatus.FOUND
    assert Site.objects.get(pk=site.pk).kind == "partner"
    assert admin.post(address, body | {"kind": "nobody"}).status_code == HTTPStatus.OK
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.update(kind="nobody")


def test_the_organisation_says_what_it_shares_on_its_own_page(reader):
    page = signed_in(UserFactory(admin=True, locale="en")).get(
        reverse("admin:organisation_organisation_change", args=[Organisation.current().pk])
    )
    assert "What is shared shows them no name of another site." in page.content.decode()


# --- Who else there is -------------------------------------------------------------------------------------------


def test_a_colleague_of_another_site_is_named_no_more_than_somebody_who_does_not_exist(site, reader):
    UserFactory(email="loin@example.org", **FAR)
    UserFactory(site=site, first_name="Aline", last_name="Voisine")

    def answers(names):
        words = {"problem_text": WORDS, "speaker": "group", "colleagues": names, "client_uuid": str(uuid.uuid4())}
        page = signed_in(reader).post(reverse("ideas:submit"), words)
        script = signed_in(reader).post(reverse("ideas:send"), words | {"client_uuid": str(uuid.uuid4())})
        return page.status_code, script.status_code, script.json().get("message", "").replace(names, "X")

    assert answers("Zéphirin Lointain") == answers("Personne Jamais")
    assert answers("Aline Voisine")[:2] == (303, 201)
    program = Program(reader)
    bodies = [{"problem_text": WORDS, "coauthors": [mail]} for mail in ("loin@example.org", "rien@example.org")]
    known, unknown = (program.posts("ideas/", body, key=uuid.uuid4()) for body in bodies)
    assert (known.status_code, known.json()["errors"]) == (unknown.status_code, unknown.json()["errors"])
    assert Program(UserFactory()).posts("ideas/", bodies[0], key=uuid.uuid4()).status_code == HTTPStatus.CREATED


def test_the_service_refuses_a_colleague_of_another_site_whoever_found_them(reader):
    with pytest.raises(InvalidInput):
        send(reader, coauthors=(UserFactory(),))
    assert not Idea.objects.exists()


def test_the_receipt_names_no_campaign_that_asks_others(reader):
    elsewhere = announced(target="sites", sites=[SiteFactory()], question="Que dire du quai neuf ?")
    for person, named in ((reader, False), (UserFactory(site=SiteFactory()), True)):
        idea = send(person, campaign=elsewhere.code)
        page = signed_in(person).get(reverse("ideas:receipt", args=[idea.reference])).content.decode()
        assert (elsewhere.question in page) is named


# --- Mails -------------------------------------------------------------------------------------------------------


def letters(person):
    rows = Notification.objects.filter(recipient=person).values_list("title", "body")
    mails = OutgoingMail.objects.filter(notification__recipient=person).values_list("subject", "body_text")
    return "\n".join(text for row in (*rows, *mails) for text in row)


def test_followers_of_a_partner_are_told_of_what_they_read_without_names_of_other_sites(reader, officer):
    idea = told(officer)
    follow(idea, by=reader)
    with clock.at(clock.now() + timedelta(days=2)):
        publish_update(idea, by=officer, you_said=WORDS, we_did="Zéphirin Lointain l’a graissé.")
    assert ("graissé" in letters(reader), "Lointain" in letters(reader)) == (True, False)


@pytest.mark.parametrize("planted", [False, True])
def test_followers_of_a_partner_are_told_nothing_of_what_they_read_no_more(reader, officer, monkeypatch, planted):
    idea, house = told(officer), UserFactory()
    for person in (reader, house):
        follow(idea, by=person)
    Organisation.current()
    Organisation.objects.update(partner_board="nothing")
    if planted:
        monkeypatch.setattr(following, "in_sight", lambda *_both: True)
    with clock.at(clock.now() + timedelta(days=2)):
        publish_update(idea, by=officer, you_said=WORDS, we_did="Il tourne.")
    assert ("Il tourne." in letters(house), "Il tourne." in letters(reader)) == (True, planted)


def test_whoever_reads_a_contribution_no_more_is_told_its_reference_when_their_comment_is_hidden(reader, officer):
    idea = told(officer)
    comment = say(idea, by=reader)
    Organisation.current()
    Organisation.objects.update(partner_board="nothing")
    hide_comment(comment, by=officer, reason="Un nom y figure.")
    assert ("tourniquet" in letters(reader), idea.reference in letters(reader)) == (False, True)
