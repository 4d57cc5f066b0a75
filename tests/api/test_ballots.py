"""One's own ballot by the API: the key of the click, what may change, and until when."""

import pytest

from committee.models import Ballot
from committee.services import voting
from tests.api.asking import Program, is_problem, new_key
from tests.factories import UserFactory, committee_of, open_session_with

pytestmark = pytest.mark.django_db
SAID = {"choice": "yes", "answer": None, "abstains": False, "recorded": True, "already": False}


@pytest.fixture
def room():
    return open_session_with(poles=committee_of(2, 2))


def cast(program, poll, choice, key):
    return program.puts(f"polls/{poll.pk}/my-ballot/", {"choice": choice}, key=key)


def test_a_ballot_needs_its_key(room):
    poll, voter = room.poll(), Program(room.people[1])
    is_problem(voter.puts(f"polls/{poll.pk}/my-ballot/", {"choice": "yes"}), 400)
    is_problem(cast(voter, poll, "yes", "{0b0f4f4e-6c39-4f4e-8a53-0d0f54c1f9aa}"), 400)
    assert not Ballot.objects.exists()


def test_the_same_key_gets_the_same_answer_also_after_the_close(room):
    poll, voter, key = room.poll(), Program(room.people[1]), new_key()
    first = cast(voter, poll, "yes", key)
    assert (first.status_code, first.json()) == (200, SAID)
    assert cast(voter, poll, "yes", key).json() == first.json()
    voting.close_poll(poll, by=room.chair)
    again = cast(voter, poll, "yes", key)
    assert (again.status_code, again.json()) == (200, first.json())
    is_problem(cast(voter, poll, "yes", new_key()), 409)
    assert Ballot.objects.count() == 1


def test_the_same_key_with_another_choice_is_refused_and_changes_nothing(room):
    poll, voter, key = room.poll(), Program(room.people[1]), new_key()
    cast(voter, poll, "yes", key)
    is_problem(cast(voter, poll, "no", key), 422)
    assert Ballot.objects.get().choice == "yes"


def test_a_ballot_is_changed_with_a_new_key_and_a_late_copy_brings_nothing_back(room):
    poll, voter, first, second = room.poll(), Program(room.people[1]), new_key(), new_key()
    cast(voter, poll, "yes", first)
    assert cast(voter, poll, "no", second).json()["choice"] == "no"
    assert cast(voter, poll, "yes", first).json() == SAID | {"choice": "no"}
    assert Ballot.objects.get().choice == "no"


@pytest.mark.parametrize("choice", ["maybe", "", None, 1, ["yes"], {"yes": True}])
def test_a_choice_is_one_of_the_three_words(room, choice):
    poll = room.poll()
    is_problem(cast(Program(room.people[1]), poll, choice, new_key()), 422, "choice")
    assert not Ballot.objects.exists()


def test_a_weight_or_a_voter_cannot_be_named(room):
    poll = room.poll()
    body = {"choice": "yes", "weight": -1, "person": room.people[0].email}
    refused = Program(room.people[1]).puts(f"polls/{poll.pk}/my-ballot/", body, key=new_key())
    assert set(is_problem(refused, 422)["errors"]) == {"weight", "person"}
    assert not Ballot.objects.exists()


def test_who_is_not_on_the_roll_does_not_vote(room):
    poll = room.poll()
    is_problem(cast(Program(room.officer), poll, "yes", new_key()), 403)
    is_problem(cast(Program(UserFactory()), poll, "yes", new_key()), 404)
    assert not Ballot.objects.exists()


def test_a_token_without_the_scope_of_votes_does_not_vote(room):
    poll = room.poll()
    reader = Program(room.people[1], scopes=["committee:read", "committee:write"])
    is_problem(cast(reader, poll, "yes", new_key()), 403)
    assert not Ballot.objects.exists()
    assert cast(Program(room.people[1], scopes=["vote"]), poll, "yes", new_key()).status_code == 200
