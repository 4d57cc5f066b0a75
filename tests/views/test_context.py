import pytest
from django.urls import reverse

from parkour.views.context import navigation_items
from tests.factories import UserFactory, committee_of

pytestmark = pytest.mark.django_db


def bar_of(user, path="/"):
    return [item.url_name for item in navigation_items(user, path) if not item.only_wide]


def test_an_employee_has_five_entries_on_the_phone():
    assert bar_of(UserFactory()) == [
        "home",
        "ideas:mine",
        "ideas:submit",
        "ideas:board",
        "notifications:inbox",
    ]


def test_a_member_votes_from_the_bar_and_keeps_the_inbox_in_the_menu():
    member = committee_of()["employees"][0]
    assert bar_of(member)[-1] == "committee:live"
    assert "notifications:inbox" in [item.url_name for item in navigation_items(member, "/")]


def test_an_officer_triages_from_the_bar():
    assert bar_of(UserFactory(officer=True)) == [
        "home",
        "ideas:triage",
        "committee:sessions",
        "ideas:actions",
        "ideas:board",
    ]


def test_a_facilitator_finds_the_workshops_in_the_menu_and_an_officer_with_the_sessions():
    facilitator, both = UserFactory(), UserFactory(officer=True)
    for person in (facilitator, both):
        person.grant("facilitator")
    assert "committee:workshops" in [item.url_name for item in navigation_items(facilitator, "/")]
    assert "committee:workshops" not in [item.url_name for item in navigation_items(both, "/")]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "home"),
        ("/ideas/", "ideas:mine"),
        ("/ideas/new/", "ideas:submit"),
        ("/ideas/PKR-2026-0001/", "ideas:mine"),
    ],
)
def test_the_navigation_says_where_one_is(path, here):
    assert [item.url_name for item in navigation_items(UserFactory(), path) if item.current] == [here]


def test_nobody_is_somewhere_on_a_page_outside_the_navigation():
    assert [item for item in navigation_items(UserFactory(), "/profile/") if item.current] == []


def test_every_entry_of_every_role_opens(signed_in):
    person = committee_of()["employees"][0]
    person.grant("officer")
    client = signed_in(person)
    answers = {item.url_name: client.get(item.href).status_code for item in navigation_items(person, "/")}
    assert {name for name, status in answers.items() if status not in (200, 302)} == set()


def test_the_demo_accounts_are_shown_in_the_demo_only(client, settings):
    UserFactory(email="officer@parkour.example")
    page = client.get(reverse("account_login")).content.decode()
    assert "officer@parkour.example" not in page and settings.DEMO_PASSWORD not in page
    settings.PARKOUR_DEMO = True
    page = client.get(reverse("account_login")).content.decode()
    assert "officer@parkour.example" in page and settings.DEMO_PASSWORD in page


def test_the_appearance_chosen_signed_out_stays_in_the_browser(client):
    answer = client.post(reverse("set_theme"), {"theme": "dark", "next": reverse("account_login")})
    assert answer.url == reverse("account_login")
    assert 'data-theme="dark"' in client.get(answer.url).content.decode()


def test_the_appearance_of_a_person_follows_them(signed_in):
    person = UserFactory()
    signed_in(person).post(reverse("set_theme"), {"theme": "light"})
    person.refresh_from_db()
    assert person.theme == "light"


def test_a_strange_appearance_means_automatic(signed_in):
    person = UserFactory(theme="dark")
    signed_in(person).post(reverse("set_theme"), {"theme": '"><b>'})
    person.refresh_from_db()
    assert person.theme == "auto"
