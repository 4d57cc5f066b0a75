"""The officer's undo, through the browser's requests: held answers, what could not leave, set aside, own keys."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import Outcome, State
from ideas.held import answer_on
from ideas.models import DeskKeys, HeldDecision, Idea, TriageDecision
from ideas.own_desk import own_desk
from ideas.services.holding import carry_out_held, hold_decision
from ideas.services.submission import withdraw_idea
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = "Merci, à quelle heure exactement ?"


@pytest.fixture(autouse=True)
def _half_a_minute(settings):
    settings.UNDO_SECONDS = 30


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", last_name="Martin", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    """A client of the officer who reads English."""
    signed_in(officer)
    return client


def url(name, idea, **kwargs):
    return reverse(f"ideas:{name}", kwargs={"reference": idea.reference, **kwargs})


def sheet(idea, outcome=Outcome.ASK):
    return url("decide", idea, outcome=outcome)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def hold(idea, by, message=WORDS, outcome=Outcome.ASK, **facts):
    return hold_decision(idea, Orientation(outcome, message, **facts), by=by)


def later(seconds):
    return clock.at(clock.now() + timedelta(seconds=seconds))


def page(client, address="/triage/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def words_in(html):
    return re.search(r'<textarea name="message".*?>(.*?)</textarea>', html, re.S)[1].strip()


def test_an_answer_waits_and_the_next_page_offers_to_undo_it(desk):
    first, second = IdeaFactory(), IdeaFactory()
    answer = desk.post(sheet(first), {"message": WORDS, "version": first.version})
    assert (answer.status_code, answer.url) == (303, url("triage_item", second))
    assert fresh(first).state == State.SUBMITTED
    html = page(desk, answer.url)
    assert f"Answer to {first.reference}" in html and re.search(r"leaving in (30|29|28) s", html)
    assert 'action="/triage/undo/"' in html and 'data-key="z"' in html
    assert desk.post("/triage/undo/").url == sheet(first)


def test_undo_leads_back_to_the_sheet_with_every_fact(desk, officer):
    idea, into = IdeaFactory(), IdeaFactory()
    hold(idea, officer, "Ensemble, donc.", Outcome.MERGE, into=into)
    answer = desk.post(url("take_back", idea))
    assert (answer.status_code, answer.url) == (303, sheet(idea, Outcome.MERGE))
    html = page(desk, answer.url)
    assert "Nothing was sent. Your words are here." in html
    assert words_in(html) == "Ensemble, donc."
    assert re.search(rf'<input[^>]*name="into"[^>]*value="{into.reference}"', html)


def test_undo_too_late_is_told(desk, officer):
    idea = IdeaFactory()
    hold(idea, officer)
    with later(60):
        carry_out_held()
        answer = desk.post(url("take_back", idea), follow=True)
    assert "Too late: this answer has left, or was taken back." in answer.content.decode()
    assert TriageDecision.objects.count() == 1


def test_the_queue_lists_the_answers_that_wait_and_lets_one_leave_now(desk, officer):
    first, second = IdeaFactory(), IdeaFactory()
    hold(first, officer)
    hold(second, officer)
    html = page(desk)
    assert "Your answers about to leave" in html
    for idea in (first, second):
        assert f'action="{url("take_back", idea)}"' in html and f'action="{url("send_now", idea)}"' in html
    assert desk.post(url("send_now", first)).url == "/triage/"
    assert (fresh(first).state, fresh(second).state) == (State.NEEDS_INFO, State.SUBMITTED)
    with later(60):
        assert "waits to leave" in page(desk)


def test_a_colleague_sees_that_an_answer_waits_without_its_words(desk, officer):
    idea = IdeaFactory()
    hold(idea, UserFactory(officer=True, first_name="Anne", last_name="Roux"))
    html = page(desk, url("triage_item", idea))
    assert "Anne Roux has already decided: the answer is about to leave." in html
    assert WORDS not in html and 'name="then"' not in html and "take-back" not in html
    answer = desk.post(sheet(idea), {"message": "Autre chose.", "version": idea.version})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert words_in(html) == "Autre chose."
    assert "What Anne Roux wrote" in html and WORDS in html  # once both have written: both texts


def test_after_a_conflict_both_texts_are_there_and_sending_again_is_a_choice(desk, officer):
    idea = IdeaFactory()
    old = idea.version
    retitle_idea(idea, by=UserFactory(officer=True), title="Trous de deux heures")
    answer = desk.post(sheet(idea), {"message": WORDS, "version": old})
    html = answer.content.decode()
    assert (answer.status_code, words_in(html)) == (409, WORDS)
    assert "What stands now" in html and "Trous de deux heures" in html
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    assert desk.post(sheet(idea), {"message": WORDS, "version": version}).status_code == 303
    assert answer_on(idea).message == WORDS


def test_the_answer_that_another_officer_sent_meanwhile_is_shown_beside_ones_own(desk, officer):
    idea = IdeaFactory()
    old = idea.version
    decide_triage(idea, Orientation(Outcome.WORKSHOP, "Venez à l’atelier."), by=UserFactory(officer=True))
    html = desk.post(sheet(idea), {"message": WORDS, "version": old}).content.decode()
    assert words_in(html) == WORDS and "Venez à l’atelier." in html


def test_two_titles_at_once_are_both_shown(desk, officer):
    idea = IdeaFactory()
    old = idea.version
    retitle_idea(idea, by=UserFactory(officer=True), title="Le premier titre")
    answer = desk.post(url("retitle", idea), {"title": "Le second titre", "restatement": "", "version": old})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Le premier titre" in html and 'value="Le second titre"' in html
    assert fresh(idea).title == "Le premier titre"


def test_what_could_not_leave_comes_first_with_its_reason_and_its_words(desk, officer):
    other, idea = IdeaFactory(), IdeaFactory()
    hold(idea, officer)
    HeldDecision.objects.update(failed_because="The disk was full.")
    html = page(desk)
    assert html.index("Could not be sent") < html.index('<ol role="list" class="queue')
    assert "The disk was full." in html and WORDS in html
    start = html.index("Start with the first")
    assert url("triage_item", idea) in html[start - 200 : start] and other.reference not in html[start - 200 : start]
    html = page(desk, url("triage_item", idea))
    assert "The disk was full." in html and sheet(idea) in html
    assert words_in(page(desk, sheet(idea))) == WORDS
    assert desk.post(sheet(idea), {"message": WORDS, "version": idea.version}).status_code == 303
    assert answer_on(idea).failed_because == ""


def test_what_its_author_took_back_is_told_to_whoever_answered_and_to_nobody_else(desk, officer, client, signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author, problem_text="Le local est froid le matin.")
    hold(idea, officer)
    withdraw_idea(idea, by=author)
    with later(31):
        carry_out_held()
    html = page(desk)
    assert "Could not be sent" in html and WORDS in html and "Le local est froid" not in html
    signed_in(UserFactory(officer=True))
    assert WORDS not in page(client)
    signed_in(officer)
    remove = reverse("ideas:forget_failed", kwargs={"pk": HeldDecision.objects.get().pk})
    assert desk.post(remove).status_code == 303
    assert "Could not be sent" not in page(desk)


def test_an_answer_that_waits_is_not_removed_by_the_button_of_those_that_failed(desk, officer):
    idea = IdeaFactory()
    held = hold(idea, officer)
    desk.post(reverse("ideas:forget_failed", kwargs={"pk": held.pk}))
    assert answer_on(idea) == held


def test_the_pages_of_the_desk_cost_the_same_for_one_and_three_answers(desk, officer, count_queries):
    idea = IdeaFactory()
    pages = ("/triage/", url("triage_item", idea))
    hold(IdeaFactory(), officer)
    desk.get("/triage/")
    one = [count_queries(lambda address=address: desk.get(address)) for address in pages]
    hold(IdeaFactory(), officer)
    hold(IdeaFactory(), officer)
    assert [count_queries(lambda address=address: desk.get(address)) for address in pages] == one
    assert max(one) <= 25


# --- Set aside ----------------------------------------------------------------------------------------------------


def test_what_is_set_aside_comes_again_at_the_end_of_the_walk(desk):
    first, second, third = (IdeaFactory() for _ in range(3))
    assert desk.post(url("later", first)).url == url("triage_item", second)
    assert desk.post(url("later", second)).url == url("triage_item", third)
    answer = desk.post(sheet(third), {"message": WORDS, "version": third.version})
    assert answer.url == url("triage_item", first)
    assert "You have reached the end: here is what you set aside." in page(desk, answer.url)
    assert desk.post(url("later", first)).url == url("triage_item", second)
    assert desk.post(url("later", second)).url == reverse("ideas:triage")
    assert {fresh(idea).state for idea in (first, second)} == {State.SUBMITTED}
    assert desk.post(url("later", first)).url == url("triage_item", second)  # a new walk


def test_going_back_passes_over_what_was_set_aside(desk):
    first, second, third = (IdeaFactory() for _ in range(3))
    desk.post(url("later", second))
    answer = desk.post(sheet(first), {"message": WORDS, "version": first.version})
    assert answer.url == url("triage_item", third)


# --- Keys ---------------------------------------------------------------------------------------------------------


def test_chosen_keys_are_on_the_controls_and_follow_the_person(desk, officer):
    usual = own_desk(officer).keys
    answer = desk.post("/triage/keys/", usual | {"decline": "g", "undo": "w", "later": ""})
    assert (answer.status_code, DeskKeys.objects.get().keys) == (303, {"decline": "g", "undo": "w", "later": ""})
    html = page(desk, url("triage_item", IdeaFactory()))
    assert 'value="decline" data-key="g"' in html and 'data-key="n"' not in html
    assert 'data-key="s"' not in html


def test_two_actions_on_one_key_are_told_at_their_field_and_nothing_is_lost(desk, officer):
    usual = own_desk(officer).keys
    answer = desk.post("/triage/keys/", usual | {"decline": "c", "title": "4", "undo": "W"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“c” is already the key of “To the committee”." in html
    assert "“4” has its own use: choose another." in html
    assert re.search(r'name="undo"[^>]*value="W"|value="W"[^>]*name="undo"', html)
    assert DeskKeys.objects.count() == 0


def test_the_usual_keys_come_back_with_one_button(desk, officer):
    desk.post("/triage/keys/", own_desk(officer).keys | {"decline": "g"})
    assert desk.post("/triage/keys/", {"usual": "yes", "decline": "c"}).status_code == 303
    assert own_desk(officer).keys["decline"] == "n"


def test_keys_are_for_those_who_triage(client, signed_in):
    signed_in(UserFactory())
    assert client.get("/triage/keys/").status_code == 404
    signed_in(UserFactory(reviewer=True))
    assert client.get("/triage/keys/").status_code == 200
