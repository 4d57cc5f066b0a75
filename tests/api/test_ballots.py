"""One's own ballot by the API: the key of the click, what may change, and until when."""

from datetime import timedelta

import pytest

from committee.enums import Block
from committee.models import Ballot
from committee.services import conduct, voting
from ideas.models import Decision
from parkour.core import clock
from tests.api.asking import Program, is_problem, new_key
from tests.factories import IdeaFactory, UserFactory, committee_of, open_session_with
from tests.remembered import usual

pytestmark = pytest.mark.django_db
PLAIN = {"answer": None, "abstains": False, "recorded": True, "already": False}


@pytest.fixture
@usual
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
    assert (first.status_code, first.json()) == (200, PLAIN | {"choice": "yes"})
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
    assert cast(voter, poll, "yes", first).json() == PLAIN | {"choice": "no"}
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


# --- Other methods ----------------------------------------------------------------------------------------------

VARIANTS = ["Par rue", "Par quartier"]


def opened_by_the_api(room, **body):
    conduct.start_item(room.session, room.item, by=room.chair)
    return Program(room.chair).posts(f"items/{room.item.pk}/polls/", body)


def test_grades_are_given_by_the_api_and_what_is_not_graded_is_said_to_abstain(room):
    opened = opened_by_the_api(room, method="majority_judgment", options=VARIANTS, rules={"blank": "abstention"})
    assert opened.status_code == 201
    poll = opened.json()
    assert [(option["place"], option["label"]) for option in poll["options"]] == [(1, "Par rue"), (2, "Par quartier")]
    voter, address = Program(room.people[1]), f"polls/{poll['id']}/my-ballot/"
    blank = voter.puts(address, {"answer": {"grades": [4, None]}}, key=new_key()).json()
    assert (blank["abstains"], blank["choice"]) == (True, None)
    given = voter.puts(address, {"answer": {"grades": [4, 1]}}, key=new_key()).json()
    assert (given["abstains"], given["answer"]["grades"], given["answer"]["dots"]) == (False, [4, 1], None)
    for person in room.people:
        Program(person).puts(address, {"answer": {"grades": [4, 1]}}, key=new_key())
    chair = Program(room.chair)
    assert chair.posts(f"polls/{poll['id']}/close/", {}).json()["result"] is None
    result = chair.posts(f"polls/{poll['id']}/reveal/", {}).json()["result"]
    assert (result["outcome"], result["retained"]) == ("adopted", ["Par rue"])
    assert result["counted"]["rows"][0]["cells"][0] == "Excellent"


@pytest.mark.parametrize("answer", [{}, {"grades": [9, 1]}, {"grades": [1]}, {"ranks": [1, 2]}, {"grades": "41"}, None])
def test_what_is_no_answer_of_the_vote_is_refused(room, answer):
    poll = room.poll(method="majority_judgment", options=VARIANTS)
    is_problem(Program(room.people[1]).puts(f"polls/{poll.pk}/my-ballot/", {"answer": answer}, key=new_key()), 422)
    assert not Ballot.objects.exists()


def test_what_cannot_be_opened_is_refused_with_its_field(room):
    is_problem(opened_by_the_api(room, method="approval", options=["Une"]), 422, "options")
    is_problem(opened_by_the_api(room, method="approval", options=VARIANTS, rules={"choose": 5}), 422, "choose")
    is_problem(opened_by_the_api(room, rules={"quota": 5}), 422)


def test_a_lot_is_taken_apart_adopted_and_recorded_by_the_api(room):
    ideas = [IdeaFactory(shortlisted=True) for _three in "abc"]
    conduct.close_session(room.session, by=room.chair)
    lot = open_session_with(*ideas, poles=room.poles, block=Block.CONSENT)
    assert Program(room.people[1]).puts(f"items/{lot.items[2].pk}/taken-out/", {}).status_code == 204
    poll = opened_by_the_api(lot, method="consent_block").json()
    assert [option["item"] for option in poll["options"]] == [item.pk for item in lot.items[:2]]
    chair, owner = Program(room.chair), UserFactory()
    chair.posts(f"polls/{poll['id']}/close/", {})
    chair.posts(f"polls/{poll['id']}/reveal/", {})
    body = {"reason": "Sans débat.", "promises": []}
    is_problem(chair.posts(f"polls/{poll['id']}/decisions/", body), 422)
    due_on = (clock.today() + timedelta(days=20)).isoformat()
    body["promises"] = [{"item": item.pk, "owner": owner.email, "due_on": due_on} for item in lot.items[:2]]
    assert chair.posts(f"polls/{poll['id']}/decisions/", body).json()["state"] == "certified"
    assert Decision.objects.count() == 2
