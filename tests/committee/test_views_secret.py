"""The phone, the console, the wall and the minutes around a secret vote, and the lines of the log."""

import logging
import uuid

import pytest

from committee.models import Poll, SealedBallot
from committee.services import voting
from tests.api.asking import Program, is_problem, new_key
from tests.committee.pages import browser, key_of, page, text_of, url
from tests.factories.committee import committee_of, counted, open_session_with, vote, vote_all

pytestmark = pytest.mark.django_db
LABEL = "It does not follow CNIL deliberation 2019-053"
HONEST = "Not protected: if all vote alike, everybody knows what each one voted"


@pytest.fixture
def room():
    return open_session_with()


@pytest.fixture
def member(room):
    return room.poles["employees"][1]


def press(person, name, poll, data=None):
    return browser(person).post(url(name, poll.pk), data or {}, follow=True)


def test_the_phone_says_what_is_protected_and_what_is_not_before_the_vote(room, member):
    room.poll(visibility="secret")
    phone = page(member, "live")
    for words in (LABEL, HONEST, "Final: once cast, nobody can read, change or take out a ballot"):
        assert words in phone
    assert HONEST in page(room.chair, "console", room.session.number)


def test_the_phone_takes_one_ballot_and_shows_it_never_again(room, member):
    poll = room.poll(visibility="secret")
    client = browser(member)
    data = {"key": key_of(client.get(url("live"))), "choice": "no"}
    first = client.post(url("vote", poll.pk), data, follow=True)
    assert "Your ballot is recorded." in text_of(first)
    assert "Change my vote" not in text_of(first)
    assert "checked" not in first.content.decode()
    for again in (data, data | {"choice": ""}):
        assert "Already recorded: your first ballot stands." in text_of(
            client.post(url("vote", poll.pk), again, follow=True)
        )
    voting.close_poll(poll, by=room.chair)
    assert "Already recorded" in text_of(client.post(url("vote", poll.pk), data, follow=True))
    assert not SealedBallot.objects.exists()


def test_wall_and_console_tell_no_number_below_five_and_none_of_a_pole(room):
    poll = room.poll(visibility="secret")
    vote_all(poll, dict.fromkeys(room.people[:4], "yes"))
    for person, screen in ((room.officer, "wall"), (room.chair, "console")):
        told = page(person, screen, room.session.number)
        assert "Fewer than five have voted so far." in told
        assert "4 of 6" not in told
    vote_all(poll, dict.fromkeys(room.people[4:], "yes"))
    assert "Everybody has voted." in page(room.officer, "wall", room.session.number)


def test_the_room_asks_for_secrecy_while_the_vote_is_prepared(room, member):
    browser(room.chair).post(url("start_item", room.item.pk))
    made = browser(room.chair).post(url("open_poll", room.item.pk), {"prepare": "yes"}, follow=True)
    assert "The room reads how the vote will be held." in text_of(made)
    poll = Poll.objects.get()
    phone = page(member, "live")
    assert "A vote is prepared." in phone
    assert "Ask for a secret vote" in phone
    assert "counted, without your name" in text_of(press(member, "ask_secrecy", poll))
    assert "1 of 6 present asks for a secret vote; 3 needed." in page(room.chair, "console", room.session.number)
    assert str(member) not in page(room.officer, "wall", room.session.number)
    assert "Your request is taken back." in text_of(press(member, "take_secrecy_back", poll))
    for person in room.people[:3]:
        press(person, "ask_secrecy", poll)
    assert "Half of those present asked for it." in page(member, "live")
    opened = press(room.chair, "open_prepared", poll, {"minutes": "5"})
    assert "The vote is open." in text_of(opened)
    assert Poll.objects.get().visibility == "secret"


def test_without_a_key_the_room_reads_that_no_secret_vote_can_be_held(room, member, settings):
    settings.PARKOUR_BALLOT_KEY = ""
    browser(room.chair).post(url("start_item", room.item.pk))
    refused = browser(room.chair).post(url("open_poll", room.item.pk), {"visibility": "secret"}, follow=True)
    assert "No secret vote can be held" in text_of(refused)
    browser(room.chair).post(url("open_poll", room.item.pk), {"prepare": "yes"})
    assert "Ask for a secret vote" not in page(member, "live")
    assert "No secret vote can be asked for" in page(room.chair, "console", room.session.number)


def test_the_record_of_a_small_secret_vote_tells_the_sums_and_the_honest_label(room):
    poll = room.poll(visibility="secret")
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    for person, screen in ((room.officer, "minutes"), (room.chair, "console"), (room.officer, "wall")):
        told = page(person, screen, room.session.number)
        assert "Both poles together" in told or "both poles are published" in told
        assert "Direction: 3 for" not in told
        assert LABEL in told
    result = Program(room.officer).asks(f"polls/{poll.pk}/").json()["result"]
    assert [row["name"] for row in result["poles"]] == ["Both poles together"]
    assert result["votes"] == []


def test_the_api_asks_prepares_opens_votes_and_tells_the_same(room, member):
    item, voter, chair = room.item, Program(member), Program(room.chair)
    browser(room.chair).post(url("start_item", item.pk))
    made = chair.posts(f"items/{item.pk}/polls/prepare/", {"visibility": "named"})
    assert made.status_code == 201
    poll = made.json()
    assert (poll["state"], poll["secrecy"]) == ("ready", {"asked": 0, "present": 6, "needed": 3, "mine": False})
    asked = voter.puts(f"polls/{poll['id']}/secrecy/", {})
    assert asked.json()["secrecy"] == {"asked": 1, "present": 6, "needed": 3, "mine": True}
    assert voter.asks(f"polls/{poll['id']}/secrecy/", method="DELETE").json()["secrecy"]["asked"] == 0
    for person in room.people[:3]:
        Program(person).puts(f"polls/{poll['id']}/secrecy/", {})
    opened = chair.posts(f"polls/{poll['id']}/open/").json()
    assert (opened["visibility"], opened["secret_on_request"], opened["turnout"]) == ("secret", True, [])
    assert opened["secret_turnout"] == {"at_least": 0, "enrolled": 6, "everybody": False}
    ballot = f"polls/{poll['id']}/my-ballot/"
    first = voter.puts(ballot, {"choice": "no"}, key=new_key()).json()
    assert first == {"choice": None, "answer": None, "abstains": False, "recorded": True, "already": False}
    assert voter.puts(ballot, {"choice": "yes"}, key=new_key()).json() == first | {"already": True}
    is_problem(chair.posts(f"items/{item.pk}/polls/", {"visibility": "hidden"}), 422, "visibility")


def test_the_lines_of_the_log_about_a_secret_vote_name_neither_voter_nor_address_nor_choice(room, member, caplog):
    poll = room.poll(visibility="secret")
    client = browser(member)
    with caplog.at_level(logging.DEBUG):
        client.post(url("vote", poll.pk), {"key": str(uuid.uuid4()), "choice": "abstain"})
        Program(room.people[0]).puts(f"polls/{poll.pk}/my-ballot/", {"choice": "abstain"}, key=new_key())
        voting.close_poll(poll, by=room.chair)
    lines = [record for record in caplog.records if record.name == "parkour.requests"]
    routes = [line.fields["route"] for line in lines]
    assert {"committee:vote", "api:my_ballot"} <= set(routes)
    for line in lines:
        assert set(line.fields) <= {"method", "route", "status", "ms", "refused"}
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert not [word for word in ("abstain", member.email, "127.0.0.1") if word in said]


def test_a_large_pole_reads_its_own_counts():
    room = open_session_with(poles=committee_of(5, 5))
    poll = room.poll(visibility="secret")
    for person in room.people:
        vote(poll, person, "yes")
    counted(room, poll)
    assert "Both poles together" not in page(room.officer, "minutes", room.session.number)
