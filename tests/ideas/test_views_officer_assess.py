"""Assessing on the criteria: what is saved, refused, kept, and who sees whose levels."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import State
from ideas.models import Assessment, Idea
from ideas.services.submission import appeal
from ideas.services.triage import assess_idea
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
FULL = {"policy": "4", "novelty": "2", "impact": "4", "effort": "2"}


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    """A client of the officer who reads English."""
    signed_in(officer)
    return client


def url(name, idea, **kwargs):
    return reverse(f"ideas:{name}", kwargs={"reference": idea.reference, **kwargs})


def sent(days_ago, **kwargs):
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return IdeaFactory(**kwargs)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def test_saving_the_levels_opens_the_item_and_goes_to_the_next(desk, officer):
    idea, following = sent(2), sent(1)
    answer = desk.post(url("assess", idea), FULL | {"then": "next", "version": idea.version, "unsure": "on"})
    assert (answer.status_code, answer.url) == (303, url("triage_item", following))
    saved = Assessment.objects.get()
    assert (saved.rater, saved.policy, saved.novelty, saved.impact, saved.effort) == (officer, 4, 2, 4, 2)
    assert saved.confident is False
    assert fresh(idea).state == State.IN_TRIAGE
    assert fresh(idea).priority == 67.0


@pytest.mark.parametrize("version", ["9" * 5000, "x", "-1", ""])
def test_a_version_that_is_no_number_is_read_as_none(desk, version):
    assert desk.post(url("assess", IdeaFactory()), FULL | {"version": version}).status_code == 303
    assert Assessment.objects.count() == 1


def test_saving_the_last_item_goes_back_to_the_queue(desk):
    answer = desk.post(url("assess", IdeaFactory()), FULL | {"then": "next"})
    assert (answer.status_code, answer.url) == (303, "/triage/")


def test_saving_with_an_outcome_goes_to_its_sheet(desk):
    idea = IdeaFactory()
    answer = desk.post(url("assess", idea), FULL | {"then": "shortlist"})
    assert answer.url == url("decide", idea, outcome="shortlist")
    assert Assessment.objects.count() == 1


SECRETS = re.compile(r'="[\w:-]{40,}"|nonce="[^"]+"')  # of one rendering


@pytest.mark.parametrize(("outcome", "levels"), [("shortlist", FULL), ("decline", {}), ("ask", FULL)])
def test_a_page_that_shows_the_sheet_in_its_place_is_answered_by_the_sheet_itself(desk, outcome, levels):
    idea = IdeaFactory()
    told = desk.post(url("assess", idea), levels | {"then": outcome}, headers={"X-In-Place": "1"})
    address = url("decide", idea, outcome=outcome)
    assert (told.status_code, told["Content-Location"]) == (200, address)
    assert Assessment.objects.count() == bool(levels)
    read = desk.get(address)
    assert "Content-Location" not in read
    assert SECRETS.sub("", told.content.decode()) == SECRETS.sub("", read.content.decode())


def test_a_sheet_that_is_refused_leads_back_in_place_too(desk):
    idea = IdeaFactory(feedback=True)
    told = desk.post(
        url("assess", idea), {"policy": "4", "impact": "4", "then": "shortlist"}, headers={"X-In-Place": "1"}
    )
    assert (told.status_code, told.url) == (302, url("triage_item", idea))


def test_an_outcome_that_needs_no_criteria_does_not_wait_for_them(desk):
    idea = IdeaFactory()
    answer = desk.post(url("assess", idea), {"then": "decline", "policy": "2"})
    assert (answer.status_code, answer.url) == (303, url("decide", idea, outcome="decline"))
    assert Assessment.objects.count() == 0


def test_an_outcome_that_needs_the_criteria_waits_for_them(desk):
    assert desk.post(url("assess", IdeaFactory()), {"then": "shortlist", "policy": "2"}).status_code == 422


@pytest.mark.parametrize("wrong", ["", "0", "6", "3,5", "3.5", "-1", "five", "١", "3 ", "na na", "\x00"])
def test_a_level_is_a_whole_number_from_1_to_5(desk, wrong):
    idea = IdeaFactory()
    answer = desk.post(url("assess", idea), FULL | {"impact": wrong, "then": "next"})
    expected = 303 if wrong == "3 " else 422
    assert answer.status_code == expected
    assert Assessment.objects.exists() == (expected == 303)


def test_what_was_chosen_is_kept_when_something_is_missing(desk):
    html = desk.post(url("assess", IdeaFactory()), FULL | {"effort": ""}).content.decode()
    assert re.findall(r'name="(\w+)" value="(\d)"[^>]* checked', html) == [
        ("policy", "4"),
        ("novelty", "2"),
        ("impact", "4"),
    ]
    assert 'href="#id_effort"' in html and 'id="id_effort"' in html
    assert "<title>Error: " in html


def test_one_criterion_may_not_apply_with_its_reason(desk):
    idea, levels = IdeaFactory(), FULL | {"novelty": "na"}
    assert desk.post(url("assess", idea), levels).status_code == 422
    assert desk.post(url("assess", idea), levels | {"not_applicable_because": "Rien à comparer."}).status_code == 303
    assert Assessment.objects.get().novelty is None


def test_two_criteria_that_do_not_apply_are_refused(desk):
    levels = FULL | {"novelty": "na", "effort": "na", "not_applicable_because": "Rien."}
    assert desk.post(url("assess", IdeaFactory()), levels).status_code == 422
    assert Assessment.objects.count() == 0


def test_a_page_out_of_date_is_told_and_keeps_what_was_typed(desk):
    idea = IdeaFactory()
    assess_idea(idea, by=UserFactory(reviewer=True), policy=1, novelty=1, impact=1, effort=1)
    answer = desk.post(url("assess", idea), FULL | {"version": idea.version})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert len(re.findall(r'value="[2-4]"[^>]* checked', html)) == 4
    again = re.search(r'name="version" value="(\d+)"', html)[1]
    assert desk.post(url("assess", idea), FULL | {"version": again}).status_code == 303


def test_levels_can_be_changed_until_the_decision(desk):
    idea = IdeaFactory()
    desk.post(url("assess", idea), FULL)
    desk.post(url("assess", idea), FULL | {"impact": "5"})
    assert Assessment.objects.get().impact == 5
    html = desk.get(url("triage_item", idea)).content.decode()
    assert re.search(r'name="impact" value="5"[^>]* checked', html)


def test_the_verdict_is_words_without_saving(desk):
    idea = IdeaFactory()
    html = desk.get(url("verdict", idea), FULL).content.decode()
    assert "To put on the agenda" in html and "quick win possible" in html
    assert "Strong impact for a light effort." in html
    assert not re.search(r"\d", html)
    assert Assessment.objects.count() == 0


def test_the_verdict_says_how_many_levels_are_missing(desk):
    html = desk.get(url("verdict", IdeaFactory()), {"policy": "4", "impact": "3,5"}).content.decode()
    assert "3 levels still to give" in html


def test_the_verdict_of_feedback_is_its_impact(desk):
    html = desk.get(url("verdict", IdeaFactory(feedback=True)), {"policy": "3", "impact": "4"}).content.decode()
    assert "Strong impact on the life of the teams." in html


def test_the_levels_of_the_others_show_once_ones_own_are_saved(desk):
    idea = IdeaFactory()
    reviewer = UserFactory(reviewer=True, first_name="Ada", last_name="Relectrice")
    assess_idea(idea, by=reviewer, policy=1, novelty=1, impact=1, effort=5)
    assert "Ada Relectrice</th>" not in desk.get(url("triage_item", idea)).content.decode()
    desk.post(url("assess", idea), FULL)
    html = desk.get(url("triage_item", idea)).content.decode()
    assert re.search(r"Ada Relectrice</th>.*?>1<.*?>1<.*?>1<.*?>XL<", html, re.S)


def test_a_reviewer_assesses_blindly_and_gets_no_outcome(desk, signed_in, officer):
    idea = IdeaFactory(officer=officer, assessed=True)
    signed_in(UserFactory(reviewer=True))
    html = desk.get(url("triage_item", idea)).content.decode()
    assert re.findall(r'name="then" value="(\w+)"', html) == ["next"]
    assert str(officer) + "</th>" not in html
    assert not re.search(r'type="radio"[^>]* checked', html)
    assert desk.post(url("assess", idea), FULL).status_code == 303
    assert Assessment.objects.count() == 2


def test_ones_own_idea_waits_for_another_person(desk, officer):
    idea = IdeaFactory(author=officer)
    html = desk.get(url("triage_item", idea)).content.decode()
    assert "another person assesses it" in html and 'id="assess"' not in html
    assert desk.post(url("assess", idea), FULL).status_code == 302
    assert Assessment.objects.count() == 0
    desk.post(url("open", idea))
    assert fresh(idea).state == State.SUBMITTED


def test_an_appeal_starts_a_round_of_its_own(desk, officer):
    author = UserFactory()
    idea = IdeaFactory(author=author, officer=officer, declined=True)
    assess_before = Assessment.objects.count()
    appeal(idea, by=author, body="Merci de relire.")
    html = desk.get(url("triage_item", idea)).content.decode()
    assert "a person other than the one who decided" in html
    desk.post(url("assess", fresh(idea)), FULL)
    assert Assessment.objects.count() == assess_before + 1
    assert Assessment.objects.latest("pk").round == 2
