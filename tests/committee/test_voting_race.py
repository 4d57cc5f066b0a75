"""Votes that race with the close. The second test plants the fault that the first one must catch."""

import threading
import uuid

import pytest

from committee.models import Ballot, Participation, Poll
from committee.selectors import turnout
from committee.services import common, voting
from tests.committee.racing import in_thread, race, run
from tests.factories.committee import committee_of, open_session_with, vote
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = 10


@pytest.fixture
def room():
    return open_session_with(poles=committee_of(25, 25))


def polls_of(room):
    """One vote after the other on the same point: the one before is set aside."""
    while True:
        Poll.objects.filter(item=room.item).delete()
        yield room.poll()


def test_fifty_voters_clicking_twice_during_the_close_lose_double_or_add_nothing(room):
    closed_in_between = 0
    for seed, poll in zip(range(RUNS), polls_of(room), strict=False):
        result = race(poll, room.people, room.chair, seed=seed)
        assert result.errors == []
        assert result.faults == {}
        assert len(result.acknowledged) == result.ballots == sum(result.at_close.values())
        assert sum(line.voted for line in turnout(Poll.objects.get(pk=poll.pk))) == result.ballots
        closed_in_between += result.refused > 0
    assert closed_in_between >= RUNS // 2


def test_without_the_shared_lock_ballots_are_written_after_the_count(room, monkeypatch):
    """The first to read holds nobody up, and writes once the chair has closed: at every run, not by luck."""
    first = threading.Lock()

    def read(poll_id):
        poll = Poll.objects.get(pk=poll_id)
        if first.acquire(blocking=False):
            wait_until(lambda: Poll.objects.get(pk=poll_id).state != poll.state)
        return poll

    monkeypatch.setattr(voting, "share_poll", read)
    assert race(room.poll(), room.people, room.chair, seed=0).faults["late"]


def test_the_lock_of_the_row_alone_keeps_the_count_true(room, monkeypatch):
    """The queue in front of it only keeps a close from waiting for ever."""
    monkeypatch.setattr(common, "_queue", lambda poll_id, function: None)
    for seed, poll in zip(range(2), polls_of(room), strict=False):
        result = race(poll, room.people, room.chair, seed=seed)
        assert (result.errors, result.faults) == ([], {})


def test_the_same_click_sent_many_times_at_once_is_one_ballot(room):
    poll, person, key, told = room.poll(), room.people[0], uuid.uuid4(), []
    run([in_thread(lambda: told.append(vote(poll, person, "no", key).outcome)) for _copy in range(12)])
    assert sorted(told) == ["created"] + ["same"] * 11
    assert list(Ballot.objects.values_list("choice", "key")) == [("no", key)]
    assert Participation.objects.filter(has_voted=True).count() == 1


def test_two_different_choices_at_once_keep_the_last_one_acknowledged(room):
    poll, person = room.poll(), room.people[0]
    told = []

    def click(choice):
        return lambda: told.append((vote(poll, person, choice).outcome, choice))

    run([in_thread(click(choice)) for choice in ("yes", "no") * 6])
    ballot = Ballot.objects.get()
    assert len(told) == 12
    assert [outcome for outcome, _choice in told].count("created") == 1
    assert len(ballot.spent_keys) == 11
    assert Participation.objects.filter(has_voted=True).count() == 1


def test_closing_many_times_at_once_counts_once(room):
    poll, closed = room.poll(), []
    vote(poll, room.people[0])
    run([in_thread(lambda: closed.append(voting.close_poll(poll, by=room.chair))) for _copy in range(8)])
    assert len(closed) == 8
    assert all((poll.closed_at, poll.result) == (closed[0].closed_at, closed[0].result) for poll in closed)


def test_opening_many_times_at_once_opens_one_vote(room):
    opened = []
    room.poll()
    Poll.objects.all().delete()
    run([in_thread(lambda: opened.append(room.poll().pk)) for _copy in range(8)])
    assert len(opened) == 8
    assert set(opened) == {Poll.objects.get().pk}
    assert Participation.objects.count() == 50
