"""From the plan to the minutes, by the buttons of the pages alone."""

import uuid
from datetime import datetime, timedelta

import pytest

from committee.enums import SessionState
from committee.models import AgendaItem, Ballot, Poll, Session
from committee.models.session import house_zone
from committee.selectors import proposed_session_day
from ideas.enums import State
from ideas.models import Action, Idea
from parkour.core import clock
from tests.committee.pages import browser, code_on, key_of, text_of, url
from tests.factories.committee import committee_of, counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_a_contribution_is_planned_voted_decided_and_recorded_by_the_pages_alone():
    poles, officer = committee_of(), UserFactory(officer=True)
    people = poles["direction"] + poles["employees"]
    chair, owner = people[0], UserFactory()
    idea = IdeaFactory(shortlisted=True)
    desk, lead = browser(officer), browser(chair)

    day = proposed_session_day()
    assert "Plan this session" in text_of(desk.get(url("sessions")))
    desk.post(url("plan"), {"expected": day.isoformat()})
    session = Session.objects.get()
    number = session.number
    desk.post(url("set_up", number), {"place": "Salle Loire", "chair": chair.pk, "version": session.version})
    desk.post(url("convene", number))
    desk.post(url("propose", number))
    desk.post(url("release", number))
    assert Idea.objects.get(pk=idea.pk).state == State.SCHEDULED

    with clock.at(datetime.combine(day, datetime.min.time(), tzinfo=house_zone()) + timedelta(hours=14)):
        lead.post(url("open_session", number))
        for person in people:
            phone = browser(person)
            assert "I am here" in text_of(phone.get(url("live")))
            phone.post(url("present", number), {"code": code_on(lead.get(url("wall", number)))})
        item = AgendaItem.objects.get()
        lead.post(url("start_item", item.pk))
        lead.post(url("open_poll", item.pk))
        poll = Poll.objects.get()
        for person in people:
            phone = browser(person)
            key = key_of(phone.get(url("live")))
            phone.post(url("vote", poll.pk), {"choice": "yes", "key": key})
        lead.post(url("close_poll", poll.pk))
        lead.post(url("reveal", poll.pk))
        assert "Record the decision: Adopted" in text_of(lead.get(url("console", number)))
        due = (day + timedelta(days=60)).isoformat()
        decision = {"reason": "Les deux pôles sont d’accord.", "owner": owner.email, "due_on": due}
        lead.post(url("decide", item.pk), decision)
        response = lead.post(url("close_session", number), follow=True)
        assert "Draft, not published" in text_of(response)
        desk.post(url("minutes_note", number), {"note": "Une bonne séance.", "publish": "yes"})

    session.refresh_from_db()
    assert session.state == SessionState.MINUTES_PUBLISHED
    assert Action.objects.get(idea=idea).owner == owner
    page = text_of(browser(UserFactory()).get(url("minutes", number)))
    for words in ("The proposal is adopted.", "3 for, 0 against", decision["reason"], str(owner), "Une bonne séance."):
        assert words in page


@pytest.fixture
def room():
    return open_session_with()


def test_a_decision_without_owner_or_date_is_asked_again_with_what_was_typed(room):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    data = {"reason": "D’accord.", "owner": "", "due_on": ""}
    response = browser(room.chair).post(url("decide", room.item.pk), data)
    assert response.status_code == 422
    page = text_of(response)
    assert "There are 2 things to correct" in page
    assert "D’accord." in page
    room.item.refresh_from_db()
    assert room.item.decision is None


def test_a_decision_that_is_not_due_yet_sends_back_to_the_console(room):
    room.poll()
    response = browser(room.chair).post(url("decide", room.item.pk), {"reason": "Trop tôt."}, follow=True)
    assert "There is no final vote to record: vote and reveal first." in text_of(response)


def test_a_refused_proposal_asks_for_the_reason_alone(room):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "no"))
    counted(room, poll)
    client = browser(room.chair)
    page = client.get(url("console", room.session.number)).content.decode()
    assert ('name="owner"' in page, 'name="due_on"' in page) == (False, False)
    client.post(url("decide", room.item.pk), {"reason": "Trop cher."})
    assert Idea.objects.get(pk=room.item.idea_id).state == State.REJECTED


def test_disagreeing_poles_lead_to_a_second_vote_by_its_button(room):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.poles["direction"], "yes") | dict.fromkeys(room.poles["employees"], "no"))
    counted(room, poll)
    client = browser(room.chair)
    assert "Open the second vote" in text_of(client.get(url("console", room.session.number)))
    client.post(url("second_reading", poll.pk))
    assert Poll.objects.filter(item=room.item, reading=2, state="open").count() == 1


def test_without_quorum_the_console_offers_to_wait_and_the_vote_stays_closed():
    poles = committee_of()
    room = open_session_with(poles=poles, absent=poles["employees"])
    client = browser(room.chair)
    client.post(url("start_item", room.item.pk))
    assert "A pole has no quorum: wait, or talk it over without a vote." in text_of(
        client.get(url("console", room.session.number))
    )
    response = client.post(url("open_poll", room.item.pk), follow=True)
    assert "No vote without the quorum." in text_of(response)
    assert not Poll.objects.exists()


def test_a_cancelled_vote_wants_a_reason_and_forgets_its_ballots(room):
    poll, client = room.poll(), browser(room.chair)
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    client.post(url("void_poll", poll.pk), {"reason": ""})
    assert Ballot.objects.filter(poll=poll).count() == 6
    client.post(url("void_poll", poll.pk), {"reason": "Mauvaise question."})
    assert not Ballot.objects.filter(poll=poll).exists()


def test_a_vote_with_a_time_limit_gets_five_minutes_more(room):
    client = browser(room.chair)
    client.post(url("start_item", room.item.pk))
    client.post(url("open_poll", room.item.pk), {"minutes": "3"})
    poll = Poll.objects.get()
    client.post(url("extend_poll", poll.pk))
    before = poll.closes_at
    poll.refresh_from_db()
    assert poll.closes_at - before == timedelta(minutes=5)


@pytest.mark.parametrize("minutes", ["0", "beaucoup", "999", "1.5"])
def test_a_wrong_time_limit_opens_nothing(room, minutes):
    client = browser(room.chair)
    client.post(url("start_item", room.item.pk))
    response = client.post(url("open_poll", room.item.pk), {"minutes": minutes}, follow=True)
    assert response.status_code == 200
    assert not Poll.objects.exists()


def test_the_officer_notes_who_is_here_and_comes_back_to_the_console(room):
    absent, client = room.people[3], browser(room.officer)
    console = url("console", room.session.number)
    answers = [
        client.post(url(name, room.session.number), {"person": absent.pk, "next": console})
        for name in ("leave", "present")
    ]
    assert [answer.url for answer in answers] == [console, console]
    assert room.session.attendances.filter(person=absent, present_until=None).exists()


@pytest.mark.parametrize("person", ["0", "999999999999999999999", "-1", "x", "²"])
def test_a_person_who_does_not_exist_is_noted_nowhere(room, person):
    before = room.session.attendances.count()
    response = browser(room.officer).post(url("present", room.session.number), {"person": person})
    assert response.status_code in {303, 404}
    assert room.session.attendances.count() == before


def test_minutes_of_an_open_session_may_be_noted_but_not_published(room):
    client = browser(room.officer)
    client.post(url("minutes_note", room.session.number), {"note": "En cours."})
    response = client.get(url("minutes", room.session.number))
    assert "En cours." in response.content.decode()
    assert "Publish the minutes" not in text_of(response)
    client.post(url("minutes_note", room.session.number), {"note": "Trop tôt.", "publish": "yes"})
    room.session.refresh_from_db()
    assert room.session.state == SessionState.OPEN


def test_a_named_vote_tells_who_voted_what_in_the_minutes_only(room):
    poll = room.poll(visibility="named")
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    client = browser(room.officer)
    assert f"{room.people[1]}: For" in text_of(client.get(url("minutes", room.session.number)))
    assert str(room.people[1]) not in text_of(client.get(url("wall", room.session.number)))


def test_a_ballot_for_another_is_never_cast(room):
    poll = room.poll()
    outsider = UserFactory(officer=True)
    browser(outsider).post(url("vote", poll.pk), {"choice": "yes", "key": uuid.uuid4()})
    assert not Ballot.objects.filter(poll=poll).exists()


def test_the_record_costs_the_same_whatever_the_number_of_points(count_queries):
    counts = []
    for size in (1, 1, 3):  # the first one has no session before it to recall
        poles = committee_of()
        room = open_session_with(*(IdeaFactory(shortlisted=True) for _index in range(size)), poles=poles)
        for item in room.items:
            poll = room.poll(item)
            vote_all(poll, dict.fromkeys(room.people, "no"))
            counted(room, poll)
            browser(room.chair).post(url("decide", item.pk), {"reason": "Non."})
        client, address = browser(room.officer), url("minutes", room.session.number)
        counts.append(count_queries(lambda c=client, a=address: c.get(a)))
        browser(room.chair).post(url("close_session", room.session.number))
        for person in room.people:
            person.mandates.all().delete()
    assert counts[1] == counts[2]
