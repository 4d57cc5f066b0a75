"""Who is on the roll of a vote, whether it may open, and what is shown of it when."""

import pytest

from committee.enums import Choice
from committee.models import Participation, Poll
from committee.selectors import (
    current_poll_for,
    my_poll,
    published_result,
    quorum_for,
    recused_from,
    turnout,
    votes_of,
)
from committee.services import attendance, mandates, voting
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.factories.committee import committee_of, counted, open_session_with, vote, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return open_session_with()


def seats(poll):
    columns = ("seats", "present", "recused", "quorum")
    return {code: tuple(row[column] for column in columns) for code, row in poll.electorate.items()}


# --- Quorum, recusal, roll -----------------------------------------------------------------------


def test_half_of_each_pole_is_the_quorum():
    poles = committee_of(6, 10)
    room = open_session_with(poles=poles, absent=poles["direction"][3:] + poles["employees"][5:])
    assert [(light.code, light.seats, light.present, light.needed, light.met) for light in quorum_for(room.item)] == [
        ("direction", 6, 3, 3, True),
        ("employees", 10, 5, 5, True),
    ]
    assert seats(room.poll()) == {"direction": (6, 3, 0, 3), "employees": (10, 5, 0, 5)}


def test_below_the_quorum_no_vote_opens_and_the_numbers_are_said():
    poles = committee_of(6, 10)
    room = open_session_with(poles=poles, absent=poles["direction"][3:] + poles["employees"][4:])
    with pytest.raises(TransitionRefused) as refusal:
        room.poll()
    assert "4" in str(refusal.value)
    assert "5" in str(refusal.value)
    assert not Poll.objects.exists()


def test_authors_and_coauthors_leave_the_quorum_on_both_sides_and_do_not_vote():
    poles = committee_of(4, 4)
    author, coauthor = poles["employees"][2], poles["employees"][3]
    idea = IdeaFactory(shortlisted=True, author=author, coauthors=[coauthor])
    room = open_session_with(idea, poles=poles, absent=[poles["employees"][1]])
    assert recused_from(room.item) == [author, coauthor]
    poll = room.poll()
    assert seats(poll) == {"direction": (4, 4, 0, 2), "employees": (4, 1, 2, 1)}
    assert set(poll.roll.values_list("person", flat=True)) == {
        person.pk for person in [*poles["direction"], poles["employees"][0]]
    }
    with pytest.raises(NotAllowed):
        vote(poll, author)
    mine = my_poll(poll, author)
    assert (mine.on_roll, mine.recused, mine.accepts_votes) == (False, True, False)
    assert current_poll_for(author) is None


def test_a_pole_whose_members_all_wrote_it_cannot_vote():
    poles = committee_of(3, 1)
    room = open_session_with(IdeaFactory(shortlisted=True, author=poles["employees"][0]), poles=poles)
    with pytest.raises(TransitionRefused):
        room.poll()


def test_whoever_left_or_came_late_does_not_change_an_open_roll():
    poles = committee_of(4, 4)
    late = poles["direction"][3]
    room = open_session_with(poles=poles, absent=[late])
    poll, gone = room.poll(), poles["employees"][3]
    attendance.mark_present(room.session, by=room.chair, person=late)
    attendance.leave(room.session, by=gone)
    with pytest.raises(NotAllowed):
        vote(poll, late)
    assert vote(poll, gone).outcome == "created"
    assert Participation.objects.filter(poll=poll).count() == 7


def test_seats_given_and_ended_during_a_vote_change_neither_roll_nor_ballots(room):
    poll, leaver, newcomer = room.poll(), room.poles["employees"][2], UserFactory()
    vote(poll, leaver, "no")
    mandate = leaver.mandates.get()
    mandates.end_mandate(mandate, by=room.officer, until_on=clock.today(), reason="Un autre métier.")
    mandates.give_mandate(newcomer, mandate.college, by=room.officer, from_on=clock.today())
    with pytest.raises(NotAllowed):
        vote(poll, newcomer)
    assert vote(poll, leaver, "yes").outcome == "changed"
    closed = voting.close_poll(poll, by=room.chair)
    assert closed.result["colleges"]["employees"]["yes"] == 1
    assert poll.roll.count() == 6


# --- What is shown -------------------------------------------------------------------------------


def test_nothing_but_turnout_and_ones_own_ballot_is_shown_before_the_reveal(room):
    poll = room.poll(visibility="named")
    vote_all(poll, dict.fromkeys(room.people[:4], "no"))
    closed = voting.close_poll(poll, by=room.chair)
    for current in (Poll.objects.get(pk=poll.pk), closed):
        assert published_result(current) is None
        assert votes_of(current) == []
    voted = [(line.code, line.voted, line.enrolled) for line in turnout(poll)]
    assert voted == [("direction", 3, 3), ("employees", 1, 3)]
    assert my_poll(poll, room.people[0]).choice == "no"
    assert my_poll(poll, room.people[5]).choice == ""
    revealed = voting.reveal_poll(poll, by=room.chair)
    assert [(c.code, c.yes, c.no, c.abstain) for c in published_result(revealed).colleges] == [
        ("direction", 0, 3, 0),
        ("employees", 0, 1, 0),
    ]
    assert [(person.pk, label) for person, _pole, label in votes_of(revealed)] == [
        (person.pk, Choice.NO.label) for person in sorted(room.people[:3], key=lambda p: p.first_name)
    ] + [(room.people[3].pk, Choice.NO.label)]


def test_a_hidden_vote_never_says_who_voted_what(room):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    assert votes_of(counted(room, poll)) == []


GOLDEN = [
    # direction (yes, no, abstain), employees, the president's vote in direction, outcome
    ((4, 1, 1), (6, 2, 0), None, "adopted"),
    ((3, 3, 0), (6, 2, 0), "yes", "adopted"),
    ((3, 3, 0), (6, 2, 0), "no", "second_reading"),
    ((4, 2, 0), (3, 5, 0), None, "second_reading"),
    ((1, 0, 5), (6, 2, 0), None, "second_reading"),
    ((1, 5, 0), (2, 6, 0), None, "not_adopted"),
]


@pytest.mark.parametrize(("direction", "employees", "president", "outcome"), GOLDEN)
def test_votes_of_the_reference_cases_give_their_known_outcome(direction, employees, president, outcome):
    poles = committee_of(6, 8)
    room = open_session_with(poles=poles)
    poll = room.poll()
    for people, numbers, first in ((poles["direction"], direction, president), (poles["employees"], employees, None)):
        choices = [choice for choice, n in zip(("yes", "no", "abstain"), numbers, strict=True) for _vote in range(n)]
        if first:
            choices.remove(first)
            choices.insert(0, first)
        vote_all(poll, dict(zip(people, choices, strict=True)))
    result = published_result(counted(room, poll))
    assert str(result.outcome) == outcome
    assert [(c.yes, c.no, c.abstain) for c in result.colleges] == [direction, employees]
    assert result.colleges[0].casting_vote is (president is not None)
