"""Answers that race with the opening and the close of a consultation; each guard is taken away once."""

import threading
from uuid import uuid4

import pytest

from committee.models import Ballot, Participation, Poll
from committee.services import consultation_course as course
from committee.services import consultations as services
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from tests.committee.racing import in_thread, run
from tests.factories.committee import open_consultation
from tests.factories.people import UserFactory
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked():
    return open_consultation()


def answers(asked, people, told, errors):
    def one(person):
        def click():
            try:
                told[person.pk] = services.answer_consultation(asked, by=person, key=uuid4(), choice="yes").choice
            except TransitionRefused:
                pass
            except Exception as error:
                errors.append(error)

        return click

    return [in_thread(one(person)) for person in people]


def test_the_first_answers_at_once_open_it_once(asked):
    people, told, errors = [UserFactory() for _each in range(8)], {}, []
    run(answers(asked, people, told, errors))
    assert errors == []
    assert len(told) == Ballot.objects.filter(poll=asked.poll).count() == 8
    roll = Participation.objects.filter(poll=asked.poll)
    assert roll.count() == Poll.objects.get(pk=asked.pk).electorate["employees"]["seats"]


def test_every_answer_acknowledged_is_counted_and_none_after_the_count(asked):
    people, told, errors = [UserFactory() for _each in range(12)], {}, []
    course.settle(asked.pk)

    def close():
        Poll.objects.filter(pk=asked.pk).update(closes_at=clock.now())
        course.settle(asked.pk)

    run([*answers(asked, people, told, errors), in_thread(close)])
    course.settle(asked.pk)
    assert errors == []
    result = Poll.objects.get(pk=asked.pk).result
    assert result["ballots"] == len(told) == Ballot.objects.filter(poll=asked.poll).count()


def test_without_the_lock_an_answer_is_written_after_the_count(asked, monkeypatch):
    """The answer has read an open consultation; it is counted before the answer goes on: at every run."""
    person, told, errors, reached = UserFactory(), {}, [], threading.Event()
    course.settle(asked.pk)

    def read(poll_id):
        poll = Poll.objects.get(pk=poll_id)
        reached.set()
        wait_until(lambda: Poll.objects.get(pk=poll_id).state != poll.state)
        return poll

    def close():
        reached.wait()
        Poll.objects.filter(pk=asked.pk).update(closes_at=clock.now())
        course.settle(asked.pk)

    monkeypatch.setattr(services, "share_poll", read)
    run([*answers(asked, [person], told, errors), in_thread(close)])
    assert errors == []
    assert Poll.objects.get(pk=asked.pk).result["ballots"] < Ballot.objects.filter(poll=asked.poll).count()
