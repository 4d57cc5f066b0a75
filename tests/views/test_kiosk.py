"""The pages of a shared tablet: one person, one contribution, then nothing of either."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ideas.enums import Visibility
from ideas.models import Draft, Idea
from parkour.accounts import cards, kiosks, middleware
from parkour.accounts.entering import KIOSK
from parkour.core import clock
from parkour.views import kiosk as pages
from tests.factories import SiteFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.ideas.anonymously import open_to_anonymous

WORDS = "Le badge de la réserve ne marche plus depuis lundi."
FORGOTTEN = '"cache", "storage"'
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def opened(admin):
    """(kiosk, key)"""
    return kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)


@pytest.fixture
def tablet(opened):
    """The browser of a tablet that the administrator has opened."""
    client = Client()
    client.post(reverse("kiosk_open", args=[opened[1]]))
    return client


@pytest.fixture
def lea(admin):
    """A badge that was used before, without a PIN."""
    printed = cards.make_cards([UserFactory(first_name="Léa", last_name="Martin")], by=admin)[0]
    cards.use_card(printed.card)
    return printed


def show_badge(tablet, printed):
    return tablet.post(reverse("kiosk"), {"code": printed.code})


def sent(**more):
    return {"problem_text": WORDS, "speaker": "me", "client_uuid": str(uuid4()), "draft": str(uuid4())} | more


def is_in(client):
    return "_auth_user_id" in client.session


# --- Opening ---


def test_opening_a_tablet_signs_the_administrator_out_and_clears_the_browser(signed_in, admin, opened):
    client = signed_in(admin)
    address = reverse("kiosk_open", args=[opened[1]])
    assert client.get(address).status_code == 200
    assert is_in(client)
    answer = client.post(address)
    assert (answer.status_code, answer.url, answer["Clear-Site-Data"]) == (303, "/kiosk/", FORGOTTEN)
    assert not is_in(client)
    cookie = answer.cookies[middleware.KIOSK_COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_an_unknown_key_and_a_revoked_one_open_nothing(client, opened, admin):
    kiosks.revoke_kiosk(opened[0], by=admin)
    for key in (opened[1], "never-made"):
        address = reverse("kiosk_open", args=[key])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert middleware.KIOSK_COOKIE not in client.cookies


def test_a_browser_that_is_no_tablet_finds_no_page_of_it(client):
    for name in ("kiosk", "kiosk_write", "kiosk_forget", "kiosk_anonymous", "kiosk_kept"):
        assert client.get(reverse(name)).status_code == 404


# --- What a tablet opens ---


@pytest.mark.parametrize("path", ["/", "/ideas/mine/", "/board/", "/admin/", "/accounts/login/", "/api/v1/me/"])
def test_a_tablet_opens_its_own_pages_and_no_others(tablet, lea, path):
    assert tablet.get(path).url == "/kiosk/"
    show_badge(tablet, lea)
    assert tablet.get(path).url == "/kiosk/"


@pytest.mark.parametrize(
    ("name", "framed"),
    [("ideas:anonymous", "kiosk_anonymous"), ("ideas:follow_up", "kiosk_follow_up"), ("channels", "kiosk_channels")],
)
def test_pages_for_everybody_are_shown_in_the_frame_of_the_tablet(tablet, name, framed):
    open_to_anonymous()
    assert tablet.get(reverse(name)).url == reverse(framed)
    page = tablet.get(reverse(framed))
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert b"data-kiosk=" in page.content and b"js/words.js" not in page.content


def test_the_first_page_offers_anonymous_feedback_where_the_organisation_takes_it(tablet):
    link = f'href="{reverse("kiosk_anonymous")}"'.encode()
    assert link not in tablet.get(reverse("kiosk")).content
    open_to_anonymous()
    assert link in tablet.get(reverse("kiosk")).content


def test_anonymous_feedback_comes_from_the_site_of_the_tablet(tablet, opened):
    open_to_anonymous()
    assert tablet.get(reverse("kiosk_anonymous") + "?site=elsewhere").context["site"] == opened[0].site


# --- Writing ---


def test_a_person_shows_their_badge_writes_and_reads_the_reference(tablet, lea, opened):
    assert show_badge(tablet, lea).url == reverse("kiosk_write")
    assert b"L\xc3\xa9a Martin" in tablet.get(reverse("kiosk_write")).content
    answer = tablet.post(reverse("kiosk_write"), sent(speaker="hidden"))
    idea = Idea.objects.get()
    assert answer.url == reverse("kiosk_received", args=[idea.reference])
    assert idea.authorships.get().person == lea.card.person
    assert (idea.site, idea.visibility) == (opened[0].site, Visibility.NAME_HIDDEN)
    receipt = tablet.get(answer.url)
    assert idea.reference in receipt.content.decode()
    assert WORDS not in receipt.content.decode()


def test_the_page_sends_by_itself_and_is_told_where_the_receipt_is(tablet, lea):
    show_badge(tablet, lea)
    once = sent()
    answers = [tablet.post(reverse("kiosk_send"), once) for _click in range(2)]
    receipt = reverse("kiosk_received", args=[Idea.objects.get().reference])
    assert [(answer.status_code, answer.json()["url"]) for answer in answers] == [(201, receipt)] * 2


def test_a_text_that_is_too_short_is_told_and_nothing_is_sent(tablet, lea):
    show_badge(tablet, lea)
    page, data = (tablet.post(reverse(name), sent(problem_text="non")) for name in ("kiosk_write", "kiosk_send"))
    assert (page.status_code, data.status_code, Idea.objects.count()) == (422, 422, 0)
    assert data.json()["message"]


def test_a_pin_is_asked_for_at_the_tablet_too(tablet, admin):
    printed = cards.make_cards([UserFactory()], by=admin)[0]
    cards.use_card(printed.card, pin="2468")
    page = show_badge(tablet, printed)
    assert (page.status_code, is_in(tablet)) == (200, False)
    shown = page.context["form"]["shown"].value()
    assert tablet.post(reverse("kiosk"), {"shown": shown, "pin": "1111"}).status_code == 422
    assert tablet.post(reverse("kiosk"), {"shown": shown, "pin": "2468"}).url == reverse("kiosk_write")


def test_no_draft_is_kept_unless_it_is_asked_for(tablet, lea):
    show_badge(tablet, lea)
    tablet.get(reverse("kiosk_write"))
    tablet.post(reverse("kiosk_write"), sent(problem_text="non"))
    assert Draft.objects.count() == 0
    answer = tablet.post(reverse("kiosk_send"), sent(then="later"))
    assert answer.json()["url"] == reverse("kiosk_kept")
    assert tablet.get(reverse("kiosk_kept")).status_code == 200
    assert (Draft.objects.get().person, Idea.objects.count()) == (lea.card.person, 0)


def test_the_day_of_a_visit_is_noted(tablet, lea, opened):
    show_badge(tablet, lea)
    opened[0].refresh_from_db()
    assert opened[0].last_used_on == clock.today()


# --- Forgetting ---


def sessions_of(person):
    return [row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(person.pk)]


@pytest.mark.parametrize("way", ["button", "first_page"])
def test_whoever_leaves_is_forgotten_by_the_server_and_by_the_browser(tablet, lea, way):
    show_badge(tablet, lea)
    assert len(sessions_of(lea.card.person)) == 1
    answer = tablet.post(reverse("kiosk_forget")) if way == "button" else tablet.get(reverse("kiosk"))
    assert answer["Clear-Site-Data"] == FORGOTTEN
    assert sessions_of(lea.card.person) == []
    assert b"L\xc3\xa9a" not in tablet.get(reverse("kiosk")).content


def test_the_form_is_shown_once_per_badge(tablet, lea):
    show_badge(tablet, lea)
    assert tablet.get(reverse("kiosk_write")).status_code == 200
    assert tablet.get(reverse("kiosk_write")).url == "/kiosk/"


def test_the_session_of_a_receipt_lives_a_minute_and_that_of_the_form_twenty(tablet, lea):
    show_badge(tablet, lea)
    assert tablet.session.get_expiry_age() == 20 * 60
    receipt = tablet.post(reverse("kiosk_write"), sent()).url
    assert tablet.session.get_expiry_age() == 20 * 60  # that answer may be lost
    assert tablet.get(receipt).status_code == 200
    assert tablet.session.get_expiry_age() == 60


def test_the_session_lives_on_while_somebody_touches_the_tablet(tablet, lea):
    assert tablet.post(reverse("kiosk_here")).status_code == 404
    show_badge(tablet, lea)
    with clock.at(clock.now() + timedelta(minutes=19)):
        assert tablet.post(reverse("kiosk_here")).status_code == 204


def test_words_of_an_ended_session_are_refused_and_not_taken_for_somebody_elses(tablet, lea):
    show_badge(tablet, lea)
    Session.objects.all().delete()
    answer = tablet.post(reverse("kiosk_send"), sent())
    assert (answer.status_code, Idea.objects.count()) == (403, 0)
    assert answer.json()["message"]


@pytest.mark.parametrize("name", ["kiosk", "kiosk_write"])
def test_no_page_of_the_tablet_is_kept_by_the_browser(tablet, lea, name):
    show_badge(tablet, lea)
    page = tablet.get(reverse(name))
    assert page["Cache-Control"] == "private, no-store"
    assert b"data-words-key" not in page.content and b"js/words.js" not in page.content


def test_a_revoked_tablet_ends_the_session_that_was_opened_on_it(tablet, lea, opened, admin):
    show_badge(tablet, lea)
    kiosks.revoke_kiosk(opened[0], by=admin)
    assert tablet.get(reverse("kiosk_write")).status_code == 404
    assert sessions_of(lea.card.person) == []


def test_a_session_of_the_tablet_opens_nothing_in_another_browser(tablet, lea):
    show_badge(tablet, lea)
    thief = Client()
    thief.cookies["sessionid"] = tablet.cookies["sessionid"].value
    assert thief.get("/").status_code == 302
    assert sessions_of(lea.card.person) == []


def test_a_session_that_was_opened_elsewhere_is_none_on_the_tablet(tablet):
    person = UserFactory()
    tablet.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    tablet.get(reverse("kiosk"))
    assert not is_in(tablet)


def test_nobody_signs_in_with_a_password_on_a_tablet(tablet):
    person = UserFactory()
    tablet.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert not is_in(tablet)


def test_a_browser_that_is_no_tablet_pays_no_statement_for_it(client, count_queries, django_assert_num_queries):
    address = reverse("kiosk_kept")
    with django_assert_num_queries(0):
        client.get(address)


# --- Planted faults ---


def test_planted_fault_a_tablet_that_ends_no_session_shows_the_next_person_who_was_there(tablet, lea, monkeypatch):
    show_badge(tablet, lea)
    tablet.get(reverse("kiosk_write"))
    monkeypatch.setattr(pages, "logout", lambda request: None)
    tablet.post(reverse("kiosk_forget"))
    assert len(sessions_of(lea.card.person)) == 1
    tablet.post(reverse("kiosk_send"), sent())
    assert Idea.objects.count() == 1


def test_planted_fault_a_form_that_is_shown_again_is_the_one_of_whoever_was_there(tablet, lea, monkeypatch):
    monkeypatch.setattr(pages, "FRESH", KIOSK)
    show_badge(tablet, lea)
    assert b"L\xc3\xa9a Martin" in tablet.get(reverse("kiosk_write")).content


def test_planted_fault_a_tablet_that_is_not_confined_opens_the_account(tablet, lea, monkeypatch):
    monkeypatch.setattr(middleware, "ALSO_AT_A_KIOSK", {"home"})
    show_badge(tablet, lea)
    assert tablet.get("/").status_code == 200
