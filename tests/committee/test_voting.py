"""One vote at a time: who may vote, until when, and what is shown before the reveal."""

import uuid
from datetime import timedelta

import pytest

from committee.enums import PollState
from committee.models import Ballot, Poll
from committee.selectors import (
    current_poll_for,
    poll_state,
    published_result,
)
from committee.services import voting
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import counted, open_session_with, vote
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def room():
    return open_session_with()


# --- Ballots -------------------------------------------------------------------------------------


def test_a_ballot_may_be_changed_until_the_close_and_the_last_one_counts(room):
    poll, person = room.poll(), room.people[0]
    assert vote(poll, person, "yes").outcome == "created"
    assert vote(poll, person, "no").outcome == "changed"
    assert vote(poll, person, "no").outcome == "same"
    assert Ballot.objects.get().choice == "no"
    assert counted(room, poll).result["colleges"]["direction"]["no"] == 1


def test_the_same_click_gets_the_same_answer_even_after_the_close(room):
    poll, person, key = room.poll(), room.people[0], uuid.uuid4()
    vote(poll, person, "yes", key)
    assert vote(poll, person, "yes", key).outcome == "same"
    voting.close_poll(poll, by=room.chair)
    assert vote(poll, person, "yes", key) == voting.BallotReceipt("same", "yes")
    with pytest.raises(TransitionRefused):
        vote(poll, person, "no")
    assert Ballot.objects.get().choice == "yes"


def test_a_late_copy_of_an_earlier_click_does_not_bring_the_earlier_choice_back(room):
    poll, person, first = room.poll(), room.people[0], uuid.uuid4()
    vote(poll, person, "yes", first)
    vote(poll, person, "no")
    assert vote(poll, person, "yes", first) == voting.BallotReceipt("same", "no")
    assert Ballot.objects.get().choice == "no"


@pytest.mark.parametrize(("choice", "key", "field"), [("maybe", uuid.uuid4(), "choice"), ("yes", "not-a-key", "key")])
def test_a_malformed_ballot_is_refused(room, choice, key, field):
    with pytest.raises(InvalidInput) as refusal:
        voting.cast_ballot(room.poll(), by=room.people[0], choice=choice, key=key)
    assert refusal.value.field == field
    assert not Ballot.objects.exists()


def test_only_those_on_the_roll_vote(room):
    poll = room.poll()
    for stranger in (UserFactory(), room.officer):
        assert not stranger.has_perm("committee.vote_in", poll)
        with pytest.raises(NotAllowed):
            vote(poll, stranger)
    assert room.people[0].has_perm("committee.vote_in", poll)


@pytest.mark.parametrize(("offset", "accepted"), [(-MILLISECOND, True), (timedelta(0), False), (MILLISECOND, False)])
def test_the_deadline_closes_the_vote_by_itself_to_the_millisecond(room, offset, accepted):
    poll = room.poll(minutes=5)
    with clock.at(poll.closes_at + offset):
        if accepted:
            assert vote(poll, room.people[0]).outcome == "created"
        else:
            with pytest.raises(TransitionRefused):
                vote(poll, room.people[0])
        assert (poll_state(poll) == PollState.OPEN) is accepted
        assert (current_poll_for(room.people[0]) is not None) is accepted
    assert Ballot.objects.count() == accepted


def test_a_vote_past_its_deadline_is_counted_when_it_is_revealed_and_dated_at_the_deadline(room):
    poll = room.poll(minutes=5)
    vote(poll, room.people[0])
    with clock.at(poll.closes_at + timedelta(hours=1)):
        revealed = voting.reveal_poll(poll, by=room.chair)
    assert (revealed.state, revealed.closed_at) == (PollState.REVEALED, poll.closes_at)


def test_more_time_is_given_to_an_open_vote_only(room):
    poll = room.poll(minutes=5)
    assert voting.extend_poll(poll, by=room.chair, minutes=5).closes_at == poll.closes_at + timedelta(minutes=5)
    with clock.at(poll.closes_at + timedelta(minutes=6)), pytest.raises(TransitionRefused):
        voting.extend_poll(poll, by=room.chair, minutes=5)


@pytest.mark.parametrize("minutes", [0, -1, 241, 1.5])
def test_an_impossible_deadline_is_refused(room, minutes):
    with pytest.raises(InvalidInput):
        room.poll(minutes=minutes)
    assert not Poll.objects.exists()


# --- Opening, closing ----------------------------------------------------------------------------


def test_opening_twice_opens_one_vote_and_a_closed_one_is_not_opened_again(room):
    poll = room.poll()
    assert voting.open_poll(room.item, by=room.chair) == poll
    voting.close_poll(poll, by=room.chair)
    with pytest.raises(TransitionRefused):
        voting.open_poll(room.item, by=room.chair)


def test_closing_gives_the_same_answer_for_ever(room):
    poll = room.poll()
    vote(poll, room.people[0])
    first = voting.close_poll(poll, by=room.chair)
    voting.reveal_poll(poll, by=room.chair)
    again = voting.close_poll(poll, by=room.chair)
    assert (again.closed_at, again.result) == (first.closed_at, first.result)


def test_a_vote_belongs_to_the_point_under_discussion(room):
    with pytest.raises(TransitionRefused):
        voting.open_poll(room.item, by=room.chair)


def test_who_runs_the_session_opens_votes_and_the_chair_or_a_president_reveals(room):
    member, other_president = room.poles["employees"][1], room.poles["employees"][0]
    with pytest.raises(NotAllowed):
        voting.open_poll(room.item, by=member)
    poll = room.poll()
    voting.close_poll(poll, by=room.officer)
    for person in (member, room.officer):
        with pytest.raises(NotAllowed):
            voting.reveal_poll(poll, by=person)
    revealed = voting.reveal_poll(poll, by=other_president)
    assert voting.reveal_poll(poll, by=room.chair).revealed_at == revealed.revealed_at


def test_an_open_vote_is_not_revealed(room):
    with pytest.raises(TransitionRefused):
        voting.reveal_poll(room.poll(), by=room.chair)


def test_a_vote_set_aside_is_never_counted_and_another_may_be_opened(room):
    poll = room.poll()
    vote(poll, room.people[0])
    with pytest.raises(InvalidInput):
        voting.void_poll(poll, by=room.chair, reason=" ")
    voided = voting.void_poll(poll, by=room.chair, reason="The question was unclear.")
    assert (voided.state, voided.result["void"]["reason"]) == (PollState.VOID, "The question was unclear.")
    assert voting.void_poll(poll, by=room.chair, reason="Again.").result == voided.result
    assert published_result(voided) is None
    assert not Ballot.objects.exists()
    for act in (voting.close_poll, voting.reveal_poll):
        with pytest.raises(TransitionRefused):
            act(poll, by=room.chair)
    assert voting.open_poll(room.item, by=room.chair).reading == 1


def test_a_ballot_that_comes_after_a_vote_was_set_aside_is_told_so_to_who_had_voted_too(room):
    poll = room.poll()
    vote(poll, room.people[0])
    voting.void_poll(poll, by=room.chair, reason="The question was unclear.")
    for person in room.people[:2]:
        with pytest.raises(TransitionRefused):
            vote(poll, person)
    assert not Ballot.objects.exists()


def test_no_second_vote_follows_a_vote_set_aside(room):
    poll = voting.void_poll(room.poll(), by=room.chair, reason="The question was unclear.")
    response = browser(room.chair).post(url("second_reading", poll.pk), follow=True)
    assert "A second vote follows a revealed vote without a clear answer." in text_of(response)
    assert Poll.objects.count() == 1


def test_a_revealed_vote_cannot_be_set_aside(room):
    poll = room.poll()
    counted(room, poll)
    with pytest.raises(TransitionRefused):
        voting.void_poll(poll, by=room.chair, reason="We do not like it.")
