"""What members say of a session to come, who votes for those who cannot, and how that counts."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from committee.enums import Answer, AttendanceMode
from committee.models import Availability, Participation, Proxy
from committee.selectors import answers_by_pole, attendance_of, my_answer, my_poll, quorum_for, turnout
from committee.selectors import people as people_selectors
from committee.services import attendance, conduct, sessions, voting
from committee.services.answering import answer_session, decline_proxy
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.days import meeting_day
from tests.factories.committee import committee_of, counted, released_session, vote
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db


@pytest.fixture
@usual
def room():
    return released_session(poles=committee_of(3, 3))


@pytest.fixture
def pole(room):
    """President, second and third of the pole of the direction."""
    return room.poles["direction"]


def give(room, giver, holder):
    answer_session(room.session, by=giver, answer=Answer.NO, holder=holder)
    return Proxy.objects.get(session=room.session, giver=giver, revoked_at=None)


def standing(room):
    return set(Proxy.objects.filter(session=room.session, revoked_at=None).values_list("giver", "holder"))


def opened(room, *absent):
    room.session = conduct.open_session(room.session, by=room.chair)
    for person in room.people:
        if person not in absent:
            attendance.mark_present(room.session, by=room.chair, person=person)
    return room


def told(kind, person):
    return Notification.objects.filter(kind=f"committee_{kind}", recipient=person).count()


def lights(room):
    return {light.code: (light.present, light.represented, light.met) for light in quorum_for(room.item)}


# --- Answers -----------------------------------------------------------------------------------------------


def test_the_last_word_counts_and_the_officer_sees_who_said_nothing(room, pole):
    first, second, third = pole
    answer_session(room.session, by=first, answer=Answer.YES)
    answer_session(room.session, by=second, answer=Answer.YES)
    answer_session(room.session, by=second, answer=Answer.REMOTE)
    rows = {row.person: row.said for row in attendance_of(room.session)}
    assert (rows[first], rows[second], rows[third]) == ("yes", "remote", "")
    poles = answers_by_pole(attendance_of(room.session))
    assert [(pole.expected.sure, pole.silent, pole.expected.needed) for pole in poles] == [(2, 1, 2), (0, 3, 2)]


def test_a_pole_that_can_no_longer_have_its_quorum_is_told(room, pole):
    for person in pole[:2]:
        answer_session(room.session, by=person, answer=Answer.NO)
    assert [row.expected.may_vote for row in answers_by_pole(attendance_of(room.session))] == [False, True]


def test_who_does_not_sit_answers_nothing_and_nobody_does_once_it_is_open(room, pole):
    with pytest.raises(InvalidInput):
        answer_session(room.session, by=room.officer, answer=Answer.YES)
    opened(room)
    with pytest.raises(TransitionRefused):
        answer_session(room.session, by=pole[0], answer=Answer.NO, holder=pole[1])
    assert not Availability.objects.exists()


def test_a_moved_session_asks_again(room, pole):
    answer_session(room.session, by=pole[0], answer=Answer.YES)
    move(room)
    assert not Availability.objects.exists()


def move(room):
    day = meeting_day(7, after=room.session.on)
    room.session = sessions.postpone(
        room.session, by=room.officer, starts_at=room.session.starts_at + (day - room.session.on)
    ).session


# --- Proxies: §8.1, rule 4 -------------------------------------------------------------------------------------


def test_a_proxy_stays_in_its_pole(room, pole):
    with pytest.raises(InvalidInput) as refusal:
        give(room, pole[1], room.poles["employees"][0])
    assert (refusal.value.field, standing(room), Availability.objects.count()) == ("holder", set(), 0)


def test_somebody_holds_one_proxy_at_the_most(room, pole):
    give(room, pole[1], pole[0])
    with pytest.raises(InvalidInput):
        give(room, pole[2], pole[0])
    assert standing(room) == {(pole[1].pk, pole[0].pk)}


def test_the_database_refuses_a_second_proxy_of_a_giver_or_a_holder(room, pole):
    proxy = give(room, pole[1], pole[0])
    facts = {"session": room.session, "college": proxy.college, "signed_at": clock.now(), "signed_for": clock.now()}
    for giver, holder in ((pole[1], pole[2]), (pole[2], pole[0]), (pole[2], pole[2])):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proxy.objects.create(giver=giver, holder=holder, **facts)


def test_who_gave_or_does_not_come_holds_none_and_nobody_gives_to_themselves(room, pole):
    give(room, pole[1], pole[0])
    for giver, holder in ((pole[2], pole[1]), (pole[2], pole[2]), (pole[2], UserFactory())):
        with pytest.raises(InvalidInput):
            give(room, giver, holder)


def test_another_holder_takes_the_place_of_the_first_and_the_holder_is_told(room, pole):
    give(room, pole[1], pole[0])
    give(room, pole[1], pole[2])
    assert standing(room) == {(pole[1].pk, pole[2].pk)}
    assert (told("proxy_given", pole[0]), told("proxy_given", pole[2])) == (1, 1)


def test_whoever_comes_after_all_takes_it_back(room, pole):
    give(room, pole[1], pole[0])
    answer_session(room.session, by=pole[1], answer=Answer.REMOTE)
    assert standing(room) == set()


def test_an_answer_that_names_nobody_keeps_the_proxy_and_none_takes_it_back(room, pole):
    give(room, pole[1], pole[0])
    answer_session(room.session, by=pole[1], answer=Answer.NO)
    assert standing(room) == {(pole[1].pk, pole[0].pk)}
    answer_session(room.session, by=pole[1], answer=Answer.NO, holder=None)
    assert standing(room) == set()


@pytest.mark.parametrize("way", ["declines", "is absent"])
def test_a_holder_who_cannot_gives_it_back_and_the_giver_is_told_once(room, pole, way):
    give(room, pole[1], pole[0])
    for _click in range(2):
        if way == "declines":
            decline_proxy(room.session, by=pole[0])
        else:
            answer_session(room.session, by=pole[0], answer=Answer.NO)
    assert (standing(room), told("proxy_lost", pole[1])) == (set(), 1)


def test_arriving_revokes_it(room, pole):
    give(room, pole[1], pole[0])
    opened(room, pole[1])
    assert lights(room)["direction"] == (3, 1, True)
    attendance.mark_present(room.session, by=room.chair, person=pole[1], mode=AttendanceMode.ROOM)
    assert lights(room)["direction"] == (3, 0, True)
    assert standing(room) == set()


def test_a_moved_session_asks_for_the_proxy_again(room, pole):
    give(room, pole[1], pole[0])
    move(room)
    assert my_answer(room.session, pole[1]).to_confirm
    assert told("postponed", pole[1]) == 1
    words = dict(Notification.objects.filter(kind="committee_postponed").values_list("recipient", "body"))
    assert [pole[1].pk] == [pk for pk, body in words.items() if "confirm" in body.lower()]
    give(room, pole[1], pole[0])
    assert not my_answer(room.session, pole[1]).to_confirm
    assert told("proxy_given", pole[0]) == 2


def test_an_unconfirmed_proxy_counts_for_nothing(room, pole):
    give(room, pole[1], pole[0])
    move(room)
    opened(room, pole[1], pole[2])
    assert lights(room)["direction"] == (1, 0, False)


def test_planted_fault_a_proxy_that_outlives_the_move_is_seen(room, pole):
    give(room, pole[1], pole[0])
    move(room)
    Proxy.objects.update(signed_for=room.session.starts_at)
    opened(room, pole[1], pole[2])
    assert lights(room)["direction"] == (2, 1, True)


# --- Quorum and votes ------------------------------------------------------------------------------------------


def test_who_is_represented_counts_for_the_quorum_while_the_holder_is_here(room, pole):
    give(room, pole[1], pole[0])
    opened(room, pole[1], pole[2])
    assert lights(room)["direction"] == (2, 1, True)
    attendance.leave(room.session, by=pole[0])
    assert lights(room)["direction"] == (0, 0, False)


def test_the_holder_casts_two_separate_ballots(room, pole):
    give(room, pole[1], pole[0])
    poll = opened(room, pole[1]).poll()
    vote(poll, pole[0], "yes")
    receipt = voting.cast_ballot(poll, by=pole[0], choice="no", key=uuid.uuid4(), by_proxy=True)
    assert (receipt.outcome, receipt.choice) == ("created", "no")
    mine = my_poll(poll, pole[0])
    assert (mine.choice, mine.held.person, mine.held.choice) == ("yes", pole[1], "no")
    assert [(row.voted, row.enrolled) for row in turnout(poll)] == [(2, 3), (0, 3)]
    for person in [pole[2], *room.poles["employees"]]:
        vote(poll, person, "yes")
    college = counted(room, poll).result["colleges"]["direction"]
    assert (college["yes"], college["no"], college["present"]) == (2, 1, 3)


def test_nobody_votes_for_whoever_did_not_ask_them(room, pole):
    give(room, pole[1], pole[0])
    poll = opened(room, pole[1]).poll()
    for person in (pole[2], room.poles["employees"][0]):
        with pytest.raises(NotAllowed):
            voting.cast_ballot(poll, by=person, choice="yes", key=uuid.uuid4(), by_proxy=True)
    assert not poll.ballots.exists()


def test_the_same_click_by_proxy_counts_once_and_the_choice_may_change(room, pole):
    give(room, pole[1], pole[0])
    poll, key = opened(room, pole[1]).poll(), uuid.uuid4()
    outcomes = [voting.cast_ballot(poll, by=pole[0], choice="yes", key=key, by_proxy=True).outcome for _n in range(2)]
    outcomes.append(voting.cast_ballot(poll, by=pole[0], choice="no", key=uuid.uuid4(), by_proxy=True).outcome)
    assert outcomes == ["created", "same", "changed"]
    assert list(poll.ballots.values_list("person", "choice")) == [(pole[1].pk, "no")]


def test_whoever_arrives_during_a_vote_votes_from_the_next_one_on(room, pole):
    give(room, pole[1], pole[0])
    poll = opened(room, pole[1]).poll()
    attendance.mark_present(room.session, by=room.chair, person=pole[1])
    with pytest.raises(NotAllowed):
        vote(poll, pole[1], "no")
    assert not my_poll(poll, pole[1]).on_roll
    voting.cast_ballot(poll, by=pole[0], choice="yes", key=uuid.uuid4(), by_proxy=True)
    assert list(poll.ballots.values_list("person", "choice")) == [(pole[1].pk, "yes")]


def test_the_casting_vote_of_a_president_is_not_lent(room, pole):
    give(room, pole[0], pole[1])
    poll = opened(room, pole[0]).poll()
    line = Participation.objects.get(poll=poll, person=pole[0])
    assert (line.cast_by, line.is_president) == (pole[1], False)


def test_nobody_votes_on_what_they_wrote_in_the_name_of_another():
    poles = committee_of(3, 3)
    author, giver = poles["direction"][1], poles["direction"][2]
    room = released_session(IdeaFactory(shortlisted=True, author=author), poles=poles)
    give(room, giver, author)
    poll = opened(room, giver).poll()
    assert set(poll.roll.filter(college__code="direction").values_list("person", flat=True)) == {
        poles["direction"][0].pk
    }


def test_planted_fault_an_author_who_votes_for_another_is_seen(monkeypatch):
    poles = committee_of(3, 3)
    author, giver = poles["direction"][1], poles["direction"][2]
    room = released_session(IdeaFactory(shortlisted=True, author=author), poles=poles)
    give(room, giver, author)
    monkeypatch.setattr(
        people_selectors,
        "_votes",
        lambda row, authors: row.person.pk not in authors and (row.present or row.represented),
    )
    poll = opened(room, giver).poll()
    assert giver.pk in poll.roll.values_list("person", flat=True)


def test_reading_who_is_here_costs_the_same_with_proxies(count_queries):
    counts = []
    for size in (2, 5):
        room = released_session(poles=committee_of(size, size, presidents=False))
        for person in room.poles["direction"][1:]:
            answer_session(room.session, by=person, answer=Answer.NO)
        answer_session(room.session, by=room.poles["direction"][1], answer=Answer.NO, holder=room.poles["direction"][0])
        session = room.session
        counts.append(count_queries(lambda session=session: attendance_of(session)))
        sessions.postpone(session, by=room.officer, starts_at=session.starts_at + timedelta(days=200 + size * 14))
    assert counts[0] == counts[1] == 2
