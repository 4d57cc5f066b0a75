"""The same figures over the API."""

import pytest

from parkour.core import clock
from parkour.dashboard.lives import month_of
from parkour.dashboard.naming import name_of
from parkour.dashboard.services import count_figures
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
FIGURES, LIST = "/api/v1/dashboard/", "/api/v1/dashboard/contributions/"


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def told(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_before_anything_is_counted_all_is_empty(client, officer):
    figures = told(client, FIGURES)
    assert figures["counted_at"] is None
    assert (figures["months"], figures["participation"], figures["claims"]) == ([], None, {})


def test_the_figures_are_those_of_the_page(client, officer):
    IdeaFactory(declined=True), IdeaFactory()
    count_figures()
    figures = told(client, FIGURES)
    month = figures["months"][-1]
    assert (month["received"], month["decided"], month["kept"]) == (2, 1, {"count": 0, "total": 1})
    assert len(figures["months"]) == len(figures["cohorts"]) == 13
    assert figures["claims"]["none"] == 0
    assert figures["counted_at"] is not None


def test_a_list_is_paged(client, officer):
    older, newer = IdeaFactory(), IdeaFactory()
    first = told(client, f"{LIST}?of=received&month={name_of(month_of(clock.today()))}&limit=1")
    assert [row["reference"] for row in first["results"]] == [newer.reference]
    second = told(client, first["next"])
    assert [row["reference"] for row in second["results"]] == [older.reference]
    assert second["results"][0]["state"] == "submitted"


def test_a_list_tells_no_site_where_a_name_is_hidden(client):
    hidden, shown = IdeaFactory(shortlisted=True, visibility="name_hidden"), IdeaFactory(shortlisted=True)
    client.force_login(UserFactory(sponsor=True))
    rows = {row["reference"]: row["site"] for row in told(client, f"{LIST}?of=received")["results"]}
    assert rows == {hidden.reference: None, shown.reference: shown.site.code}


@pytest.mark.parametrize("query", ["?of=nothing", "?month=2026-13", "?month=octobre", "?year=2026"])
def test_a_question_that_means_nothing_is_refused(client, officer, query):
    told(client, LIST + query, status=400)


def test_nobody_else_finds_it(client):
    client.force_login(UserFactory(reviewer=True))
    told(client, FIGURES, status=404)
    told(client, LIST, status=404)
