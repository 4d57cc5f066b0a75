"""What says nearly the same and waits is taken together: chosen already, answered in one gesture."""

import re

import pytest

from ideas.models import Neighbour
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, signed_in):
    signed_in(UserFactory(officer=True, locale="en"))
    return client


def alike(idea, other):
    earlier, later = sorted((idea, other), key=lambda each: each.pk)
    Neighbour.objects.create(idea=later, other=earlier, score=0.8, together=0.8)


def ticked(html):
    return set(re.findall(r'name="ref" value="([\w-]+)" form="several" checked', html))


def test_the_page_of_an_item_leads_to_those_like_it_that_wait_and_all_of_them_are_ticked(desk):
    first, second, third, decided, other = (IdeaFactory(), IdeaFactory(), IdeaFactory(), *two_others())
    for one in (second, decided):
        alike(first, one)
    alike(third, first)
    page = desk.get(f"/triage/{first.reference}/").content.decode()
    assert "Answer it together with 2 others" in page
    html = desk.get("/triage/", {"like": first.reference}).content.decode()
    assert ticked(html) == {first.reference, second.reference, third.reference}
    assert other.reference not in html
    assert "3 contributions wait for an answer." in html
    assert ticked(desk.get("/triage/").content.decode()) == set()


def two_others():
    return IdeaFactory(declined=True), IdeaFactory()


def test_when_none_waits_any_more_one_is_back_at_the_item(desk):
    idea = IdeaFactory(declined=True)
    answer = desk.get("/triage/", {"like": idea.reference})
    assert (answer.status_code, answer["Location"]) == (302, f"/triage/{idea.reference}/")


@pytest.mark.parametrize("asked", ["PKR-1999-0001", ""])
def test_what_is_not_there_is_not_found(desk, asked):
    assert desk.get("/triage/", {"like": asked}).status_code == 404


def test_reviewers_read_the_plain_queue(client, signed_in):
    idea, near = IdeaFactory(), IdeaFactory()
    alike(idea, near)
    signed_in(UserFactory(reviewer=True, locale="en"))
    assert 'name="ref"' not in client.get("/triage/", {"like": idea.reference}).content.decode()
    assert "Answer it together" not in client.get(f"/triage/{idea.reference}/").content.decode()


def test_it_costs_the_same_for_two_and_four(desk, count_queries):
    idea = IdeaFactory()
    alike(idea, IdeaFactory())
    two = count_queries(lambda: desk.get("/triage/", {"like": idea.reference}))
    alike(idea, IdeaFactory())
    alike(idea, IdeaFactory(visibility="name_hidden"))
    assert count_queries(lambda: desk.get("/triage/", {"like": idea.reference})) == two
