"""What happens in a session that runs: presence by code, breaks, the chair, raised hands, the test vote, steps back."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import override_settings

from committee.enums import ItemState, RoomEventKind
from committee.models import Interest, Poll, Practice, PracticeBallot, RoomEvent
from committee.room_code import PERIOD
from committee.selectors import attendance_of, mandate_of, quorum_for, recusal_for
from committee.selectors.room import code_now, events_of, hands_of, my_room, timer_of, tried_in
from committee.services import attendance, conduct, holding_up, interests, pacing, practising, speaking, voting
from committee.services.minutes import minutes_data
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.committee.pages import browser, text_of, url
from tests.factories import IdeaFactory, UserFactory
from tests.factories.committee import committee_of, open_session_with, vote
from tests.remembered import usual

pytestmark = pytest.mark.django_db


@pytest.fixture
@usual
def room():
    """Two points."""
    return open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True), poles=committee_of())


def late(poles=None, **facts):
    """(an open session, a member who is not there yet)."""
    poles = poles or committee_of()
    person = poles["employees"][1]
    return open_session_with(poles=poles, absent=[person], **facts), person


def kinds_of(room):
    return [event.kind for event in events_of(room.session)]


def again(room):
    room.session.refresh_from_db()
    return room.session


# --- Who is there ------------------------------------------------------------------------------------------


def test_a_member_comes_in_with_the_code_on_the_wall_or_the_one_before():
    room, person = late()
    now = clock.now()
    with clock.at(now):
        code = code_now(room.session)
    with clock.at(now + timedelta(seconds=PERIOD)):
        assert attendance.mark_present(room.session, by=person, code=code).mode == "room"


@pytest.mark.parametrize("code", ["", "AAAAAA", "'; DROP TABLE", "é" * 6])
def test_without_the_code_nobody_is_in_the_room(code):
    room, person = late()
    with pytest.raises(InvalidInput) as refusal:
        attendance.mark_present(room.session, by=person, code=code)
    assert refusal.value.field == "code"
    assert not room.session.attendances.filter(person=person).exists()


def test_an_old_code_is_refused():
    room, person = late()
    now = clock.now()
    with clock.at(now - timedelta(seconds=2 * PERIOD)):
        code = code_now(room.session)
    with pytest.raises(InvalidInput), clock.at(now):
        attendance.mark_present(room.session, by=person, code=code)


@override_settings(API_RATES={"room_code": "3/d"})
def test_whoever_tries_codes_is_stopped_even_with_the_right_one():
    cache.clear()
    room, person = late()
    for _try in range(3):
        with pytest.raises(InvalidInput):
            attendance.mark_present(room.session, by=person, code="222222")
    with pytest.raises(InvalidInput, match=r"wait|attendez"):
        attendance.mark_present(room.session, by=person, code=code_now(room.session))


def test_a_member_takes_part_remotely_where_the_session_allows_it():
    room, person = late()
    assert attendance.mark_present(room.session, by=person, mode="remote").mode == "remote"
    attendance.leave(room.session, by=person)
    holding_up.allow_remote(room.session, by=room.chair, allowed=False)
    with pytest.raises(TransitionRefused):
        attendance.mark_present(room.session, by=person, mode="remote")
    assert attendance.mark_present(room.session, by=room.officer, person=person, mode="remote").mode == "remote"


def test_whoever_runs_the_session_needs_no_code():
    poles = committee_of()
    room = open_session_with(poles=poles, absent=[poles["employees"][0]])
    assert attendance.mark_present(room.session, by=poles["employees"][0]).present_until is None


def test_coming_leaving_and_coming_back_are_written_down():
    room, person = late()
    attendance.mark_present(room.session, by=room.chair, person=person)
    attendance.mark_present(room.session, by=room.chair, person=person)
    attendance.leave(room.session, by=person)
    attendance.leave(room.session, by=person)
    attendance.mark_present(room.session, by=person, code=code_now(room.session))
    mine = [(event.kind, event.by) for event in events_of(room.session) if event.person == person]
    assert mine == [("came", room.chair), ("left", person), ("came_back", person)]


# --- Concerned ---------------------------------------------------------------------------------------------


def light(room, code="employees"):
    return next(light for light in quorum_for(room.item) if light.code == code)


def test_a_concerned_member_leaves_the_quorum_and_the_roll_of_that_point_only(room):
    person = room.poles["employees"][1]
    before = light(room)
    interests.declare_interest(room.item, by=person, reason="Ma sœur dirige le fournisseur.")
    assert (light(room).present, light(room).recused) == (before.present - 1, before.recused + 1)
    poll = room.poll()
    assert not poll.roll.filter(person=person).exists()
    assert poll.electorate["employees"]["recused"] == 1
    with pytest.raises(NotAllowed):
        vote(poll, person)
    voting.close_poll(poll, by=room.chair)
    voting.reveal_poll(poll, by=room.chair)
    assert room.poll(item=room.items[1]).roll.filter(person=person).exists()


def test_the_reason_is_read_by_whoever_runs_the_session_and_told_nowhere_else(room):
    person = room.poles["employees"][1]
    interests.declare_interest(room.item, by=person, reason="Ma sœur dirige le fournisseur.")
    concerned = recusal_for(room.chair, room.item).concerned
    assert [(row.person, row.reason) for row in concerned] == [(person, "Ma sœur dirige le fournisseur.")]
    event = RoomEvent.objects.get(kind=RoomEventKind.CONCERNED)
    assert (event.item, event.person, event.words, event.facts) == (room.item, person, "", {})


def test_it_is_taken_back_until_the_vote_opens_and_the_reason_is_gone(room):
    person = room.poles["employees"][1]
    interests.declare_interest(room.item, by=person, reason="Un cousin.")
    interests.declare_interest(room.item, by=person, reason="Un proche.")
    assert interests.take_back_interest(room.item, by=person)
    assert not interests.take_back_interest(room.item, by=person)
    assert not Interest.objects.exists()
    assert kinds_of(room)[-2:] == ["concerned", "unconcerned"]
    interests.declare_interest(room.item, by=person, reason="Un proche.")
    room.poll()
    with pytest.raises(TransitionRefused):
        interests.take_back_interest(room.item, by=person)
    with pytest.raises(TransitionRefused):
        interests.declare_interest(room.item, by=room.poles["employees"][2], reason="Trop tard.")


def test_advice_that_is_shown_leaves_time_to_say_that_one_is_concerned_by_the_vote(room):
    person, advice = room.poles["employees"][1], room.poll(method="temperature")
    for shown in (False, True):
        with pytest.raises(TransitionRefused):
            interests.declare_interest(room.item, by=person, reason="Ma tournée.")
        (voting.reveal_poll if shown else voting.close_poll)(advice, by=room.chair)
    interests.declare_interest(room.item, by=person, reason="Ma tournée.")
    phone = text_of(browser(person).get(url("live")))
    assert "You said that you are concerned" in phone and "Change this" in phone
    poll = room.poll()
    assert not poll.roll.filter(person=person).exists()
    with pytest.raises(TransitionRefused):
        interests.take_back_interest(room.item, by=person)


def test_nobody_votes_by_proxy_for_a_point_that_concerns_them(room):
    """As an author who holds a proxy: the voice of the giver is lost on that point, and says nothing of them."""
    from committee.models import Proxy

    giver, holder = room.poles["employees"][1:3]
    attendance.leave(room.session, by=giver)
    Proxy.objects.create(
        session=room.session,
        college=mandate_of(giver, room.session.on).college,
        giver=giver,
        holder=holder,
        signed_at=clock.now(),
        signed_for=room.session.starts_at,
    )
    interests.declare_interest(room.item, by=holder, reason="Un proche.")
    poll = room.poll()
    assert not poll.roll.filter(person__in=[giver, holder]).exists()


def test_authors_strangers_and_empty_reasons_are_refused():
    poles = committee_of()
    author = poles["employees"][1]
    room = open_session_with(IdeaFactory(shortlisted=True, author=author), poles=poles)
    with pytest.raises(TransitionRefused):
        interests.declare_interest(room.item, by=author, reason="J’en suis.")
    with pytest.raises(NotAllowed):
        interests.declare_interest(room.item, by=room.officer, reason="Je le connais.")
    with pytest.raises(NotAllowed):
        interests.declare_interest(room.item, by=UserFactory(), reason="Je le connais.")
    with pytest.raises(InvalidInput):
        interests.declare_interest(room.item, by=poles["employees"][2], reason="  ")


# --- Raised hands ------------------------------------------------------------------------------------------


def test_hands_wait_in_their_order_points_of_order_first(room):
    first, second, third = room.people[1:4]
    for person, order in ((first, False), (second, False), (third, True)):
        speaking.raise_hand(room.session, by=person, point_of_order=order)
    speaking.raise_hand(room.session, by=first)
    assert [hand.person for hand in hands_of(room.session)] == [third, first, second]
    assert my_room(room.session, second).place == 3


def test_the_floor_goes_from_one_to_the_next(room):
    first, second = room.people[1:3]
    speaking.raise_hand(room.session, by=first)
    speaking.raise_hand(room.session, by=second)
    assert speaking.next_speaker(room.session, by=room.chair).person == first
    speaking.raise_hand(room.session, by=room.people[3], point_of_order=True)
    assert [hand.person for hand in hands_of(room.session)][0] == first  # nobody is cut short
    assert speaking.next_speaker(room.session, by=room.chair).person == room.people[3]
    assert speaking.next_speaker(room.session, by=room.chair).person == second
    assert speaking.next_speaker(room.session, by=room.chair) is None
    assert hands_of(room.session) == []


def test_a_hand_goes_down_by_its_owner_by_the_chair_by_leaving_and_with_the_point(room):
    (one, two), (three, four) = room.poles["direction"][1:], room.poles["employees"][1:]  # who preside none
    for person in (one, two, three, four):
        speaking.raise_hand(room.session, by=person)
    speaking.lower_hand(room.session, by=one)
    speaking.lower_hand(room.session, by=room.chair, person=two)
    with pytest.raises(NotAllowed):
        speaking.lower_hand(room.session, by=three, person=four)
    attendance.leave(room.session, by=three)
    assert [hand.person for hand in hands_of(room.session)] == [four]
    conduct.start_item(room.session, room.item, by=room.chair)
    assert hands_of(room.session) == []


def test_only_who_is_here_asks_to_speak():
    room, person = late()
    with pytest.raises(TransitionRefused):
        speaking.raise_hand(room.session, by=person)
    with pytest.raises(NotAllowed):
        speaking.raise_hand(room.session, by=room.officer)


# --- The test vote -----------------------------------------------------------------------------------------


def test_a_test_vote_counts_nothing_and_leaves_nothing(room):
    practising.open_practice(room.session, by=room.chair)
    for person, choice in zip(room.people, ["yes", "no", "abstain", "yes", "no"], strict=False):
        practising.try_vote(room.session, by=person, choice=choice)
    practising.try_vote(room.session, by=room.people[0], choice="no")
    tried = tried_in(room.session)
    assert (tried.people, tried.tried, tried.missing) == (6, 5, (room.people[5],))
    assert practising.close_practice(room.session, by=room.chair)
    assert not PracticeBallot.objects.exists()
    assert not Poll.objects.exists()
    assert "Test" not in str(minutes_data(again(room)))
    with pytest.raises(TransitionRefused):
        practising.try_vote(room.session, by=room.people[0], choice="yes")


def test_a_real_vote_ends_the_test_and_no_test_begins_beside_one(room):
    practising.open_practice(room.session, by=room.chair)
    practising.open_practice(room.session, by=room.chair)
    assert Practice.objects.count() == 1
    practising.try_vote(room.session, by=room.people[0], choice="yes")
    room.poll()
    assert tried_in(room.session) is None
    assert not PracticeBallot.objects.exists()
    with pytest.raises(TransitionRefused):
        practising.open_practice(room.session, by=room.chair)


# --- Breaks, quorum, chair ---------------------------------------------------------------------------------


def test_in_a_break_no_point_is_taken_and_no_vote_opens(room):
    item = conduct.start_item(room.session, room.item, by=room.chair)
    session = holding_up.suspend_session(room.session, by=room.chair, minutes=10)
    assert session.resumes_at - session.suspended_at == timedelta(minutes=10)
    assert holding_up.suspend_session(room.session, by=room.chair).resumes_at == session.resumes_at
    for act in (
        lambda: voting.open_poll(item, by=room.chair),
        lambda: conduct.start_item(room.session, room.items[1], by=room.chair),
        lambda: conduct.finish_item(item, by=room.chair),
        lambda: pacing.take_back_step(room.session, by=room.chair),
    ):
        with pytest.raises(TransitionRefused):
            act()
    assert holding_up.resume_session(room.session, by=room.chair).suspended_at is None
    item.refresh_from_db()
    assert voting.open_poll(item, by=room.chair).state == "open"


def test_no_break_in_the_middle_of_a_vote(room):
    room.poll()
    with pytest.raises(TransitionRefused):
        holding_up.suspend_session(room.session, by=room.chair)


def test_the_time_of_the_point_stands_still_in_a_break(room):
    start = clock.now()
    with clock.at(start):
        conduct.start_item(room.session, room.item, by=room.chair)
    with clock.at(start + timedelta(minutes=2)):
        holding_up.suspend_session(room.session, by=room.chair)
    with clock.at(start + timedelta(minutes=22)):
        holding_up.resume_session(room.session, by=room.chair)
    room.item.refresh_from_db()
    with clock.at(start + timedelta(minutes=25)):
        assert timer_of(room.item).spent == 5 * 60


def test_a_session_is_closed_out_of_a_break(room):
    holding_up.suspend_session(room.session, by=room.chair, minutes=5)
    closed = conduct.close_session(room.session, by=room.chair)
    assert (closed.state, closed.suspended_at, closed.resumes_at) == ("closed", None, None)
    assert kinds_of(room)[-2:] == ["suspended", "closed"]


@pytest.mark.parametrize("minutes", [0, -1, 241, "10", 1.5])
def test_a_break_lasts_some_minutes(room, minutes):
    with pytest.raises(InvalidInput):
        holding_up.suspend_session(room.session, by=room.chair, minutes=minutes)


def test_going_on_without_votes_is_said_once_for_a_point(room):
    with pytest.raises(TransitionRefused):
        holding_up.go_on_without_votes(room.session, by=room.chair)
    conduct.start_item(room.session, room.item, by=room.chair)
    holding_up.go_on_without_votes(room.session, by=room.chair)
    holding_up.go_on_without_votes(room.session, by=room.chair)
    assert kinds_of(room).count("no_votes") == 1


def test_whoever_takes_the_chair_runs_the_session_and_who_chaired_no_longer_does(room):
    former, member = room.chair, room.poles["direction"][1]
    now = clock.now()
    with clock.at(now):
        session = holding_up.replace_chair(room.session, by=former, person=member)
    holding_up.replace_chair(session, by=member, person=member)
    for permission in ("committee.run_session", "committee.reveal_poll"):
        assert member.has_perm(permission, session)
        assert not former.has_perm(permission, session)
    event = RoomEvent.objects.get(kind=RoomEventKind.CHAIR)
    assert (event.person, event.by, event.at, event.facts) == (member, former, now, {"before": former.pk})
    back = holding_up.replace_chair(session, by=member, person=former)
    assert former.has_perm("committee.run_session", back)
    assert not member.has_perm("committee.run_session", back)


def test_the_casting_vote_stays_with_the_president_of_the_pole(room):
    former, member = room.chair, room.poles["direction"][1]
    room.session = holding_up.replace_chair(room.session, by=former, person=member)
    item = conduct.start_item(room.session, room.item, by=member)
    poll = voting.open_poll(item, by=member)
    presidents = set(poll.roll.filter(is_president=True).values_list("person", flat=True))
    assert presidents == {former.pk, room.poles["employees"][0].pk}


def test_the_other_president_may_take_the_chair_and_no_other_member_of_the_other_pole(room):
    with pytest.raises(InvalidInput):
        holding_up.replace_chair(room.session, by=room.officer, person=room.poles["employees"][1])
    with pytest.raises(InvalidInput):
        holding_up.replace_chair(room.session, by=room.officer, person=room.officer)
    other = room.poles["employees"][0]
    assert holding_up.replace_chair(room.session, by=room.officer, person=other).chair == other
    absent = room.poles["employees"][1]
    attendance.leave(room.session, by=absent)
    with pytest.raises(InvalidInput):
        holding_up.replace_chair(room.session, by=room.officer, person=absent)


# --- Time and steps back -----------------------------------------------------------------------------------


def test_the_time_of_the_point_is_changed_and_the_agenda_stays(room):
    item = conduct.start_item(room.session, room.item, by=room.chair)
    before = timer_of(item).allowed
    for minutes in (5, 1, -1):
        item = pacing.change_time(item, by=room.chair, minutes=minutes)
    assert timer_of(item).allowed == before + 300
    room.item.refresh_from_db()
    assert item.duration == room.item.duration
    with pytest.raises(InvalidInput):
        pacing.change_time(item, by=room.chair, minutes=60)
    with pytest.raises(TransitionRefused):
        pacing.change_time(room.items[1], by=room.chair, minutes=1)


def test_a_point_never_has_less_than_no_time(room):
    item = conduct.start_item(room.session, room.item, by=room.chair)
    for _minute in range(int(item.duration / 2)):
        pacing.change_time(item, by=room.chair, minutes=-1)
    with pytest.raises(InvalidInput):
        pacing.change_time(item, by=room.chair, minutes=-1)


def state_of(item):
    item.refresh_from_db()
    return item.state


def test_a_point_taken_by_mistake_goes_back_and_the_one_before_has_its_time(room):
    first, second = room.items
    start = clock.now()
    with clock.at(start):
        conduct.start_item(room.session, first, by=room.chair)
    with clock.at(start + timedelta(minutes=3)):
        speaking.raise_hand(room.session, by=room.people[1])
        conduct.start_item(room.session, second, by=room.chair)
    with clock.at(start + timedelta(minutes=4)):
        pacing.take_back_step(room.session, by=room.chair)
    assert (state_of(first), state_of(second), second.spent) == (ItemState.CURRENT, ItemState.PENDING, None)
    with clock.at(start + timedelta(minutes=5)):
        assert timer_of(first).spent == 300
    assert [hand.person for hand in hands_of(room.session)] == [room.people[1]]
    assert kinds_of(room).count("taken") == 1
    pacing.take_back_step(room.session, by=room.chair)
    assert state_of(first) == ItemState.PENDING
    with pytest.raises(TransitionRefused):
        pacing.take_back_step(room.session, by=room.chair)


def test_a_point_ended_by_mistake_is_under_discussion_again(room):
    item = conduct.start_item(room.session, room.item, by=room.chair)
    conduct.finish_item(item, by=room.chair)
    pacing.take_back_step(room.session, by=room.chair)
    assert state_of(room.item) == ItemState.CURRENT


def test_after_a_vote_nothing_is_taken_back(room):
    poll = room.poll()
    with pytest.raises(TransitionRefused):
        pacing.take_back_step(room.session, by=room.chair)
    voting.void_poll(poll, by=room.chair, reason="Erreur de point.")
    pacing.take_back_step(room.session, by=room.chair)
    assert state_of(room.item) == ItemState.PENDING


def test_members_conduct_nothing(room):
    member = room.poles["employees"][1]
    item = conduct.start_item(room.session, room.item, by=room.chair)
    for act in (
        lambda: holding_up.suspend_session(room.session, by=member),
        lambda: holding_up.resume_session(room.session, by=member),
        lambda: holding_up.go_on_without_votes(room.session, by=member),
        lambda: holding_up.allow_remote(room.session, by=member, allowed=False),
        lambda: holding_up.replace_chair(room.session, by=member, person=member),
        lambda: pacing.change_time(item, by=member, minutes=1),
        lambda: pacing.take_back_step(room.session, by=member),
        lambda: practising.open_practice(room.session, by=member),
        lambda: speaking.next_speaker(room.session, by=member),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_mode_of_everybody_is_read_with_the_attendance(room):
    person = room.poles["employees"][1]
    attendance.mark_present(room.session, by=person, mode="remote")
    row = next(row for row in attendance_of(room.session) if row.person == person)
    assert (row.present, row.attendance.mode) == (True, "remote")
