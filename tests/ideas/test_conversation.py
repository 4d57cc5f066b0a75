from datetime import timedelta

import pytest

from ideas.models import Idea
from ideas.services.conversation import write_message
from ideas.services.lifecycle import record_due_transition
from parkour.core import clock
from parkour.core.exceptions import NotAllowed
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


def kinds_told(person):
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def test_a_message_of_the_author_reaches_the_officers_and_the_co_authors():
    author, friend, officer = UserFactory(), UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, coauthors=(friend,), officer=officer)
    write_message(idea, by=author, body="J’ai oublié une chose.")
    assert kinds_told(officer) == ["officer_message"]
    letter = Notification.objects.filter(recipient=friend, kind="author_message").get()
    assert "écrit avec vous" in letter.body
    assert "J’ai oublié une chose." in letter.body


def test_a_message_of_the_officer_answers_the_promise_and_tells_the_author():
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, officer=officer)
    write_message(idea, by=officer, body="Je vous réponds demain.")
    assert Idea.objects.get(pk=idea.pk).first_human_reply_at is not None
    assert kinds_told(author) == ["author_submit", "author_message"]


def test_an_officer_who_writes_about_an_own_idea_has_not_answered_it():
    officer = UserFactory(officer=True)
    idea = IdeaFactory(author=officer, officer=UserFactory(officer=True))
    write_message(idea, by=officer, body="Une précision.")
    assert Idea.objects.get(pk=idea.pk).first_human_reply_at is None


def test_a_reviewer_leaves_notes_and_does_not_write_to_the_author():
    idea, reviewer = IdeaFactory(), UserFactory(reviewer=True)
    with pytest.raises(NotAllowed):
        write_message(idea, by=reviewer, body="Bonjour.")
    write_message(idea, by=reviewer, body="À rapprocher d’une autre.", internal=True)
    assert kinds_told(idea.people.get()) == ["author_submit"]


def test_a_stranger_cannot_write():
    with pytest.raises(NotAllowed):
        write_message(IdeaFactory(), by=UserFactory(), body="Bonjour.")


def test_an_idea_parked_by_silence_is_dated_at_its_deadline_and_comes_back_at_its_date():
    idea = IdeaFactory(needs_info=True)
    with clock.at(idea.state_since + timedelta(days=45)):
        record_due_transition(idea)
    parked = Idea.objects.get(pk=idea.pk)
    assert parked.state_since == idea.state_since + timedelta(days=30)
    with clock.at(idea.state_since + timedelta(days=200)):
        record_due_transition(idea)
    assert Idea.objects.get(pk=idea.pk).state == "in_triage"
