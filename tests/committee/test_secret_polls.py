"""Secret votes: sealed without their voter, counted once, then gone; what is told before and after."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from committee import sealing
from committee.enums import PollState
from committee.models import Ballot, BallotKey, Participation, Poll, SealedBallot, SecrecyRequest
from committee.selectors import my_poll, published_result, turnout, votes_of
from committee.selectors.secrecy import secrecy_asked, secret_turnout
from committee.services import conduct, voting
from committee.services.attendance import leave
from committee.services.conduct import start_item
from committee.services.decisions import decide_item
from committee.services.forgetting import forget_ballots
from committee.services.minutes import publish_minutes
from committee.services.secrecy import ask_for_secrecy, take_request_back
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.factories.committee import answer, committee_of, counted, open_session_with, vote, vote_all
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return open_session_with()


@pytest.fixture
@usual
def large():
    return open_session_with(poles=committee_of(6, 6))


def secret(room, **options):
    return room.poll(visibility="secret", **options)


# --- The ballot ------------------------------------------------------------------------------------------


def test_a_secret_ballot_is_a_row_without_a_person_a_moment_or_an_order(room):
    """Whatever is added to these columns is a way back to the voter."""
    assert {field.column for field in SealedBallot._meta.fields} == {"id", "poll_id", "college_id", "sealed"}
    assert {field.column for field in Participation._meta.fields} == {
        "id", "poll_id", "person_id", "college_id", "is_president", "has_voted", "cast_by_id",
    }  # fmt: skip
    poll = secret(room)
    vote(poll, room.people[0], "no")
    assert SealedBallot.objects.get().pk.version == 4
    assert not Ballot.objects.exists()
    assert Participation.objects.get(has_voted=True).person == room.people[0]


def test_a_secret_ballot_is_final_and_a_second_one_is_told_so_also_after_the_close(room):
    poll, person = secret(room), room.people[0]
    assert vote(poll, person, "yes") == voting.BallotReceipt("created", "")
    assert vote(poll, person, "no") == voting.BallotReceipt("already", "")
    assert voting.cast_ballot(poll, by=person, key=uuid.uuid4(), choice="nonsense").outcome == "already"
    voting.close_poll(poll, by=room.chair)
    assert vote(poll, person, "no").outcome == "already"
    with pytest.raises(TransitionRefused):
        vote(poll, room.people[1], "no")
    voting.reveal_poll(poll, by=room.chair)
    poll.refresh_from_db()
    assert poll.result["colleges"]["all"]["yes"] == 1


def test_the_order_of_the_answers_is_roll_then_recorded_then_open_then_well_filled_in(room):
    poll = secret(room)
    with pytest.raises(NotAllowed):
        voting.cast_ballot(poll, by=UserFactory(), key=uuid.uuid4(), choice="nonsense")
    with pytest.raises(InvalidInput):
        voting.cast_ballot(poll, by=room.people[0], key=uuid.uuid4(), choice="nonsense")
    assert not Participation.objects.filter(has_voted=True).exists()
    voting.close_poll(poll, by=room.chair)
    with pytest.raises(TransitionRefused):
        voting.cast_ballot(poll, by=room.people[0], key=uuid.uuid4(), choice="nonsense")


def test_what_one_voted_is_told_to_nobody_not_even_to_the_voter(room):
    poll, person = secret(room), room.people[0]
    vote(poll, person, "no")
    mine = my_poll(poll, person)
    assert (mine.has_voted, mine.choice, mine.answer) == (True, "", {})
    assert votes_of(counted(room, poll)) == []


SAID = [
    ("yes_no", {"choice": "yes"}, {"choice": "abstain"}),
    ("approval", {"answer": {"approved": []}}, {"answer": {"approved": [1, 2]}}),
    ("majority_judgment", {"answer": {"grades": [None, None]}}, {"answer": {"grades": [4, 0]}}),
    ("consent", {"answer": {"stance": "agree"}}, {"answer": {"stance": "objection", "words": "\x01é😀" * 333}}),
    ("dot", {"answer": {"dots": [0, 0]}}, {"answer": {"dots": [2, 1]}}),
    ("temperature", {"answer": {"degree": 0}}, {"answer": {"degree": 5}}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "short", "long"), SAID)
def test_every_method_can_be_secret_and_its_ballots_have_one_length(room, method, short, long):
    options = ["Un", "Deux"] if method in ("approval", "majority_judgment", "dot") else []
    poll = secret(room, method=method, options=options)
    for person, said in zip(room.people, [short, long], strict=False):
        voting.cast_ballot(poll, by=person, key=uuid.uuid4(), **said)
    sealed = [bytes(row) for row in SealedBallot.objects.values_list("sealed", flat=True)]
    assert len(sealed) == 2
    assert len({len(one) for one in sealed}) == 1
    result = published_result(counted(room, poll))
    assert result.sentence
    assert result.withheld
    assert (result.table is not None) or method == "yes_no"


def test_ballots_open_with_the_key_outside_the_database_and_for_their_vote_and_pole_only(room, settings):
    poll = secret(room)
    vote(poll, room.people[0], "no")
    row, wrapped = SealedBallot.objects.get(), BallotKey.objects.get().wrapped
    key = sealing.key_of(settings.PARKOUR_BALLOT_KEY, poll.pk, wrapped)
    assert sealing.open_ballot(key, poll.pk, row.college_id, row.sealed) == ("no", {})
    with pytest.raises(sealing.CannotBeOpened):
        sealing.open_ballot(key, poll.pk, row.college_id + 1, row.sealed)
    with pytest.raises(sealing.CannotBeOpened):
        sealing.key_of(settings.PARKOUR_BALLOT_KEY, poll.pk + 1, wrapped)
    with pytest.raises(sealing.CannotBeOpened):
        sealing.key_of("another-secret-" * 4, poll.pk, wrapped)


# --- The close -------------------------------------------------------------------------------------------


def lines_of(poll):
    """(person, transaction, key) of the roll as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, xmin, id FROM committee_participation WHERE poll_id = %s ORDER BY ctid", [poll.pk]
        )
        return cursor.fetchall()


def test_the_close_throws_away_ballots_and_key_and_writes_the_roll_again_at_once(large):
    poll = secret(large)
    for person in reversed(large.people):
        vote(poll, person, "yes")
    before, old = dict(Participation.objects.values_list("person_id", "has_voted")), lines_of(poll)
    closed = voting.close_poll(poll, by=large.chair)
    assert not SealedBallot.objects.exists()
    assert not BallotKey.objects.exists()
    rows = lines_of(poll)
    assert len({transaction for _person, transaction, _key in rows}) == 1
    assert {key for _person, _transaction, key in rows}.isdisjoint(key for _person, _transaction, key in old)
    assert dict(Participation.objects.values_list("person_id", "has_voted")) == before
    again = voting.close_poll(poll, by=large.chair)
    assert (again.closed_at, again.result) == (closed.closed_at, closed.result)
    assert lines_of(poll) == rows
    assert voting.reveal_poll(poll, by=large.chair).result == closed.result


def test_after_the_close_the_roll_lies_in_an_order_drawn_by_chance_whatever_that_of_the_votes(large):
    """Twelve lines come out in the same order twice once in 479 million times."""
    votes, places, keys = [person.pk for person in reversed(large.people)], [], []
    for _time in range(2):
        poll = secret(large)
        for person in reversed(large.people):
            vote(poll, person, "yes")
        voting.close_poll(poll, by=large.chair)
        rows = lines_of(poll)
        places.append([person for person, _transaction, _key in rows])
        keys.append([person for person, _transaction, _key in sorted(rows, key=lambda row: row[2])])
        voting.void_poll(poll, by=large.chair, reason="Encore une fois.")
    for first, second in (places, keys):
        assert sorted(first) == sorted(second) == sorted(votes)
        assert first != second
        assert votes not in (first, second)


def test_with_five_ballots_in_each_pole_the_counts_of_each_are_told(large):
    poll = secret(large)
    vote_all(poll, dict.fromkeys(large.people[:11], "yes"))
    result = published_result(counted(large, poll))
    assert not result.withheld
    assert [(row.code, row.yes) for row in result.colleges] == [("direction", 6), ("employees", 5)]


def test_with_fewer_in_one_pole_outcome_and_sums_alone_are_kept(large):
    """Not even the row of the vote holds more: four ballots of a pole and those of the other would tell it."""
    poll = secret(large)
    vote_all(poll, dict.fromkeys(large.poles["direction"], "yes") | dict.fromkeys(large.poles["employees"][:4], "no"))
    closed = counted(large, poll)
    result = published_result(closed)
    assert result.withheld
    assert [(row.code, row.yes, row.no) for row in result.colleges] == [("all", 6, 4)]
    assert set(closed.result["colleges"]) == {"all"}
    assert closed.result["cause"] is None
    assert result.outcome == "second_reading"
    assert "direction" not in json.dumps(closed.result)


def test_the_number_of_ballots_under_which_nothing_is_told_of_a_pole_is_fixed_with_the_vote(room):
    assert secret(room).rules["fewest"] == 5


def test_a_tie_in_a_secret_vote_is_not_settled_by_the_vote_of_a_president(large):
    poll = secret(large)
    for people in large.poles.values():
        vote_all(poll, dict.fromkeys(people[:3], "yes") | dict.fromkeys(people[3:], "no"))
    assert counted(large, poll).result["outcome"] == "second_reading"


def test_a_vote_whose_ballots_are_not_those_of_the_room_is_not_counted(large):
    poll = secret(large)
    vote_all(poll, dict.fromkeys(large.people, "yes"))
    one, other = SealedBallot.objects.order_by("college_id")[0], SealedBallot.objects.order_by("-college_id")[0]
    SealedBallot.objects.filter(pk=one.pk).update(college=other.college)
    SealedBallot.objects.filter(pk=other.pk).update(college=one.college)
    with pytest.raises(TransitionRefused):
        voting.close_poll(poll, by=large.chair)
    SealedBallot.objects.filter(pk=one.pk).delete()
    with pytest.raises(TransitionRefused):
        voting.close_poll(poll, by=large.chair)
    assert Poll.objects.get(pk=poll.pk).state == PollState.OPEN
    voting.void_poll(poll, by=large.chair, reason="Un bulletin manque.")
    assert not SealedBallot.objects.exists()
    assert not BallotKey.objects.exists()


def test_another_key_on_the_server_stops_the_count_in_words_and_the_vote_may_be_cancelled(room):
    poll = secret(room)
    vote(poll, room.people[0])
    with override_settings(PARKOUR_BALLOT_KEY="another-secret-" * 4), pytest.raises(TransitionRefused):
        voting.close_poll(poll, by=room.chair)
    assert voting.close_poll(poll, by=room.chair).state == PollState.CLOSED


@override_settings(PARKOUR_BALLOT_KEY="")
def test_without_a_key_no_secret_vote_is_opened_and_none_becomes_another_kind(room):
    with pytest.raises(TransitionRefused):
        secret(room)
    assert not Poll.objects.exists()


def test_how_a_vote_is_shown_cannot_be_changed_once_it_is_open(room):
    room.poll(visibility="named")
    for other in ("secret", "hidden"):
        with pytest.raises(InvalidInput) as refusal:
            voting.open_poll(room.item, by=room.chair, visibility=other)
        assert refusal.value.field == "visibility"
    assert Poll.objects.get().visibility == "named"


def test_a_second_reading_of_a_secret_vote_is_secret_under_a_key_of_its_own(room):
    poll = secret(room)
    vote_all(poll, dict.fromkeys(room.people, "abstain"))
    again = voting.second_reading(counted(room, poll), by=room.chair)
    assert (again.visibility, again.reading, again.rules["fewest"]) == ("secret", 2, 5)
    assert BallotKey.objects.get().poll == again


# --- Turnout ---------------------------------------------------------------------------------------------


def test_the_turnout_of_a_secret_vote_moves_by_fives_and_of_no_pole_until_the_close(large):
    poll, told = secret(large), []
    for person in large.people:
        seen = secret_turnout(poll)
        told.append((seen.at_least, seen.everybody))
        assert turnout(poll) == []
        vote(poll, person, "yes")
    assert told == [(0, False)] * 5 + [(5, False)] * 5 + [(10, False)] * 2
    assert secret_turnout(poll).everybody
    closed = voting.close_poll(poll, by=large.chair)
    assert [line.voted for line in turnout(closed)] == [6, 6]
    assert secret_turnout(closed) is None


# --- Asked for by those present ----------------------------------------------------------------------------


@pytest.fixture
def prepared(room):
    item = start_item(room.session, room.item, by=room.chair)
    return voting.prepare_poll(item, by=room.chair)


def test_a_prepared_vote_takes_no_ballot_and_is_opened_as_it_was_read(room, prepared):
    assert voting.prepare_poll(room.item, by=room.chair) == prepared
    assert (prepared.state, prepared.roll.count()) == (PollState.READY, 0)
    with pytest.raises(NotAllowed):
        vote(prepared, room.people[0])
    with pytest.raises(TransitionRefused):
        voting.open_poll(room.item, by=room.chair)
    for refused in (voting.close_poll, voting.reveal_poll):
        with pytest.raises(TransitionRefused):
            refused(prepared, by=room.chair)
    opened = voting.open_prepared(prepared, by=room.chair, minutes=5)
    assert (opened.state, opened.visibility, opened.roll.count()) == (PollState.OPEN, "hidden", 6)
    assert voting.open_prepared(prepared, by=room.chair) == opened
    vote_all(opened, dict.fromkeys(room.people, "yes"))
    assert counted(room, opened).result["outcome"] == "adopted"
    with pytest.raises(TransitionRefused):
        voting.open_prepared(prepared, by=room.chair)


def test_half_of_those_present_make_a_prepared_vote_secret_and_one_fewer_do_not(room, prepared):

    for person in [*room.people[:2], room.people[0]]:
        ask_for_secrecy(prepared, by=person)
    assert Poll.objects.get().visibility == "hidden"
    assert ask_for_secrecy(prepared, by=room.people[2]).visibility == "secret"
    opened = voting.open_prepared(prepared, by=room.chair)
    assert (opened.visibility, opened.secret_on_request) == ("secret", True)
    assert not SecrecyRequest.objects.exists()


def test_a_request_names_nobody_is_taken_back_and_ends_with_the_opening(room, prepared):

    assert {field.column for field in SecrecyRequest._meta.fields} == {"id", "poll_id", "mark"}
    person, other = room.people[:2]
    ask_for_secrecy(prepared, by=person)
    asked = secrecy_asked(prepared)
    assert (asked.asked, asked.present, asked.needed) == (1, 6, 3)
    assert (asked.by(prepared, person), asked.by(prepared, other)) == (True, False)
    take_request_back(prepared, by=other)
    assert secrecy_asked(prepared).asked == 1
    take_request_back(prepared, by=person)
    assert secrecy_asked(prepared).asked == 0
    for stranger in (UserFactory(), room.officer):
        with pytest.raises(NotAllowed):
            ask_for_secrecy(prepared, by=stranger)
    voting.open_prepared(prepared, by=room.chair)
    with pytest.raises(TransitionRefused):
        ask_for_secrecy(prepared, by=person)


def test_those_who_have_left_count_neither_among_the_present_nor_among_those_who_ask(room, prepared):

    ask_for_secrecy(prepared, by=room.people[0])
    ask_for_secrecy(prepared, by=room.people[1])
    leave(room.session, by=room.people[0])
    assert (secrecy_asked(prepared).asked, secrecy_asked(prepared).present) == (1, 5)
    leave(room.session, by=room.people[3])
    assert voting.open_prepared(prepared, by=room.chair, minutes=None).visibility == "hidden"


# --- Forgetting --------------------------------------------------------------------------------------------


def test_ballots_of_hidden_votes_are_forgotten_ninety_days_after_the_minutes_and_the_counts_stay(room):

    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    closed = counted(room, poll)
    decide_item(poll.item, by=room.chair, reason="Oui.", owner=UserFactory(), due_on=clock.today() + timedelta(days=9))
    conduct.close_session(room.session, by=room.chair)
    published = publish_minutes(room.session, by=room.officer).published_at
    with clock.at(published + timedelta(days=90) - timedelta(seconds=1)):
        assert forget_ballots() == 0
    assert Ballot.objects.count() == 6
    with clock.at(published + timedelta(days=90)):
        assert forget_ballots() == 1
        assert forget_ballots() == 0
    assert not Ballot.objects.exists()
    kept = Poll.objects.get()
    assert (kept.result, kept.ballots_forgotten_at) == (closed.result, published + timedelta(days=90))


def test_ballots_of_a_session_without_a_quorum_are_forgotten_ninety_days_after_it(room):
    """It has no minutes from which the days could count."""
    poll = room.poll(method="temperature")
    vote_all_of(poll, room)
    counted(room, poll)
    ended = conduct.declare_no_quorum(room.session, by=room.chair).closed_at
    with clock.at(ended + timedelta(days=90) - timedelta(seconds=1)):
        assert forget_ballots() == 0
    with clock.at(ended + timedelta(days=90)):
        assert forget_ballots() == 1


def vote_all_of(poll, room):
    for person in room.people:
        answer(poll, person, degree=4)


def test_a_consent_with_few_ballots_tells_objections_and_sums_of_no_pole(room):
    poll = secret(room, method="consent")
    for person in room.people[:3]:
        answer(poll, person, stance="agree", words="")
    for person in room.people[3:]:
        answer(poll, person, stance="objection", words="Trop tôt.")
    result = published_result(counted(room, poll))
    assert [row.cells for row in result.table.rows] == [("3", "0", "3")]
    assert result.asks_to_amend


def test_a_prepared_vote_that_is_cancelled_or_left_until_the_end_leaves_no_request(room, prepared):
    ask_for_secrecy(prepared, by=room.people[0])
    voting.void_poll(prepared, by=room.chair, reason="Autre question.")
    assert not SecrecyRequest.objects.exists()
    again = voting.prepare_poll(room.item, by=room.chair)
    ask_for_secrecy(again, by=room.people[0])
    conduct.close_session(room.session, by=room.chair)
    assert not SecrecyRequest.objects.exists()
    with pytest.raises(TransitionRefused):
        ask_for_secrecy(again, by=room.people[1])
