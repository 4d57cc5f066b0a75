"""Several answers in one gesture: read over, held one by one, undone in one go."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ideas.enums import Outcome, State
from ideas.held import taken_back_words, waiting_of
from ideas.models import HeldDecision, Idea, TriageDecision
from ideas.services.holding import carry_out_held, hold_decision
from ideas.services.several import MOST, Prepared, hold_several, take_back_last
from ideas.services.triage import Orientation
from parkour.core import clock, unsent
from parkour.core.exceptions import InvalidInput, TransitionRefused
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
SEVERAL = "/triage/several/"


@pytest.fixture(autouse=True)
def _half_a_minute(settings):
    settings.UNDO_SECONDS = 30


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    signed_in(officer)
    return client


def later(seconds):
    return clock.at(clock.now() + timedelta(seconds=seconds))


def asked(idea, message="À quelle heure ?"):
    return Prepared(idea, idea.version, Orientation(Outcome.ASK, message))


def state_of(idea):
    return Idea.objects.get(pk=idea.pk).state


def sent(ideas, outcome, message="Voici la suite.", **facts):
    """The body of the last step."""
    body = {"outcome": outcome, "send": "yes", "ref": [idea.reference for idea in ideas], **facts}
    for idea in ideas:
        body |= {f"message-{idea.reference}": message, f"version-{idea.reference}": idea.version}
    return body


def messages_in(html):
    return dict(re.findall(r'<textarea[^>]*name="message-([\w-]+)"[^>]*>\n(.*?)</textarea>', html, re.S))


def test_one_that_is_refused_stops_no_other(officer):
    ideas = [IdeaFactory() for _ in range(3)]
    own = IdeaFactory(author=officer)
    refused = hold_several([asked(idea) for idea in (*ideas, own)], by=officer)
    assert [answer.idea for answer, _why in refused] == [own]
    assert {held.idea_id for held in waiting_of(officer)} == {idea.pk for idea in ideas}
    with later(31):
        assert carry_out_held() == 3
    assert [state_of(idea) for idea in ideas] == [State.NEEDS_INFO] * 3


def test_what_was_sent_together_is_taken_back_together_and_nothing_else(officer):
    alone, *ideas = [IdeaFactory() for _ in range(4)]
    hold_decision(alone, Orientation(Outcome.ASK, "Seule."), by=officer)
    hold_several([asked(idea) for idea in ideas], by=officer)
    assert [held.idea_id for held in take_back_last(by=officer)] == [idea.pk for idea in ideas]
    assert [held.idea_id for held in waiting_of(officer)] == [alone.pk]
    assert set(taken_back_words(ideas, Outcome.ASK, officer)) == {idea.pk for idea in ideas}
    take_back_last(by=officer)
    with pytest.raises(TransitionRefused):
        take_back_last(by=officer)


def test_none_and_too_many_are_refused(officer):
    idea = IdeaFactory()
    for answers in ([], [asked(idea)] * (MOST + 1)):
        with pytest.raises(InvalidInput):
            hold_several(answers, by=officer)
    assert HeldDecision.objects.count() == 0


def test_each_answer_is_read_over_in_the_words_of_its_author(desk):
    french, english = (
        IdeaFactory(author=UserFactory(locale="fr", first_name="Inès")),
        IdeaFactory(author=UserFactory(locale="en", first_name="Tom")),
    )
    refs = [french.reference, english.reference]
    html = desk.get(SEVERAL, {"outcome": "ask", "ref": refs}).content.decode()
    assert "2 contributions." in html and messages_in(html) == {}
    answer = desk.post(SEVERAL, {"outcome": "ask", "ref": refs, "preview": "yes", "words": "Dans quelle rue ?"})
    read = messages_in(answer.content.decode())
    assert answer.status_code == 200 and list(read) == refs
    assert "Merci Inès" in read[french.reference] and "Thank you Tom" in read[english.reference]
    assert all("Dans quelle rue ?" in words and "[…]" not in words for words in read.values())
    assert HeldDecision.objects.count() == TriageDecision.objects.count() == 0


def test_enter_in_a_field_writes_over_no_answer(desk):
    idea = IdeaFactory()
    body = sent([idea], Outcome.PARK, "Mes propres mots.", words="Plus tard.") | {"look": "yes"}
    body["review_on"] = (clock.today() + timedelta(days=30)).isoformat()
    del body["send"]
    assert messages_in(desk.post(SEVERAL, body).content.decode()) == {idea.reference: "Mes propres mots."}


def test_without_the_shared_words_there_is_nothing_to_read_over(desk):
    idea = IdeaFactory()
    answer = desk.post(SEVERAL, {"outcome": "ask", "ref": [idea.reference], "preview": "yes", "words": " "})
    assert answer.status_code == 422
    assert "Write your words: each answer has a place for them." in answer.content.decode()


@pytest.mark.parametrize(
    ("outcome", "facts", "state"),
    [
        (Outcome.ASK, {}, State.NEEDS_INFO),
        (Outcome.DECLINE, {"reason_code": "cost"}, State.DECLINED),
        (Outcome.REDIRECT, {"channel": "hr"}, State.REDIRECTED),
        (Outcome.PARK, {"review_on": 60}, State.PARKED),
        (Outcome.MERGE, {"into": "another"}, State.MERGED),
    ],
)
def test_the_same_outcome_for_all_leaves_after_the_window(desk, outcome, facts, state):
    if "review_on" in facts:
        facts = {"review_on": (clock.today() + timedelta(days=60)).isoformat()}
    if "into" in facts:
        facts = {"into": IdeaFactory().reference}
    ideas = [IdeaFactory(), IdeaFactory()]
    answer = desk.post(SEVERAL, sent(ideas, outcome, **facts))
    assert (answer.status_code, answer.url) == (303, "/triage/")
    assert [state_of(idea) for idea in ideas] == [State.SUBMITTED] * 2
    html = desk.get("/triage/").content.decode()
    assert "2 answers:" in html and 'action="/triage/undo/"' in html
    with later(31):
        carry_out_held()
    assert [state_of(idea) for idea in ideas] == [state] * 2


def test_only_feedback_ends_with_a_plain_answer_and_the_rest_says_so(desk):
    feedback, proposal = IdeaFactory(feedback=True), IdeaFactory()
    answer = desk.post(SEVERAL, sent([feedback, proposal], Outcome.ANSWER))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "1 answer waits to leave." in html
    assert "A proposal is kept, parked or declined; only feedback can end with an answer." in html
    assert messages_in(html) == {proposal.reference: "Voici la suite."}
    assert [held.idea for held in HeldDecision.objects.all()] == [feedback]


def test_a_message_that_is_not_finished_stays_with_its_sentence(desk):
    first, second = IdeaFactory(), IdeaFactory()
    body = sent([first, second], Outcome.ASK) | {f"message-{second.reference}": "Pourquoi […] ?"}
    html = desk.post(SEVERAL, body).content.decode()
    assert "your own words: the author reads them." in html
    assert messages_in(html) == {second.reference: "Pourquoi […] ?"}
    assert HeldDecision.objects.get().idea == first


def test_one_changed_meanwhile_is_not_written_over(desk):
    first, second = IdeaFactory(), IdeaFactory()
    body = sent([first, second], Outcome.ASK)
    Idea.objects.filter(pk=second.pk).update(version=second.version + 1)
    html = desk.post(SEVERAL, body).content.decode()
    assert "was changed meanwhile" in html and set(messages_in(html)) == {second.reference}
    assert HeldDecision.objects.get().idea == first


def test_a_page_whose_protection_is_over_comes_back_with_every_answer(officer):
    strict, ideas = Client(enforce_csrf_checks=True), [IdeaFactory(), IdeaFactory()]
    strict.force_login(officer, backend="parkour.accounts.backends.SignInBackend")
    body = sent(ideas, Outcome.ASK, "Mes mots.") | {unsent.BY: unsent.mark(officer)}
    html = strict.post(SEVERAL, body).content.decode()
    assert messages_in(html) == {idea.reference: "Mes mots." for idea in ideas}
    assert HeldDecision.objects.count() == 0


def test_undo_leads_back_to_all_the_words(desk):
    ideas = [IdeaFactory(), IdeaFactory()]
    desk.post(SEVERAL, sent(ideas, Outcome.DECLINE, "Non, parce que.", reason_code="cost"))
    answer = desk.post("/triage/undo/")
    html = desk.get(answer.url).content.decode()
    assert messages_in(html) == {idea.reference: "Non, parce que." for idea in ideas}
    assert re.search(r'value="cost"[^>]*checked', html)
    assert desk.post(SEVERAL, sent(ideas, Outcome.DECLINE, reason_code="cost")).status_code == 303


def test_nothing_chosen_or_one_s_own_leads_back_with_a_word(desk, officer):
    own = IdeaFactory(author=officer)
    for query in ({}, {"outcome": "ask"}, {"outcome": "ask", "ref": own.reference}, {"outcome": "shortlist"}):
        answer = desk.get(SEVERAL, query, follow=True)
        assert "Choose at least one contribution that waits for an answer." in answer.content.decode()


def test_the_queue_offers_to_choose_several_to_officers_only(desk, client, signed_in):
    idea = IdeaFactory()
    assert f'name="ref" value="{idea.reference}"' in desk.get("/triage/").content.decode()
    signed_in(UserFactory(reviewer=True))
    assert 'name="ref"' not in client.get("/triage/").content.decode()
    assert client.get(SEVERAL, {"outcome": "ask", "ref": idea.reference}).status_code == 404
    assert client.post(reverse("ideas:undo")).status_code == 404


def test_reading_over_costs_the_same_for_one_and_three(desk, count_queries):
    ideas = [IdeaFactory() for _ in range(3)]

    def read(some):
        body = {"outcome": "ask", "ref": [idea.reference for idea in some], "preview": "yes", "words": "Où ?"}
        return count_queries(lambda: desk.post(SEVERAL, body))

    read(ideas)
    assert read(ideas[:1]) == read(ideas)
