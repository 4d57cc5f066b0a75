"""The session that runs: opening, points, closing, presence."""

from datetime import timedelta

import pytest
from django.utils import translation

from committee.enums import ItemState, SessionState
from committee.models import AgendaItem, Session
from committee.selectors import open_session
from committee.selectors.room import code_now
from committee.services import agenda, attendance, conduct, decisions, voting
from committee.services.minutes import publish_minutes
from committee.views.room import room_of
from ideas.enums import State
from ideas.models import Idea
from ideas.services.submission import withdraw_idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, text_of, url
from tests.committee.racing import in_thread, run
from tests.factories.committee import (
    SessionFactory,
    committee_of,
    counted,
    open_session_with,
    released_session,
    vote_all,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


# --- Running -------------------------------------------------------------------------------------


def test_a_session_opens_once_its_agenda_is_released_as_it_stands():
    room = released_session()
    extra = agenda.add_subject(room.session, by=room.officer, title="Budget", block="closing", minutes=5)
    for refused in (room.session, SessionFactory()):
        with pytest.raises(TransitionRefused):
            conduct.open_session(refused, by=room.officer)
    agenda.remove_item(extra, by=room.officer)
    first = conduct.open_session(room.session, by=room.chair)
    again = conduct.open_session(room.session, by=room.officer)
    assert (again.opened_at, again.version) == (first.opened_at, first.version)


def test_one_session_is_open_at_a_time():
    room = open_session_with()
    other = released_session(IdeaFactory(shortlisted=True), poles=room.poles)
    with pytest.raises(TransitionRefused):
        conduct.open_session(other.session, by=other.officer)


def test_a_plain_member_does_not_run_the_session():
    room = released_session()
    with pytest.raises(NotAllowed):
        conduct.open_session(room.session, by=room.poles["employees"][1])


def test_one_point_is_discussed_at_a_time_and_an_undecided_one_waits():
    room = open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    first, second = room.items
    conduct.start_item(room.session, first, by=room.chair)
    conduct.start_item(room.session, first, by=room.chair)
    conduct.start_item(room.session, second, by=room.chair)
    states = dict(AgendaItem.objects.values_list("pk", "state"))
    assert states == {first.pk: ItemState.PENDING, second.pk: ItemState.CURRENT}
    conduct.finish_item(second, by=room.chair)
    assert set(AgendaItem.objects.values_list("state", flat=True)) == {ItemState.PENDING}


def test_the_point_does_not_change_while_a_vote_is_open():
    room = open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    room.poll()
    with pytest.raises(TransitionRefused):
        conduct.start_item(room.session, room.items[1], by=room.chair)
    with pytest.raises(TransitionRefused):
        conduct.finish_item(room.item, by=room.chair)


NOT_OVER = "The vote on “%s” is not over: reveal it or cancel it first."
NOT_RECORDED = "Record the decision on “%s” first: its vote is revealed."


@pytest.fixture
def two():
    return open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))


def every_way_out(room, said):
    """By the service, by “Take this point” and by the API, the point under discussion is not left."""
    other = next(item for item in room.items if item != room.item)
    with translation.override("en"):
        for leave in (
            lambda: conduct.start_item(room.session, other, by=room.chair),
            lambda: conduct.finish_item(room.item, by=room.officer),
        ):
            with pytest.raises(TransitionRefused) as refusal:
                leave()
            assert str(refusal.value) == said
    assert said in text_of(browser(room.officer).post(url("start_item", other.pk), follow=True))
    for path in (f"items/{other.pk}/start/", f"items/{room.item.pk}/finish/"):
        assert is_problem(Program(room.officer).posts(path), 409)["detail"] == said
    states = dict(AgendaItem.objects.values_list("pk", "state"))
    assert (states[room.item.pk], states[other.pk]) == (ItemState.CURRENT, ItemState.PENDING)


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_a_point_is_not_left_before_its_decision_is_written_down_with_who_does_it_and_when(two, choice):
    poll = two.poll()
    vote_all(poll, dict.fromkeys(two.people, choice))
    counted(two, poll)
    every_way_out(two, NOT_RECORDED % two.item.subject)
    facts = {"owner": two.officer, "due_on": clock.today() + timedelta(days=60)} if choice == "yes" else {}
    decisions.decide_item(two.item, by=two.chair, reason="Un irritant de chaque jour.", **facts)
    assert conduct.start_item(two.session, two.items[1], by=two.chair).state == ItemState.CURRENT


def test_a_point_is_not_left_while_its_counted_vote_waits_for_the_reveal(two):
    poll = two.poll()
    voting.close_poll(poll, by=two.chair)
    every_way_out(two, NOT_OVER % two.item.subject)
    voting.void_poll(poll, by=two.chair, reason="Deux membres arrivent.")
    assert conduct.start_item(two.session, two.items[1], by=two.chair).state == ItemState.CURRENT


def test_a_point_without_a_clear_answer_or_with_advice_alone_may_be_left(two):
    counted(two, two.poll(method="temperature"))
    conduct.start_item(two.session, two.items[1], by=two.chair)
    poll = two.poll()
    vote_all(poll, dict(zip(two.people, ["yes", "yes", "yes", "no", "no", "no"], strict=True)))
    counted(two, poll)
    assert conduct.start_item(two.session, two.items[1], by=two.chair).state == ItemState.CURRENT


def test_no_point_of_a_lot_is_left_before_all_their_decisions_are_written_down():
    ideas = [IdeaFactory(shortlisted=True) for _point in range(2)]
    lot = open_session_with(*ideas, block="consent")
    poll = lot.poll(method="consent_block")
    vote_all(poll, dict.fromkeys(lot.people, "yes"))
    counted(lot, poll)
    with pytest.raises(TransitionRefused):
        conduct.start_item(lot.session, lot.items[1], by=lot.chair)
    due = clock.today() + timedelta(days=60)
    promises = {item.pk: (lot.officer, due) for item in lot.items}
    decisions.decide_lot(poll, by=lot.chair, reason="Sans débat.", promises=promises)
    assert set(lot.session.items.values_list("state", flat=True)) == {ItemState.DONE}


def test_a_subject_without_vote_is_over_when_the_next_one_starts():
    room = released_session()
    item = agenda.add_subject(room.session, by=room.officer, title="Budget", block="closing", minutes=5)
    agenda.release_agenda(room.session, by=room.officer)
    session = conduct.open_session(room.session, by=room.chair)
    conduct.start_item(session, item, by=room.chair)
    conduct.start_item(session, room.item, by=room.chair)
    item.refresh_from_db()
    assert item.state == ItemState.DONE
    with pytest.raises(TransitionRefused):
        conduct.start_item(session, item, by=room.chair)


def test_closing_sends_back_what_was_not_decided_once():
    room = open_session_with()
    conduct.start_item(room.session, room.item, by=room.chair)
    first = conduct.close_session(room.session, by=room.chair)
    again = conduct.close_session(room.session, by=room.officer)
    idea = Idea.objects.get()
    assert (idea.state, idea.waited_cycles, again.closed_at) == (State.SHORTLISTED, 1, first.closed_at)
    assert idea.events.filter(name="unschedule").count() == 1
    assert AgendaItem.objects.get().state == ItemState.PENDING


def test_a_session_does_not_close_over_a_vote_or_a_decision_not_recorded():
    room = open_session_with()
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    with pytest.raises(TransitionRefused):
        conduct.close_session(room.session, by=room.chair)
    counted(room, poll)
    with pytest.raises(TransitionRefused):
        conduct.close_session(room.session, by=room.chair)
    assert open_session() == room.session


def test_a_session_closes_over_a_vote_without_a_clear_answer():
    room = open_session_with()
    counted(room, room.poll())
    assert conduct.close_session(room.session, by=room.chair).state == SessionState.CLOSED


def test_without_a_quorum_everything_waits_for_the_next_session():
    room = open_session_with(absent=[])
    for _click in range(2):
        assert conduct.declare_no_quorum(room.session, by=room.chair).state == SessionState.NO_QUORUM
    assert Idea.objects.values_list("state", "waited_cycles").get() == (State.SHORTLISTED, 1)


# --- A contribution taken back during its vote ---------------------------------------------------


@pytest.fixture
def taken_back():
    """A room whose first point is withdrawn by its author while its vote is open; another point follows."""
    author = UserFactory()
    room = open_session_with(IdeaFactory(shortlisted=True, author=author), IdeaFactory(shortlisted=True))
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    withdraw_idea(room.item.idea, by=author)
    counted(room, poll)
    room.item.refresh_from_db()
    return room


@pytest.mark.parametrize(
    ("end", "state"),
    [(conduct.close_session, SessionState.CLOSED), (conduct.declare_no_quorum, SessionState.NO_QUORUM)],
)
def test_a_session_ends_over_a_revealed_vote_on_a_contribution_taken_back(taken_back, end, state):
    assert end(taken_back.session, by=taken_back.chair).state == state
    states = [Idea.objects.get(pk=item.idea_id).state for item in taken_back.items]
    assert states == [State.WITHDRAWN, State.SHORTLISTED]


def test_the_minutes_are_published_over_an_adopted_contribution_taken_back(taken_back):
    conduct.close_session(taken_back.session, by=taken_back.chair)
    publish_minutes(taken_back.session, by=taken_back.officer)
    taken_back.session.refresh_from_db()
    assert taken_back.session.state == SessionState.MINUTES_PUBLISHED


def test_deciding_on_a_contribution_taken_back_says_so(taken_back):
    with translation.override("en"), pytest.raises(TransitionRefused) as refusal:
        decisions.decide_item(taken_back.item, by=taken_back.chair, reason="Oui.", owner=UserFactory())
    title = taken_back.item.subject
    assert refusal.value.message == f"“{title}” was withdrawn by its author: there is nothing left to decide."


def test_a_point_taken_back_is_over_once_left_and_is_not_offered_again(taken_back):
    first, second = taken_back.items
    assert room_of(taken_back.session).following == second
    conduct.start_item(taken_back.session, second, by=taken_back.chair)
    first.refresh_from_db()
    assert (first.state, room_of(taken_back.session).following) == (ItemState.DONE, None)


def test_a_running_vote_on_a_contribution_taken_back_can_be_cancelled():
    author = UserFactory()
    room = open_session_with(IdeaFactory(shortlisted=True, author=author))
    poll = room.poll()
    withdraw_idea(room.item.idea, by=author)
    voting.void_poll(poll, by=room.chair, reason="Retirée.")
    assert conduct.close_session(room.session, by=room.chair).state == SessionState.CLOSED


def test_the_screens_say_that_it_was_taken_back_and_the_console_goes_on(taken_back):
    number = taken_back.session.number
    said = "Its author has withdrawn this contribution: there is nothing left to decide."
    console = text_of(browser(taken_back.chair).get(url("console", number)))
    assert said in console
    assert f"Next point: {taken_back.items[1].subject}"[:40] in console
    assert "Record the decision" not in console
    member = browser(taken_back.poles["employees"][1])
    for name, args in (("live", ()), ("wall", (number,))):
        page = text_of(member.get(url(name, *args)))
        assert taken_back.item.subject in page
        assert said in page
    conduct.start_item(taken_back.session, taken_back.items[1], by=taken_back.chair)
    assert "Withdrawn" in text_of(browser(taken_back.chair).get(url("console", number)))


def test_a_decision_posted_after_the_contribution_was_taken_back_is_refused_on_the_console(taken_back):
    client = browser(taken_back.chair)
    response = client.post(url("decide", taken_back.item.pk), {"reason": "Oui."}, follow=True)
    assert "was withdrawn by its author: there is nothing left to decide." in text_of(response)
    empty = client.post(url("decide", taken_back.item.pk), {"reason": ""})
    assert empty.status_code == 422
    assert "Next point:" in text_of(empty)


# --- Attendance ----------------------------------------------------------------------------------


def test_presence_is_noted_once_and_whoever_left_may_come_back():
    poles = committee_of()
    person = poles["employees"][1]
    room = open_session_with(poles=poles, absent=[person])
    first = attendance.mark_present(room.session, by=person, code=code_now(room.session))
    assert attendance.mark_present(room.session, by=person, mode="remote").present_from == first.present_from
    assert attendance.leave(room.session, by=person).present_until is not None
    back = attendance.mark_present(room.session, by=room.officer, person=person)
    assert (back.pk, back.present_until, back.college.code) == (first.pk, None, "employees")


def test_strangers_other_days_and_plain_members_for_others_are_refused():
    room = open_session_with()
    with pytest.raises(InvalidInput):
        attendance.mark_present(room.session, by=UserFactory())
    with pytest.raises(NotAllowed):
        attendance.mark_present(room.session, by=room.people[1], person=room.people[2])
    with pytest.raises(InvalidInput):
        attendance.mark_present(room.session, by=room.people[1], mode="dream")
    other = released_session(IdeaFactory(shortlisted=True), poles=room.poles)
    with pytest.raises(TransitionRefused):
        attendance.mark_present(other.session, by=room.people[1])


# --- At the same moment --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_people_opening_two_sessions_at_once_open_one():
    rooms = [released_session(IdeaFactory(shortlisted=True), poles=None)]
    rooms.append(released_session(IdeaFactory(shortlisted=True), poles=rooms[0].poles))
    outcomes = []

    def opening(room):
        def work():
            try:
                outcomes.append(conduct.open_session(room.session, by=room.officer).pk)
            except TransitionRefused:
                outcomes.append("refused")

        return in_thread(work)

    run([opening(room) for room in rooms * 3])
    assert outcomes.count("refused") == 3
    assert Session.objects.filter(state=SessionState.OPEN).count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_a_session_twice_at_once_makes_one_transition_and_tells_once():
    room = open_session_with()
    closed = []

    def close():
        closed.append(conduct.close_session(room.session, by=room.chair).closed_at)

    run([in_thread(close) for _copy in range(6)])
    idea = Idea.objects.get()
    assert len(closed) == 6
    assert len(set(closed)) == 1
    assert (idea.waited_cycles, idea.events.filter(name="unschedule").count()) == (1, 1)
    assert Notification.objects.filter(kind="author_unschedule").count() == 1
