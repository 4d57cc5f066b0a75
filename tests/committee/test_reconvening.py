"""A session without a quorum is convened again with its agenda, and is then valid whatever the number present."""

from datetime import timedelta

import pytest

from committee.enums import SessionState
from committee.models import AgendaItem, Session
from committee.selectors import agenda_of, answers_by_pole, attendance_of, quorum_for
from committee.selectors.minutes import minutes_data
from committee.selectors.reconvening import days_to_hold_again, held_again
from committee.services import agenda, attendance, conduct, sessions, voting
from committee.services.reconvening import reconvene
from ideas.enums import State
from ideas.services.submission import withdraw_idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, page, text_of, url
from tests.factories.committee import committee_of, counted, open_session_with, released_session, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db
WORDS = "Convened again for want of a quorum: valid whatever the number present, one of each pole at least."


def missed(*ideas, **facts):
    """A session that has just ended without a quorum, with a subject beside its contributions."""
    room = released_session(*ideas, poles=committee_of(4, 4), **facts)
    agenda.add_subject(
        room.session, by=room.officer, title="Budget", block="closing", minutes=4, presenter=room.people[1]
    )
    agenda.release_agenda(room.session, by=room.officer)
    room.session.refresh_from_db()
    room.session = conduct.open_session(room.session, by=room.chair)
    room.session = conduct.declare_no_quorum(room.session, by=room.chair)
    return room


@pytest.fixture
@usual
def room():
    return missed(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))


def again(room, **facts) -> Session:
    return reconvene(room.session, by=room.officer, **facts).session


def held(room, present):
    """The session that is held again, open, with these members in the room."""
    session = again(room)
    agenda.release_agenda(session, by=room.officer)
    session.refresh_from_db()
    session = conduct.open_session(session, by=room.officer)
    for person in present:
        attendance.mark_present(session, by=room.officer, person=person)
    return session


def points(session):
    rows = AgendaItem.objects.filter(session=session).order_by("block", "position")
    return list(rows.values_list("block", "position", "idea", "title", "duration", "presenter"))


# --- When and with what ---------------------------------------------------------------------------------------------


def test_it_is_planned_eight_to_fifteen_days_later_with_the_same_agenda_hour_place_and_chair(room):
    session = again(room)
    assert 8 <= (session.on - room.session.on).days <= 15
    assert points(session) == points(room.session)
    for name in ("place", "chair", "duration", "block_times", "reconvenes_id"):
        assert getattr(session, name) == (room.session.pk if name == "reconvenes_id" else getattr(room.session, name))
    assert session.local_start.time() == room.session.local_start.time()
    assert (session.state, session.is_released) == (SessionState.PLANNED, False)


def test_convening_it_twice_is_once_until_the_new_one_is_cancelled(room):
    first = again(room)
    other_day = days_to_hold_again(room.session)[0].day
    assert again(room, day=other_day) == first == held_again(room.session)
    sessions.cancel(first, by=room.officer, reason="Personne ne peut venir.")
    assert held_again(room.session) is None
    assert again(room) != first


def test_the_proposed_day_is_the_same_day_of_the_week_where_nothing_speaks_against_it(room):
    days = days_to_hold_again(room.session)
    assert all(8 <= (row.day - room.session.on).days <= 15 for row in days)
    fewest = min(len(row.warnings) for row in days)
    assert len(days[0].warnings) == fewest
    same = [row for row in days if row.day.weekday() == room.session.on.weekday() and len(row.warnings) == fewest]
    assert days[0] == (same or days)[0]


def test_a_day_that_has_a_session_is_not_proposed(room):
    best = days_to_hold_again(room.session)[0].day
    sessions.plan_session_on(best, by=room.officer)
    assert best not in {row.day for row in days_to_hold_again(room.session)}
    with pytest.raises(InvalidInput) as refusal:
        again(room, day=best)
    assert refusal.value.field == "day"


@pytest.mark.parametrize("passed", [7, 16])
def test_another_day_than_those_is_refused_with_both_dates(room, passed):
    with pytest.raises(InvalidInput) as refusal:
        again(room, day=room.session.on + timedelta(days=passed))
    assert refusal.value.field == "day"
    assert not Session.objects.filter(reconvenes=room.session).exists()


def test_once_the_fifteen_days_are_over_it_is_not_convened_again(room):
    with clock.at(room.session.starts_at + timedelta(days=16)):
        assert days_to_hold_again(room.session) == []
        with pytest.raises(TransitionRefused):
            again(room)


def test_what_was_dealt_with_meanwhile_is_left_out(room):
    gone, kept = room.items[0].idea, room.items[1].idea
    gone.refresh_from_db()
    withdraw_idea(gone, by=gone.authorships.get().person)
    session = again(room)
    assert [item.idea for item in session.items.filter(idea__isnull=False)] == [kept]
    kept.refresh_from_db()
    assert kept.state == State.SHORTLISTED


def test_only_a_session_without_a_quorum_is_convened_again_and_by_the_officer_alone(room):
    with pytest.raises(NotAllowed):
        reconvene(room.session, by=room.chair)
    session = again(room)
    with pytest.raises(TransitionRefused):
        reconvene(session, by=room.officer)


# --- Valid whatever the number --------------------------------------------------------------------------------------


def test_one_of_each_pole_is_enough_to_vote_and_to_decide(room):
    present = [room.poles["direction"][0], room.poles["employees"][1]]
    session = held(room, present)
    item = next(slot.item for slot in agenda_of(session).slots if slot.item.idea_id)
    item = conduct.start_item(session, item, by=room.officer)
    assert [(light.needed, light.met) for light in quorum_for(item)] == [(1, True), (1, True)]
    poll = voting.open_poll(item, by=room.officer)
    vote_all(poll, dict.fromkeys(present, "yes"))
    room.session = session
    assert counted(room, poll).result["outcome"] == "adopted"
    assert {pole["quorum"] for pole in poll.electorate.values()} == {1}


def test_a_pole_of_which_nobody_came_still_cannot_vote(room):
    session = held(room, room.poles["direction"])
    item = next(slot.item for slot in agenda_of(session).slots if slot.item.idea_id)
    item = conduct.start_item(session, item, by=room.officer)
    with pytest.raises(TransitionRefused):
        voting.open_poll(item, by=room.officer)


def test_any_other_session_still_needs_half_of_each_pole():
    poles = committee_of(4, 4)
    room = open_session_with(poles=poles, absent=[*poles["direction"][1:]])
    item = conduct.start_item(room.session, room.item, by=room.chair)
    assert [(light.needed, light.met) for light in quorum_for(item)] == [(2, False), (2, True)]
    with pytest.raises(TransitionRefused):
        voting.open_poll(item, by=room.chair)


def test_nobody_is_warned_ahead_of_a_quorum_that_it_does_not_need(room):
    session = again(room)
    poles = answers_by_pole(attendance_of(session, ahead=True), anyhow=session.is_reconvened)
    assert {row.expected.needed for row in poles} == {1}


# --- What is read of it ---------------------------------------------------------------------------------------------


def test_the_rule_is_on_the_page_the_console_the_wall_and_in_the_minutes(room):
    present = [room.poles["direction"][0], room.poles["employees"][1]]
    session = held(room, present)
    for name in ("session", "console", "wall"):
        assert WORDS in page(room.officer, name, session.number), name
    session = conduct.close_session(session, by=room.officer)
    assert WORDS in page(room.officer, "minutes", session.number)
    assert all(pole.quorum for pole in minutes_data(session).colleges)
    assert WORDS not in page(room.officer, "session", room.session.number)


def test_the_officer_convenes_it_from_its_page_and_both_pages_name_the_other(room):
    client = browser(room.officer)
    shown = text_of(client.get(url("session", room.session.number)))
    assert "Convene it again" in shown
    day = days_to_hold_again(room.session)[1].day
    done = client.post(url("reconvene", room.session.number), {"day": day.isoformat()}, follow=True)
    assert "is planned with the same agenda. Read it over and publish it" in text_of(done)
    session = held_again(room.session)
    assert session.on == day
    assert str(session.label) in text_of(client.get(url("session", room.session.number)))
    assert str(room.session.label) in text_of(client.get(url("session", session.number)))
    twice = client.post(url("reconvene", room.session.number), {"day": day.isoformat()}, follow=True)
    assert twice.status_code == 200
    assert Session.objects.filter(reconvenes=room.session).count() == 1


def test_a_day_that_is_none_of_those_is_told_on_the_page(room):
    day = (room.session.on + timedelta(days=40)).isoformat()
    answer = browser(room.officer).post(url("reconvene", room.session.number), {"day": day})
    assert answer.status_code == 422
    assert "Convene it again" in text_of(answer)


def test_members_are_offered_nothing_and_another_session_says_why_not(room):
    assert "Convene it again" not in page(room.people[1], "session", room.session.number)
    refused = browser(room.people[1]).post(url("reconvene", room.session.number), follow=True)
    assert not Session.objects.filter(reconvenes=room.session).exists()
    assert refused.status_code in {200, 404}
    other = again(room)
    told = browser(room.officer).post(url("reconvene", other.number), {"day": other.on.isoformat()}, follow=True)
    assert "Only a session that ended without a quorum is convened again." in text_of(told)


def test_programs_convene_it_again(room):
    address = f"sessions/{room.session.number}/again/"
    is_problem(Program(room.chair).posts(address, {}), 403)
    made = Program(room.officer).posts(address, {})
    assert made.status_code == 201
    assert made.json()["reconvenes"] == room.session.number
    assert Program(room.officer).posts(address, {}).json()["number"] == made.json()["number"]
    is_problem(Program(UserFactory(officer=True)).posts(f"sessions/{made.json()['number']}/again/", {}), 409)
