"""Over to the author: offered by the officer, adopted with the author's yes and not before."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import Outcome, State
from ideas.models import Idea
from ideas.services.self_offers import accept_offer, refuse_offer
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
LIGHT = {"policy": 4, "novelty": 2, "impact": 4, "effort": 1}


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def author():
    return UserFactory(locale="en")


@pytest.fixture
def offered(officer, author):
    idea = IdeaFactory(author=author, officer=officer, assessed=True, levels=LIGHT)
    words = Orientation(Outcome.SELF_IMPLEMENT, "À vous de jouer.", due_on=clock.today() + timedelta(days=20))
    decide_triage(idea, words, by=officer)
    return fresh(idea)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def test_an_offer_answers_the_author_and_adopts_nothing(offered, author):
    assert (offered.state, offered.self_offer_due_on) == (State.IN_TRIAGE, clock.today() + timedelta(days=20))
    assert offered.first_human_reply_at is not None
    assert not offered.decisions.exists()
    mail = OutgoingMail.objects.filter(to_address=author.email).latest("pk")
    assert "Over to you?" in mail.subject and "À vous de jouer." in mail.body_text


def test_the_yes_of_the_author_adopts_it_with_them_as_owner_and_tells_the_officer(offered, author, officer):
    accept_offer(offered, by=author)
    adopted = fresh(offered)
    assert (adopted.state, adopted.self_offered_at) == (State.APPROVED, None)
    assert (adopted.action.owner, adopted.action.due_on) == (author, clock.today() + timedelta(days=20))
    decision = adopted.decisions.get()
    assert (decision.by, decision.reason) == (officer, "À vous de jouer.")
    assert Notification.objects.filter(recipient=officer, kind="officer_self_implement").exists()


def test_a_no_leaves_it_under_review_and_tells_the_officer_why(offered, author, officer):
    with pytest.raises(InvalidInput):
        refuse_offer(offered, by=author, reason=" ")
    refuse_offer(offered, by=author, reason="Je pars en congé.")
    assert (fresh(offered).state, fresh(offered).self_offered_at) == (State.IN_TRIAGE, None)
    assert "Je pars en congé." in Notification.objects.get(recipient=officer, kind="officer_offer_refused").body
    with pytest.raises(NotAllowed):
        accept_offer(offered, by=author)


@pytest.mark.parametrize("answer", [accept_offer, lambda idea, by: refuse_offer(idea, by=by, reason="Non.")])
def test_nobody_else_answers(offered, officer, answer):
    for somebody in (officer, UserFactory()):
        with pytest.raises(NotAllowed):
            answer(offered, by=somebody)
    assert fresh(offered).self_offered_at is not None


def test_another_outcome_ends_the_offer(offered, author, officer):
    decide_triage(offered, Orientation(Outcome.SHORTLIST, "Au comité."), by=officer)
    assert (fresh(offered).state, fresh(offered).self_offered_at) == (State.SHORTLISTED, None)
    with pytest.raises(NotAllowed):
        accept_offer(offered, by=author)


def test_an_offer_whose_date_has_passed_is_not_accepted(offered, author):
    with clock.at(clock.now() + timedelta(days=20)), pytest.raises(InvalidInput):
        accept_offer(offered, by=author)
    assert fresh(offered).state == State.IN_TRIAGE


def test_the_author_finds_the_question_at_home_on_the_page_and_answers_it(signed_in, offered, author):
    client, page = signed_in(author), reverse("ideas:offer", kwargs={"reference": offered.reference})
    for path in ("/", "/ideas/", offered.get_absolute_url()):
        assert page in client.get(path).content.decode(), path
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "no"}).status_code == 422
    assert client.post(page, {"answer": "yes"}).status_code == 303
    assert fresh(offered).state == State.APPROVED
    assert client.get(page).status_code == 302


def test_the_officer_sees_that_an_answer_is_awaited(signed_in, offered):
    client = signed_in(UserFactory(officer=True, locale="en"))
    item = client.get(reverse("ideas:triage_item", kwargs={"reference": offered.reference})).content.decode()
    assert "Offered to its author, no answer yet" in item


def test_a_stranger_gets_no_page(signed_in, offered):
    page = reverse("ideas:offer", kwargs={"reference": offered.reference})
    assert signed_in(UserFactory()).get(page).status_code == 404
