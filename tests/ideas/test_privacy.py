"""A name that is hidden stays hidden: on the actions, after a merge, in what is passed on in confidence."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ideas.enums import Outcome, State
from ideas.models import Idea
from ideas.privacy import shared_title, visible_authors
from ideas.selectors import ideas_of, shows_author_to
from ideas.services.follow_up import give_news, start_work
from ideas.services.lifecycle import apply_transition
from ideas.services.self_offers import accept_offer
from ideas.services.triage import Orientation, decide_triage
from ideas.views.action_steps import STEPS, initial_of
from parkour.core import clock
from parkour.notifications.models import Notification
from tests.committee.pages import browser, main_of
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db

NAME = "Zéphyrine Quetzal"
SOMEBODY = "somebody whose name is hidden"


@pytest.fixture
def hidden():
    return UserFactory(first_name="Zéphyrine", last_name="Quetzal", job_title="Volcanologue")


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def read(person, name, *args):
    response = browser(person).get(reverse(f"ideas:{name}", args=args))
    assert response.status_code == 200
    return main_of(response)


def names_nobody(page):
    return not {"Zéphyrine", "Quetzal", "ZÉPHYRINE", "Volcanologue"} & set(page.replace(",", " ").split())


def merged(idea, into, officer):
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=into)
    return Idea.objects.get(pk=into.pk)


def handed_over(author, officer):
    """An idea without a name, which its author carries out and has given news of."""
    idea = IdeaFactory(
        assessed=True,
        author=author,
        officer=officer,
        visibility="name_hidden",
        problem_text="Demandez à Quetzal.",
        levels={"policy": 4, "novelty": 2, "impact": 4, "effort": 1},
    )
    orientation = Orientation(
        outcome=Outcome.SELF_IMPLEMENT, message="À vous.", due_on=clock.today() + timedelta(days=20)
    )
    decide_triage(idea, orientation, by=officer)
    idea = accept_offer(idea, by=author)
    start_work(idea, by=author)
    give_news(idea.action, by=author, status="moving", progress=20, note="Signé Quetzal.")
    return Idea.objects.get(pk=idea.pk)


def test_an_author_without_a_name_who_carries_it_out_is_somebody_on_the_actions(hidden, officer):
    idea, sponsor = handed_over(hidden, officer), UserFactory(sponsor=True)
    for page in (read(sponsor, "actions"), read(sponsor, "action", idea.reference)):
        assert SOMEBODY in page
        assert names_nobody(page)


def test_an_author_without_a_name_who_carries_it_out_is_somebody_on_its_page(hidden, officer):
    idea = handed_over(hidden, officer)
    page = read(UserFactory(reviewer=True), "detail", idea.reference)
    assert f"Carried out by {SOMEBODY}" in page
    assert names_nobody(page.replace("Demandez à Quetzal.", ""))


def test_the_officer_and_the_author_read_who_carries_it_out(hidden, officer):
    idea = handed_over(hidden, officer)
    for person in (officer, hidden):
        assert NAME in read(person, "action", idea.reference)


def test_the_list_of_actions_costs_the_same_for_more_names(hidden, officer, django_assert_num_queries):
    client, address = browser(UserFactory(sponsor=True)), reverse("ideas:actions")
    handed_over(hidden, officer)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    handed_over(UserFactory(), officer)
    handed_over(UserFactory(), officer)
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_a_merge_does_not_show_a_hidden_name_to_those_it_credits(hidden, officer):
    idea = IdeaFactory(opened=True, author=hidden, visibility="name_hidden")
    joining, coauthor = UserFactory(), UserFactory()
    idea = merged(IdeaFactory(opened=True, author=joining), idea, officer)
    assert not shows_author_to(joining, idea)
    assert visible_authors(joining, idea) == [joining]
    assert names_nobody(read(joining, "detail", idea.reference))
    together = IdeaFactory(opened=True, author=hidden, coauthors=[coauthor], visibility="name_hidden")
    assert visible_authors(coauthor, together) == [hidden, coauthor]


def test_what_is_written_to_those_a_merge_credits_names_nobody_hidden(hidden, officer):
    idea = IdeaFactory(
        opened=True, author=hidden, visibility="name_hidden", problem_text="Quetzal attend entre deux clientes."
    )
    joining = UserFactory(locale="en")
    idea = merged(IdeaFactory(opened=True, author=joining), idea, officer)
    apply_transition(idea, "shortlist", by=officer, message="Bonjour Zéphyrine.")
    letter = Notification.objects.get(recipient=joining, kind="author_shortlist")
    assert names_nobody(f"{letter.title} {letter.body}".replace(".", " "))
    letter = Notification.objects.get(recipient=hidden, kind="author_shortlist")
    assert "Zéphyrine" in letter.body


def test_somebody_merged_in_without_a_name_is_not_among_the_authors_of_an_action(hidden, officer):
    author = UserFactory(first_name="Basile", last_name="Ouvert")
    idea = IdeaFactory(shortlisted=True, author=author)
    idea = merged(IdeaFactory(opened=True, author=hidden, visibility="name_hidden"), idea, officer)
    idea = decided(idea)
    page = read(UserFactory(sponsor=True), "action", idea.reference)
    assert "Basile Ouvert" in page
    assert names_nobody(page)
    assert initial_of(STEPS["publish"], idea.action)["credits"].endswith(" Basile")


def test_somebody_merged_in_without_a_name_is_not_among_the_authors_of_a_recommendation(hidden, officer):
    author = UserFactory(first_name="Basile", last_name="Ouvert")
    idea = IdeaFactory(shortlisted=True, author=author)
    idea = merged(IdeaFactory(opened=True, author=hidden, visibility="name_hidden"), idea, officer)
    idea = decided(idea, outcome="recommended")
    assert idea.state == State.RECOMMENDED
    page = read(UserFactory(sponsor=True), "arbitrate", idea.reference)
    assert "Basile Ouvert" in page
    assert names_nobody(page)


def test_a_reviewer_does_not_read_who_was_merged_in_without_a_name(hidden, officer):
    idea = IdeaFactory(opened=True)
    idea = merged(IdeaFactory(opened=True, author=hidden, visibility="name_hidden"), idea, officer)
    idea.messages.create(sender=hidden, body="Moi aussi.", sent_at=clock.now())
    page = read(UserFactory(reviewer=True), "triage_item", idea.reference)
    assert "Moi aussi." in page
    assert names_nobody(page)


def test_what_is_passed_on_in_confidence_stays_with_those_who_wrote_it(officer):
    author, joining = UserFactory(), UserFactory()
    idea = IdeaFactory(opened=True, author=author)
    idea = merged(IdeaFactory(opened=True, author=joining), idea, officer)
    before = Notification.objects.filter(recipient=joining).count()
    decide_triage(
        idea, Orientation(outcome=Outcome.REDIRECT, message="Je transmets.", channel="harassment"), by=officer
    )
    idea = Idea.objects.get(pk=idea.pk)
    for permission in ("ideas.view_idea", "ideas.view_thread", "ideas.write_message"):
        assert author.has_perm(permission, idea)
        assert not joining.has_perm(permission, idea)
    assert browser(joining).get(idea.get_absolute_url()).status_code == 404
    assert idea in ideas_of(author)
    assert idea not in ideas_of(joining)
    assert Notification.objects.filter(recipient=joining).count() == before


def test_a_title_that_everybody_reads_does_not_say_a_hidden_name(hidden):
    words = "ZEPHYRINE et Quetzal attendent."
    assert shared_title(IdeaFactory(author=hidden, problem_text=words)) == words
    assert shared_title(IdeaFactory(author=hidden, problem_text=words, visibility="name_hidden")) == (
        "… et … attendent."
    )
