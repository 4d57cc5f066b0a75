"""« Is it what you wanted? »: the author's answer is kept, told to owner and officer, and read on the action."""

import pytest
from django.urls import reverse

from ideas.models import IdeaEvent
from ideas.services.follow_up import confirm_done, confirm_wanted, dispute_done
from parkour.core.exceptions import InvalidInput
from parkour.notifications.models import Notification
from tests.api.asking import Program
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db
YES, NO = "Yes, it is right", "No, something is missing"


@pytest.fixture
def author():
    return UserFactory(first_name="Quiterie", last_name="Vasseur", locale="en")


@pytest.fixture
def owner():
    return UserFactory(locale="en")


@pytest.fixture
def idea(author, owner):
    return done(author=author, owner=owner)


def page_of(idea, client):
    return client.get(reverse("ideas:action", args=[idea.reference])).content.decode()


def told(person, kind):
    return list(Notification.objects.filter(recipient=person, kind=kind).values_list("body", flat=True))


def test_until_the_author_answers_the_action_says_that_they_are_asked(idea, owner, signed_in):
    html = page_of(idea, signed_in(owner))
    assert ("The author is asked, and has not answered yet." in html, YES in html) == (True, False)


def test_the_words_of_a_yes_reach_owner_and_officer_and_stay_on_the_action(idea, author, owner, signed_in):
    officer = UserFactory(officer=True, locale="en")
    address = reverse("ideas:confirm", args=[idea.reference])
    assert signed_in(author).post(address, {"words": "Enfin à l'heure, merci."}).status_code == 303
    for person, kind in ((owner, "owner_author_confirmed"), (officer, "officer_author_confirmed")):
        [body] = told(person, kind)
        assert "Enfin à l'heure, merci." in body
        html = page_of(idea, signed_in(person)).replace("&#x27;", "'")
        assert (YES in html, "Enfin à l'heure, merci." in html, "has not answered yet" in html) == (True, True, False)


def test_a_yes_without_a_word_is_a_yes_and_a_second_one_changes_nothing(idea, author):
    assert confirm_wanted(idea, by=author)
    assert not confirm_wanted(idea, by=author, words="Encore.")
    assert list(IdeaEvent.objects.filter(name="author_confirmed").values_list("note", flat=True)) == [""]


def test_more_words_than_one_reads_are_refused_at_their_field(idea, author):
    with pytest.raises(InvalidInput) as refused:
        confirm_wanted(idea, by=author, words="x" * 301)
    assert refused.value.field == "words"


def test_a_no_is_told_to_the_owner_and_once_done_again_the_author_is_asked_again(idea, author, owner, signed_in):
    dispute_done(idea, by=author, reason="Il manque le lundi.")
    [body] = told(owner, "owner_dispute")
    assert "Il manque le lundi." in body
    html = page_of(idea, signed_in(owner))
    assert (NO in html, "has not answered yet" in html) == (True, False)
    confirm_done(idea, by=UserFactory(officer=True), evidence="Le lundi aussi.")
    html = page_of(idea, signed_in(owner))
    assert (NO in html, "has not answered yet" in html) == (True, True)


def test_what_the_officer_disputes_is_no_answer_of_the_author(idea, owner, signed_in):
    dispute_done(idea, by=UserFactory(officer=True), reason="La porte ferme encore mal.")
    assert NO not in page_of(idea, signed_in(owner))
    assert len(told(owner, "owner_dispute")) == 1


def test_an_owner_who_is_the_author_is_not_told_their_own_answer(author):
    own = done(author=author, owner=author)
    confirm_wanted(own, by=author, words="Content de l'avoir fait.")
    assert told(author, "owner_author_confirmed") == []


def test_a_hidden_author_stays_hidden_in_the_answer(author, owner, signed_in):
    hidden = done(IdeaFactory(shortlisted=True, author=author, visibility="name_hidden"), owner=owner)
    confirm_wanted(hidden, by=author, words="Merci, Vasseur.")
    html = page_of(hidden, signed_in(owner))
    assert (YES in html, "Vasseur" in html, "Quiterie" in html) == (True, False, False)
    assert not any("Vasseur" in body for body in told(owner, "owner_author_confirmed"))


def test_the_page_of_the_author_takes_the_word_and_the_api_tells_it(idea, author, owner, signed_in):
    html = signed_in(author).get(idea.get_absolute_url()).content.decode()
    assert 'name="words"' in html
    assert Program(author).posts(f"ideas/{idea.reference}/confirm/", {"words": "Merci."}).status_code == 200
    [answer] = Program(owner).asks(f"actions/{idea.reference}/").json()["authors_answers"]
    assert (answer["is_right"], answer["words"]) == (True, "Merci.")
