"""Supporting a contribution: one each, never one's own, and the count shown is the number of supports."""

import random
import threading

import pytest
from django.urls import reverse

from ideas.models import Idea, Support
from ideas.services import support as supports
from ideas.services.support import support, withdraw_support
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.committee.racing import in_thread, run
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import held_until_another_has_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea():
    return IdeaFactory(shortlisted=True)


def shown(idea):
    return Idea.objects.get(pk=idea.pk).support_count


def test_a_support_counts_once_however_often_it_is_given(idea):
    person = UserFactory()
    assert [support(idea, by=person).support_count for _tap in range(2)] == [1, 1]
    assert shown(idea) == Support.objects.count() == 1


def test_a_support_is_taken_back_once_however_often(idea):
    person = UserFactory()
    support(idea, by=person)
    support(idea, by=UserFactory())
    assert [withdraw_support(idea, by=person).support_count for _tap in range(2)] == [1, 1]
    assert not Support.objects.filter(person=person).exists()


def test_authors_and_coauthors_do_not_support_their_own():
    author, friend = UserFactory(), UserFactory()
    idea = IdeaFactory(author=author, coauthors=(friend,), shortlisted=True)
    for person in (author, friend):
        with pytest.raises(NotAllowed):
            support(idea, by=person)
    assert shown(idea) == 0


@pytest.mark.parametrize("moment", ["opened", "redirected", "needs_info"])
def test_nobody_supports_what_they_cannot_read(moment):
    idea = IdeaFactory(**{moment: True})
    with pytest.raises(NotAllowed):
        support(idea, by=UserFactory())
    assert shown(idea) == 0


def test_those_who_read_everything_support_on_the_board_only():
    with pytest.raises(TransitionRefused):
        support(IdeaFactory(opened=True), by=UserFactory(officer=True))


def test_a_support_changes_nothing_that_a_form_of_the_officer_must_know(idea):
    assert support(idea, by=UserFactory()).version == idea.version


def test_the_button_supports_and_its_undo_takes_back(idea, signed_in):
    client = signed_in(UserFactory())
    there = reverse("ideas:support", args=[idea.reference])
    assert client.post(there).status_code == 303
    assert shown(idea) == 1
    assert client.post(reverse("ideas:withdraw_support", args=[idea.reference])).status_code == 303
    assert shown(idea) == 0
    assert client.get(there).status_code == 302
    assert shown(idea) == 0


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_count_one():
    idea, person = IdeaFactory(shortlisted=True), UserFactory()
    run([in_thread(lambda: support(idea, by=person)) for _tap in range(8)])
    assert (Support.objects.count(), shown(idea)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_some_of_them_undecided_leave_a_true_count():
    idea, people = IdeaFactory(shortlisted=True), UserFactory.create_batch(200)
    dice, lock, errors = random.Random(7), threading.Lock(), []
    queue = [(person, dice.random() < 0.25) for person in people]

    def tap():
        while True:
            with lock:
                if not queue:
                    return
                person, toggles = queue.pop()
            try:
                support(idea, by=person)
                if toggles:
                    withdraw_support(idea, by=person)
            except Exception as error:
                errors.append(error)

    wanted = sum(1 for _person, toggles in queue if not toggles)
    run([in_thread(tap) for _thread in range(10)])
    assert errors == []
    assert shown(idea) == Support.objects.filter(idea=idea).count() == wanted


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_contribution_the_count_is_wrong(monkeypatch):
    """The fault that the tests above must catch."""
    idea = IdeaFactory(shortlisted=True)
    monkeypatch.setattr(supports, "lock", lambda idea: Idea.objects.get(pk=idea.pk))
    monkeypatch.setattr(supports, "count_supports", held_until_another_has_counted(supports.count_supports))
    people = UserFactory.create_batch(2)
    run([in_thread(lambda person=person: support(idea, by=person)) for person in people])
    assert (Support.objects.count(), shown(idea)) == (2, 1)
