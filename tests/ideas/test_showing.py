"""What is shown without signing in: by a key that can be revoked, and without names."""

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from ideas.models import BoardKey
from ideas.posters import Paper, Poster, poster_pdf
from ideas.services import board_keys
from ideas.services.follow_up import publish_update
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.core.qr_codes import qr_svg
from tests.factories import SiteFactory, UserFactory
from tests.ideas.campaigning import announced
from tests.ideas.lives import done

PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
ATOM = "{http://www.w3.org/2005/Atom}"
BACKEND = "parkour.accounts.backends.SignInBackend"


@pytest.fixture
def author(db):
    return UserFactory(first_name="Maryvonne", last_name="Kerbrat")


def told(author, **words):
    idea = done(author=author, problem_text="Maryvonne Kerbrat attend deux heures entre deux passages.")
    publish_update(
        idea,
        by=UserFactory(officer=True),
        **{"you_said": "Kerbrat attend deux heures.", "we_did": "Tournées regroupées."} | words,
    )
    return idea


def feed_of(person):
    return board_keys.make_feed_key(name="Lecteur", by=person)


def screen_of(site):
    return board_keys.make_display_key(site=site, name="Entrée", by=UserFactory(officer=True))


def test_a_feed_is_valid_atom_without_names_and_without_its_key(client, author):
    idea = told(author)
    _key, secret = feed_of(UserFactory())
    answer = client.get(f"/board/feed/{secret}/")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 — our own
    entry = root.find(f"{ATOM}entry")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    needed = ("id", "title", "updated")
    assert [root.findtext(ATOM + name) not in {None, ""} for name in needed] == [True] * 3
    assert [entry.findtext(ATOM + name) not in {None, ""} for name in needed] == [True] * 3
    datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    assert entry.find(f"{ATOM}link").get("href").endswith(idea.get_absolute_url())
    text = answer.content.decode()
    assert [word in text for word in ("Tournées regroupées.", "Kerbrat", "Maryvonne", secret)] == [True] + [False] * 3


def test_an_unchanged_feed_is_not_sent_again(client, author):
    told(author)
    address = f"/board/feed/{feed_of(UserFactory())[1]}/"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, "Last-Modified" in first) == (304, b"", True)
    told(author, we_did="Autre chose.")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_credits_are_shown_when_they_were_agreed_to_and_never_otherwise(client, author):
    told(author, credits="Merci à Maryvonne Kerbrat, avec son accord")
    told(UserFactory(first_name="Sans", last_name="Accord"))
    _key, secret = screen_of(SiteFactory())
    page = client.get(f"/board/tv/{secret}/").content.decode()
    assert ("Merci à Maryvonne Kerbrat" in page, "Sans Accord" in page) == (True, False)


def test_a_screen_shows_results_and_the_open_question_and_sets_no_cookie(client, author):
    told(author)
    site = SiteFactory()
    campaign = announced()
    answer = client.get(f"/board/tv/{screen_of(site)[1]}/")
    page = answer.content.decode()
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert [words in page for words in (campaign.question, f"/c/{campaign.code}", "Tournées regroupées.")] == [True] * 3
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")


@pytest.mark.django_db
def test_a_revoked_key_opens_nothing(client):
    officer, person = UserFactory(officer=True), UserFactory()
    feed, feed_text = feed_of(person)
    screen, screen_text = screen_of(SiteFactory())
    addresses = [f"/board/feed/{feed_text}/", f"/board/tv/{screen_text}/"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    board_keys.revoke_board_key(feed, by=person)
    board_keys.revoke_board_key(screen, by=officer)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.django_db
def test_the_feed_of_somebody_who_left_opens_nothing(client):
    person = UserFactory()
    _key, text = feed_of(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(f"/board/feed/{text}/").status_code == 404


@pytest.mark.django_db
def test_a_feed_is_no_screen(client):
    assert client.get(f"/board/tv/{feed_of(UserFactory())[1]}/").status_code == 404


@pytest.mark.django_db
def test_only_the_digest_of_a_key_is_kept_and_keys_have_a_limit():
    person = UserFactory()
    texts = [feed_of(person)[1] for _one in range(5)]
    assert not any(text in json.dumps(list(BoardKey.objects.values()), default=str) for text in texts)
    with pytest.raises(InvalidInput):
        feed_of(person)
    with pytest.raises(NotAllowed):
        board_keys.revoke_board_key(BoardKey.objects.first(), by=UserFactory(officer=True))
    with pytest.raises(NotAllowed):
        board_keys.make_display_key(site=SiteFactory(), name="Entrée", by=person)


@pytest.mark.django_db
def test_the_address_of_a_key_is_shown_once(client):
    client.force_login(UserFactory(), backend=BACKEND)
    made = client.post("/board/feed/", {"name": "Lecteur"})
    secret = made.context["made_url"].split("/board/feed/")[1].strip("/")
    assert (made.status_code, secret in made.content.decode()) == (201, True)
    assert secret not in client.get("/board/feed/").content.decode()


# --- Sheets ------------------------------------------------------------------------------------------------

LONG = Poster(
    title="Comment perdre moins de temps entre deux clients ? " * 4,
    words="Un détour, une attente, une clé introuvable : #strong[dites] ce qui vous retarde. " * 3,
    invitation="Répondez en une minute",
    url="https://parkour.example.org/ideas/new/?campaign=perdre-moins-de-temps&site=nantes",
    address="parkour.example.org/c/perdre-moins-de-temps",
    place="Agence de Nantes Nord",
    period="Du 1er au 30 mars",
    organisation="Les Pins",
    code_says="Code à scanner",
    language="fr",
)


@pytest.mark.parametrize("paper", list(Paper))
def test_a_sheet_is_one_accessible_page_with_its_title_and_language(paper):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    made = poster_pdf(LONG, paper, at)
    assert (made[:5], made == poster_pdf(LONG, paper, at)) == (b"%PDF-", True)
    assert (b"pdfuaid:part" in made, b"/Lang" in made, PAGES.findall(made)) == (True, True, [b"1"])


def test_a_code_holds_its_address():
    assert qr_svg("https://a.example") != qr_svg("https://b.example")


@pytest.mark.django_db
def test_posters_lead_to_the_form_that_knows_and_are_for_those_who_print_them(client):
    campaign, site = announced(), SiteFactory()
    addresses = [f"/campaigns/{campaign.code}/poster/a4/?site={site.code}&lang=en", f"/posters/{site.code}/sticker/"]
    seen = {}
    for role, person in (
        ("sponsor", campaign.sponsor),
        ("officer", UserFactory(officer=True)),
        ("staff", UserFactory()),
    ):
        client.force_login(person, backend=BACKEND)
        answers = [client.get(address) for address in addresses]
        seen[role] = [answer["Content-Type"] if answer.status_code == 200 else answer.status_code for answer in answers]
    assert seen == {
        "sponsor": ["application/pdf", 404],
        "officer": ["application/pdf", "application/pdf"],
        "staff": [404, 404],
    }


@pytest.mark.django_db
def test_whoever_scans_before_signing_in_comes_back_knowing_campaign_and_site(client):
    campaign, site = announced(), SiteFactory()
    for address in (f"/ideas/new/?campaign={campaign.code}&site={site.code}", f"/c/{campaign.code}/"):
        answer = client.get(address)
        assert (answer.status_code, campaign.code in answer.url) == (302, True)
    client.force_login(UserFactory(), backend=BACKEND)
    assert client.get(f"/c/{campaign.code}/").url == f"/ideas/new/?campaign={campaign.code}"
    assert client.get(f"/s/{site.code}/").url == f"/ideas/new/?site={site.code}"
    page = client.get(f"/ideas/new/?campaign={campaign.code}&site={site.code}").content.decode()
    assert [words in page for words in (campaign.question, site.name)] == [True, True]
