"""People, sites and one's own inbox by the API."""

import pytest

from parkour.accounts.models import User
from parkour.notifications.models import Notification
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, SiteFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return Program(UserFactory(admin=True, email="admin@parkour.example"))


def test_an_administrator_finds_people_by_declared_filters(admin):
    site = SiteFactory(code="nantes")
    lea = UserFactory(first_name="Léa", email="lea@parkour.example", site=site, officer=True)
    gone = UserFactory(is_active=False)
    assert [row["email"] for row in rows(admin.asks("people/?search=lea@"))] == [lea.email]
    assert [row["email"] for row in rows(admin.asks("people/?role=officer"))] == [lea.email]
    assert [row["email"] for row in rows(admin.asks("people/?site=nantes"))] == [lea.email]
    assert [row["email"] for row in rows(admin.asks("people/?active=false"))] == [gone.email]
    is_problem(admin.asks("people/?password__startswith=a"), 400)
    is_problem(admin.asks("people/?ordering=password"), 400)
    assert "password" not in admin.asks(f"people/{lea.pk}/").content.decode()


def test_an_administrator_adds_changes_and_closes_an_account(admin):
    team = TeamFactory()
    made = admin.posts(
        "people/",
        {"email": "New@parkour.example", "first_name": "Ana", "site": team.site.code, "team": str(team.pk)},
    )
    assert (made.status_code, made.json()["team"]) == (201, str(team.pk))
    person = User.objects.get(email="new@parkour.example")
    assert not person.has_usable_password()
    one = f"people/{person.pk}/"
    is_problem(admin.posts("people/", {"email": "NEW@parkour.example", "first_name": "Bis"}), 422, "email")
    assert admin.puts(f"{one}roles/", {"roles": ["officer", "sponsor"]}).json()["roles"] == ["officer", "sponsor"]
    assert admin.puts(f"{one}roles/", {"roles": ["officer"]}).json()["roles"] == ["officer"]
    theirs = Program(User.objects.get(pk=person.pk))
    assert theirs.asks("me/").json()["roles"] == ["officer"]
    assert admin.asks(one, {"is_active": False}, method="PATCH").json()["is_active"] is False
    is_problem(theirs.asks("me/"), 401)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"is_superuser": True}, "is_superuser"),
        ({"password": "x"}, "password"),
        ({"email": "other@parkour.example"}, "email"),
        ({"is_active": "no"}, "is_active"),
        ({"first_name": ""}, "first_name"),
        ({"site": "nowhere"}, "site"),
        ({"team": "1e9"}, "team"),
        ({"locale": "de"}, "locale"),
    ],
)
def test_what_an_administrator_does_not_change_is_refused(admin, body, field):
    person = UserFactory()
    is_problem(admin.asks(f"people/{person.pk}/", body, method="PATCH"), 422, field)


def test_a_team_is_of_the_site_of_its_person(admin):
    person, team = UserFactory(), TeamFactory()
    one = f"people/{person.pk}/"
    is_problem(admin.asks(one, {"team": str(team.pk)}, method="PATCH"), 422, "team")
    both = {"team": str(team.pk), "site": team.site.code}
    assert admin.asks(one, both, method="PATCH").status_code == 200
    moved = admin.asks(one, {"site": SiteFactory().code}, method="PATCH").json()
    assert moved["team"] is None


def test_an_administrator_does_not_shut_themselves_out(admin):
    one = f"people/{admin.token.owner_id}/"
    is_problem(admin.asks(one, {"is_active": False}, method="PATCH"), 409)
    is_problem(admin.puts(f"{one}roles/", {"roles": []}), 409)
    assert admin.asks("me/").status_code == 200


@pytest.mark.parametrize("role", [None, "officer", "sponsor"])
def test_people_and_sites_do_not_exist_for_the_others(role):
    person = UserFactory(**{role: True} if role else {})
    reader = Program(person, scopes=["admin"])  # a scope gives nothing that its owner has not
    for path in ("people/", f"people/{person.pk}/", "sites/"):
        is_problem(reader.asks(path), 404)
    is_problem(reader.puts(f"people/{person.pk}/roles/", {"roles": ["admin"]}), 404)
    is_problem(reader.posts("people/", {"email": "a@b.example", "first_name": "A"}), 404)


def test_sites_are_listed_with_their_teams_page_by_page(admin):
    for code in ("b", "a", "c"):
        TeamFactory(site=SiteFactory(code=code), name=f"Équipe {code}")
    first = admin.asks("sites/?limit=2").json()
    assert [(row["code"], [team["name"] for team in row["teams"]]) for row in first["results"]] == [
        ("a", ["Équipe a"]),
        ("b", ["Équipe b"]),
    ]
    assert [row["code"] for row in rows(admin.asks(first["next"].removeprefix("http://testserver")))][0] == "c"


@pytest.mark.parametrize("path", ["people/", "sites/", "inbox/"])
def test_a_list_of_people_costs_the_same_with_one_row_and_with_three(admin, path, count_queries):
    author = admin.token.owner
    IdeaFactory(opened=True, author=author)
    TeamFactory()
    admin.asks(path)
    one = count_queries(lambda: admin.asks(path))
    for _number in range(2):
        IdeaFactory(opened=True, author=author)
        TeamFactory()
    assert count_queries(lambda: admin.asks(path)) == one
    assert one <= 6


def test_one_reads_ones_own_inbox_and_says_so():
    author, other = UserFactory(), UserFactory()
    IdeaFactory(needs_info=True, author=author)
    IdeaFactory(author=other)
    program = Program(author)
    told = rows(program.asks("inbox/"))
    assert len(told) == Notification.objects.filter(recipient=author).count() == 2
    first = program.asks("inbox/?limit=1").json()
    second = rows(program.asks(first["next"].removeprefix("http://testserver")))
    assert [first["results"][0]["id"], second[0]["id"]] == [row["id"] for row in told]
    assert program.posts(f"inbox/{told[0]['id']}/read/").json()["read_at"] is not None
    assert [row["id"] for row in rows(program.asks("inbox/?unread=true"))] == [told[1]["id"]]
    assert program.posts("inbox/read-all/").status_code == 204
    assert rows(program.asks("inbox/?unread=true")) == []
    theirs = Notification.objects.get(recipient=other)
    is_problem(program.posts(f"inbox/{theirs.pk}/read/"), 404)
    assert Notification.objects.get(pk=theirs.pk).read_at is None
