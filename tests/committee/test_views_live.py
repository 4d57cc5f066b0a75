"""The phone of a member and the wall of the room."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee.models import Ballot, Session
from committee.selectors.results import rule_of
from committee.selectors.room import code_now
from committee.services import attendance, conduct, voting
from committee.services.minutes import publish_minutes
from parkour.core import clock
from tests.committee.pages import browser, key_of, text_of, token_of, url
from tests.factories.committee import committee_of, counted, open_session_with, released_session, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return open_session_with()


@pytest.fixture
def member(room):
    return room.poles["employees"][1]


def live(person):
    return text_of(browser(person).get(url("live")))


def cast(client, poll, choice, key=None, **options):
    data = {"choice": choice, "key": key or uuid.uuid4()}
    return client.post(url("vote", poll.pk), data, **options)


def test_each_moment_of_the_session_has_its_sentence(room, member):
    client = browser(member)

    def sees():
        return text_of(client.get(url("live")))

    attendance.leave(room.session, by=member)
    assert "I am here" in sees()
    client.post(url("present", room.session.number), {"code": code_now(room.session)})
    assert "You are noted as present" in sees()
    poll = room.poll()
    assert "Confirm my vote" in sees()
    cast(client, poll, "no")
    assert "Your vote is recorded. You may change it until the close." in sees()
    voting.close_poll(poll, by=room.chair)
    assert "The vote is closed and yours is counted." in sees()
    voting.reveal_poll(poll, by=room.chair)
    assert room.item.subject in sees()
    assert "Majority: more votes for than against." in sees()


def test_before_the_session_the_phone_says_when_it_begins():
    room = released_session()
    assert "The session has not begun" in live(room.chair)


def test_without_a_session_the_phone_says_so():
    assert "No session is planned" in live(committee_of()["direction"][0])


def test_whoever_has_no_mandate_is_told_whom_to_ask(room):
    assert "You do not sit in this session" in live(UserFactory())


def test_an_author_is_told_why_there_is_no_ballot():
    poles = committee_of()
    author = poles["employees"][1]
    room = open_session_with(IdeaFactory(shortlisted=True, author=author), poles=poles)
    room.poll()
    page = live(author)
    assert "You wrote this contribution: you may present it and talk about it, you do not vote on it." in page
    assert "Confirm my vote" not in page


def test_whoever_comes_after_the_opening_votes_from_the_next_point_on():
    poles = committee_of()
    late = poles["employees"][2]
    room = open_session_with(poles=poles, absent=[late])
    room.poll()
    attendance.mark_present(room.session, by=room.chair, person=late)
    assert "This vote was opened before you came" in live(late)


@pytest.mark.parametrize("person", ["9" * 18, "9" * 5000, "-1", "x"])
def test_the_presence_of_nobody_is_not_found(room, person):
    response = browser(room.officer).post(url("present", room.session.number), {"person": person})
    assert response.status_code == 404


def test_a_double_click_gives_one_ballot(room, member):
    poll, client = room.poll(), browser(member)
    key = key_of(client.get(url("live")))
    answers = [cast(client, poll, "yes", key=key).status_code for _click in range(2)]
    assert answers == [303, 303]
    assert list(Ballot.objects.filter(poll=poll).values_list("choice", flat=True)) == ["yes"]


def test_a_changed_vote_replaces_the_first_one(room, member):
    poll, client = room.poll(), browser(member)
    first = key_of(client.get(url("live")))
    cast(client, poll, "yes", key=first)
    second = key_of(client.get(url("live")))
    assert first != second
    cast(client, poll, "abstain", key=second)
    assert list(Ballot.objects.filter(poll=poll).values_list("choice", flat=True)) == ["abstain"]


def test_a_vote_without_a_choice_is_told_and_not_counted(room, member):
    poll = room.poll()
    response = browser(member).post(url("vote", poll.pk), {"key": uuid.uuid4()}, follow=True)
    assert "Choose your vote first." in text_of(response)
    assert not Ballot.objects.filter(poll=poll).exists()


@pytest.mark.parametrize("key", ["", "not-a-key", "\x00"])
def test_a_ballot_with_a_broken_key_is_refused_with_a_sentence(room, member, key):
    poll = room.poll()
    response = browser(member).post(url("vote", poll.pk), {"choice": "yes", "key": key}, follow=True)
    assert (response.status_code, Ballot.objects.filter(poll=poll).count()) == (200, 0)


def test_a_ballot_after_the_close_is_refused_with_the_hour(room, member):
    poll, client = room.poll(), browser(member)
    voting.close_poll(poll, by=room.chair)
    poll.refresh_from_db()
    response = cast(client, poll, "yes", follow=True)
    page = text_of(response)
    assert "The vote closed at " in page
    assert ", your ballot was not counted." in page
    assert not Ballot.objects.filter(poll=poll).exists()


def test_a_ballot_after_the_deadline_is_refused_with_its_hour(room, member):
    poll, client = room.poll(minutes=2), browser(member)
    with clock.at(poll.closes_at + timedelta(seconds=1)):
        response = cast(client, poll, "yes", follow=True)
        assert ", your ballot was not counted." in text_of(response)


def test_a_change_after_the_close_is_told_that_the_earlier_ballot_counts(room, member):
    poll, client = room.poll(), browser(member)
    cast(client, poll, "yes")
    voting.close_poll(poll, by=room.chair)
    page = text_of(cast(client, poll, "no", follow=True))
    assert "this change came too late, your earlier ballot counts." in page
    assert Ballot.objects.get(poll=poll).choice == "yes"


# --- Following the session ---------------------------------------------------------------------------------


def test_the_phone_is_left_alone_while_nothing_changes_for_its_owner(room, member):
    poll, client = room.poll(minutes=5), browser(member)
    token = token_of(client.get(url("live")))
    cast(browser(room.chair), poll, "yes")
    voting.extend_poll(poll, by=room.chair, minutes=5)
    response = client.get(url("live_state"), {"token": token})
    assert (response.status_code, response.content) == (204, b"")
    assert 500 <= int(response["Parkour-Seconds-Left"]) <= 600


def test_the_phone_follows_each_change_of_the_session(room, member):
    client = browser(member)

    def follows(token):
        response = client.get(url("live_state"), {"token": token})
        assert response.status_code == 200
        return token_of(response)

    token = token_of(client.get(url("live")))
    poll = room.poll()
    token = follows(token)
    cast(client, poll, "yes")
    token = follows(token)
    voting.close_poll(poll, by=room.chair)
    token = follows(token)
    voting.reveal_poll(poll, by=room.chair)
    follows(token)


def test_a_phone_follows_the_end_of_the_session_to_its_minutes_and_asks_no_more_than_on_a_day_without_one(room, member):
    client = browser(member)
    with CaptureQueriesContext(connection) as during:
        token = token_of(client.get(url("live")))
    session = conduct.close_session(room.session, by=room.chair)
    token = token_of(client.get(url("live_state"), {"token": token}))
    publish_minutes(session, by=room.officer)
    answer = client.get(url("live_state"), {"token": token})
    assert answer.status_code == 200 and "Its minutes are published." in text_of(answer)
    with CaptureQueriesContext(connection) as after:
        client.get(url("live_state"))
    Session.objects.update(closed_at=clock.now() - timedelta(hours=4))
    with CaptureQueriesContext(connection) as quiet:
        client.get(url("live_state"))
    assert len(after) == len(quiet) < len(during)
    asked = [query for query in quiet if 'FROM "committee_session"' in str(query["sql"])]
    assert len(asked) == 2  # the one that runs; those just over and to come


def test_the_wall_moves_with_the_turnout_and_stays_otherwise(room, member):
    poll, client = room.poll(), browser(room.officer)
    wall, state = url("wall", room.session.number), url("wall_state", room.session.number)
    token = token_of(client.get(wall))
    assert client.get(state, {"token": token}).status_code == 204
    cast(browser(member), poll, "no")
    response = client.get(state, {"token": token})
    assert response.status_code == 200
    assert "1 of 6 have voted" in text_of(response)
    assert response.content.count(b"<i data-in>") == 1


# --- Secrecy -----------------------------------------------------------------------------------------------

WORDS = ("adopted", "adoptée", "second vote", "tie", "Majority", "for,", "against")
SCREENS = ("session", "agenda", "console", "wall", "wall_state", "minutes", "live", "live_state", "sessions")


def page_of(client, name, number):
    own = {"live", "live_state", "sessions"}
    return client.get(url(name) if name in own else url(name, number))


@pytest.mark.parametrize("state", ["open", "closed"])
def test_no_screen_says_anything_of_the_votes_before_the_reveal(room, state):
    """Two unlike votes leave the same pages, but for the ballots' own page of the voter."""
    poll = room.poll()
    others = [person for person in room.people if person != room.chair]
    bodies, moment = [], clock.now()
    for choices in (["yes"] * 5, ["no", "abstain", "no", "yes", "no"]):
        vote_all(poll, dict(zip(others, choices, strict=True)))
        if state == "closed" and not bodies:
            continue_with = voting.close_poll(poll, by=room.chair)
            assert continue_with.state == "closed"
        client = browser(room.chair)
        with clock.at(moment):  # the time of the point runs on them
            pages = {name: text_of(page_of(client, name, room.session.number)) for name in SCREENS}
        bodies.append(pages)
        if state == "closed":
            break
    for pages in bodies:
        for name, page in pages.items():
            for sentence in rule_of(poll):  # it is read before the vote, whatever it says
                page = page.replace(sentence, "")
            found = [word for word in WORDS if word in page.replace("For or against.", "")]
            expected = [] if name not in {"live", "live_state"} else found
            assert (name, found) == (name, expected)
    if state == "open":
        assert bodies[0] == bodies[1]


def test_before_the_reveal_no_markup_carries_a_result(room, member):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    voting.close_poll(poll, by=room.chair)
    for person in (room.chair, room.officer, member):
        client = browser(person)
        for name in SCREENS:
            body = page_of(client, name, room.session.number).content.decode()
            assert "outcome-line" not in body
            assert 'class="votes"' not in body
            assert 'name="choice"' not in body


def test_the_wall_never_shows_a_name(room):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    client, wall = browser(room.officer), url("wall", room.session.number)
    before = text_of(client.get(wall))
    counted(room, poll)
    after = text_of(client.get(wall))
    names = [str(person) for person in [*room.people, room.item.idea.authorships.get().person]]
    assert [name for name in names if name in before or name in after] == []
    assert "Adopted" in after


def test_a_revealed_result_is_said_in_words_then_numbers_then_the_rule(room, member):
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    page = live(member)
    places = [page.index(words) for words in ("The proposal is adopted.", "3 for, 0 against", "Majority:")]
    assert places == sorted(places)


# --- Cost ----------------------------------------------------------------------------------------------------


def test_following_the_session_costs_the_same_whatever_the_agenda(count_queries):
    counts = []
    for size in (1, 3):
        poles = committee_of(direction=size, employees=size)
        ideas = [IdeaFactory(shortlisted=True) for _index in range(size)]
        room = open_session_with(*ideas, poles=poles)
        room.poll()
        member, officer = browser(poles["employees"][0]), browser(room.officer)
        number = room.session.number
        addresses = [
            (member, url("live")), (member, url("live_state")), (officer, url("console", number)),
            (officer, url("console_state", number)), (officer, url("wall_state", number)),
        ]  # fmt: skip
        counts.append([count_queries(lambda c=client, a=address: c.get(a)) for client, address in addresses])
        room.session.delete()
        for people in poles.values():
            for person in people:
                person.mandates.all().delete()
    assert counts[0] == counts[1]
