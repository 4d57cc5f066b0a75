"""All contributions, as the officer looks through them."""

import re

import pytest

from ideas.models import Idea
from tests.factories import IdeaFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(signed_in):
    return signed_in(UserFactory(officer=True, locale="en"))


def shown(client, **params):
    page = client.get("/contributions/", params)
    assert page.status_code == 200
    return re.findall(r'<span class="ref">(PKR-[0-9-]+)</span>', page.content.decode())


def references(*ideas):
    return [idea.reference for idea in ideas]


@pytest.mark.parametrize("role", [None, "reviewer", "facilitator", "sponsor", "admin"])
def test_the_page_is_for_officers(signed_in, role):
    assert signed_in(UserFactory(**{role: True} if role else {})).get("/contributions/").status_code == 404


def test_filters_add_up_and_an_unknown_one_is_none(desk):
    site = SiteFactory()
    here = IdeaFactory(author=UserFactory(site=site), declined=True)
    feedback = IdeaFactory(author=UserFactory(site=site), feedback=True, opened=True)
    there = IdeaFactory(declined=True)
    assert shown(desk) == references(there, feedback, here)
    assert shown(desk, state="declined") == references(there, here)
    assert shown(desk, state="declined", site=site.pk) == references(here)
    assert shown(desk, kind="feedback") == references(feedback)
    for strange in (
        {"state": "x"},
        {"kind": "x"},
        {"site": "-1"},
        {"site": "9" * 30},
        {"order": "x"},
        {"after": "'"},
    ):
        assert shown(desk, **strange) == references(there, feedback, here)


def test_what_was_taken_back_or_passed_on_in_confidence_is_not_there(desk):
    gone, confided, draft = IdeaFactory(), IdeaFactory(redirected=True), IdeaFactory()
    Idea.objects.filter(pk=gone.pk).update(state="withdrawn")
    Idea.objects.filter(pk=confided.pk).update(redirected_to="harassment")
    Idea.objects.filter(pk=draft.pk).update(state="draft", submitted_at=None)
    passed_on = IdeaFactory(redirected=True)
    assert shown(desk) == references(passed_on)
    assert shown(desk, state="withdrawn") == references(passed_on)


def test_the_highest_priority_comes_first_and_what_has_none_last(desk):
    none = IdeaFactory()
    low = IdeaFactory(shortlisted=True, levels={"policy": 1, "novelty": 1, "impact": 1, "effort": 5})
    high = IdeaFactory(shortlisted=True, levels={"policy": 5, "novelty": 5, "impact": 5, "effort": 1})
    assert shown(desk, order="priority") == references(high, low, none)
    assert shown(desk, order="promise") == references(none, low, high)


def test_a_reference_leads_straight_to_its_page(desk):
    idea = IdeaFactory(declined=True)
    assert desk.get("/contributions/", {"q": idea.reference.lower()})["Location"] == idea.get_absolute_url()
    assert shown(desk, q="PKR-1999-0001") == []


def test_what_waits_leads_to_its_place_in_the_queue_and_the_rest_to_its_page(desk):
    waiting, answered = IdeaFactory(), IdeaFactory(declined=True)
    page = desk.get("/contributions/").content.decode()
    assert f'href="/triage/{waiting.reference}/"' in page
    assert f'href="{answered.get_absolute_url()}"' in page


def test_the_next_page_keeps_words_filters_and_order(desk, monkeypatch):
    monkeypatch.setattr("ideas.views.contributions.PAGE", 2)
    monkeypatch.setattr("ideas.contributions.PAGE", 2)
    ideas = [IdeaFactory(problem_text=f"Le vestiaire {n} est fermé.") for n in range(5)]
    url, seen = "?q=vestiaire&state=submitted&order=promise", []
    while url:
        page = desk.get(f"/contributions/{url}")
        seen += re.findall(r'<span class="ref">(PKR-[0-9-]+)</span>', page.content.decode())
        url = page.context["next_url"]
    assert seen == references(*ideas)


def test_an_empty_programme_and_an_empty_search_say_so(desk):
    assert "Nothing here yet" in desk.get("/contributions/").content.decode()
    assert "Nothing found" in desk.get("/contributions/", {"q": "vestiaire"}).content.decode()
