"""Who has not voted yet: by name for whoever runs the session, for nobody else, and never in a secret vote."""

import html
import re
import uuid

import pytest

from committee.enums import Answer
from committee.selectors import waited as waited_selectors
from committee.services import attendance, conduct, voting
from committee.services.answering import answer_session
from tests.api.asking import Program
from tests.committee.pages import browser, page, token_of, url
from tests.factories.committee import committee_of, open_session_with, released_session, vote, vote_all
from tests.factories.ideas import IdeaFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db

NOBODY_SECRET = "Secret vote: who has voted is said to nobody while it is open, not even here."
NOBODY_AUTHOR = "Nobody is named: the list would tell who wrote a contribution whose author is hidden."


@pytest.fixture
def room():
    return open_session_with()


def missing_on_console(reader, session) -> dict[str, str]:
    """{pole: the words of its list} on the console of `reader`."""
    text = browser(reader).get(url("console", session.number)).content.decode()
    found = re.findall(r'<details[^>]* id="missing-(\w+)"[^>]*>(.*?)</details>', text, flags=re.S)
    return {code: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split()) for code, part in found}


def missing_in_api(reader, session):
    return Program(reader).asks(f"sessions/{session.number}/room/").json()["waited"]


def named(reader, room) -> set[str]:
    """Everybody whom the lists of `reader` name, on the page and by the API."""
    said = " ".join(missing_on_console(reader, room.session).values())
    found = {str(person) for person in room.people if str(person) in said}
    told = missing_in_api(reader, room.session)
    return found | {row["name"] for row in (told or {"voters": []})["voters"]}


@pytest.mark.parametrize("visibility", ["named", "hidden"])
def test_whoever_runs_the_session_reads_who_has_not_voted_pole_by_pole(room, visibility):
    poll = room.poll(visibility=visibility)
    direction, employees = room.poles["direction"], room.poles["employees"]
    vote_all(poll, dict.fromkeys([*direction, employees[0]], "no"))
    for reader in (room.chair, room.officer):
        lists = missing_on_console(reader, room.session)
        assert list(lists) == ["employees"]
        assert lists["employees"].startswith("2 ballots are missing")
        assert named(reader, room) == {str(employees[1]), str(employees[2])}
    told = missing_in_api(room.chair, room.session)
    assert told["unnamed"] is None
    assert {row["email"] for row in told["voters"]} == {person.email for person in employees[1:]}
    assert {(row["pole"], row["proxy_holder"], row["is_here"]) for row in told["voters"]} == {("employees", None, True)}


def test_a_ballot_cast_by_proxy_is_missing_under_its_giver_with_the_holder_and_whoever_left_is_marked():
    room = released_session()
    giver, holder = room.poles["direction"][1], room.poles["direction"][2]
    answer_session(room.session, by=giver, answer=Answer.NO, holder=holder)
    room.session = conduct.open_session(room.session, by=room.chair)
    for person in {*room.people} - {giver}:
        attendance.mark_present(room.session, by=room.chair, person=person)
    poll = room.poll()
    vote_all(poll, dict.fromkeys({*room.people} - {giver}, "yes"))
    assert f"{giver} · {holder} votes by proxy" in missing_on_console(room.chair, room.session)["direction"]
    told = missing_in_api(room.chair, room.session)["voters"]
    assert [(row["email"], row["proxy_holder"], row["is_here"]) for row in told] == [(giver.email, holder.email, True)]
    attendance.leave(room.session, by=holder)
    assert "has left" in missing_on_console(room.chair, room.session)["direction"]
    assert missing_in_api(room.chair, room.session)["voters"][0]["is_here"] is False
    voting.cast_ballot(poll, by=holder, choice="no", key=uuid.uuid4(), by_proxy=True)
    assert named(room.chair, room) == set()


def test_neither_the_wall_nor_a_phone_nor_a_member_reads_who_is_waited_for(room):
    room.poll()
    member, other = room.poles["employees"][1:3]
    for reader, name, args in (
        (room.chair, "wall", [room.session.number]),
        (member, "wall", [room.session.number]),
        (member, "live", []),
    ):
        assert str(other) not in page(reader, name, *args)
        assert "missing" not in page(reader, name, *args)
    assert missing_in_api(member, room.session) is None


def test_nothing_is_listed_without_an_open_vote(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    assert missing_on_console(room.chair, room.session) == {}
    poll = room.poll()
    assert len(named(room.chair, room)) == 6
    voting.close_poll(poll, by=room.chair)
    assert missing_on_console(room.chair, room.session) == {}
    assert missing_in_api(room.chair, room.session) is None


def test_the_list_follows_the_votes_and_says_nothing_of_what_was_chosen(room):
    poll, console = room.poll(), browser(room.chair)
    voter, other = room.poles["employees"][:2]
    before = console.get(url("console", room.session.number))
    vote(poll, voter, "yes")
    after = token_of(console.get(url("console", room.session.number)))
    assert after != token_of(before)
    vote(poll, voter, "no")
    assert token_of(console.get(url("console", room.session.number))) == after
    assert str(voter) not in missing_on_console(room.chair, room.session)["employees"]
    assert str(other) in missing_on_console(room.chair, room.session)["employees"]


def asked(console, room) -> int:
    with metered() as meter:
        console.get(url("console", room.session.number))
    return len(meter.statements)


def test_a_long_list_is_folded():
    room = open_session_with(poles=committee_of(2, 8))
    room.poll()
    text = browser(room.chair).get(url("console", room.session.number)).content.decode()
    assert '<details open id="missing-direction"' in text
    assert '<details id="missing-employees"' in text


def test_the_console_costs_the_same_for_two_and_for_eight_who_are_waited_for():
    room = open_session_with(poles=committee_of(5, 5))
    poll, console = room.poll(), browser(room.chair)
    console.get(url("console", room.session.number))
    all_missing = asked(console, room)
    vote_all(poll, dict.fromkeys(room.people[:8], "yes"))
    assert asked(console, room) == all_missing


# --- Secret votes and hidden authors ----------------------------------------------------------------------------------


def test_in_a_secret_vote_nobody_is_named_and_a_sentence_says_why(room):
    poll = room.poll(visibility="secret")
    for voters in ([], room.people[:5]):
        for person in voters:
            vote(poll, person, "yes")
        assert named(room.chair, room) == named(room.officer, room) == set()
        assert NOBODY_SECRET in page(room.chair, "console", room.session.number)
        assert missing_in_api(room.officer, room.session) == {"unnamed": "secret", "voters": []}


def test_a_list_of_a_secret_vote_would_be_found(room, monkeypatch):
    monkeypatch.setattr(waited_selectors, "_why_unnamed", lambda *_facts: "")
    room.poll(visibility="secret")
    assert missing_in_api(room.chair, room.session)["voters"]
    assert named(room.chair, room) == {str(person) for person in room.people}
    assert missing_on_console(room.chair, room.session)


def hidden_by(author):
    return IdeaFactory(shortlisted=True, author=author, visibility="name_hidden")


def test_where_the_names_would_tell_a_hidden_author_the_chair_reads_none_and_the_officer_does():
    poles = committee_of()
    author = poles["employees"][1]
    room = open_session_with(hidden_by(author), poles=poles)
    room.poll()
    assert named(room.chair, room) == set()
    assert NOBODY_AUTHOR in page(room.chair, "console", room.session.number)
    assert missing_in_api(room.chair, room.session) == {"unnamed": "author", "voters": []}
    assert named(room.officer, room) == {str(person) for person in room.people if person != author}


@pytest.mark.parametrize("author_of", ["first", "second"])
def test_a_hidden_author_of_any_point_of_a_lot_keeps_the_names_back(author_of):
    poles = committee_of()
    author = poles["employees"][1]
    ideas = [hidden_by(author), IdeaFactory(shortlisted=True)][:: 1 if author_of == "first" else -1]
    room = open_session_with(*ideas, poles=poles, block="consent")
    room.poll(method="consent_block")
    assert named(room.chair, room) == set()
    assert NOBODY_AUTHOR in page(room.chair, "console", room.session.number)
    assert named(room.officer, room) == {str(person) for person in room.people if person != author}


def test_a_hidden_author_who_is_no_member_keeps_no_name_back(room):
    conduct.close_session(room.session, by=room.chair)
    other = open_session_with(hidden_by(IdeaFactory().authorships.get().person), poles=room.poles)
    other.poll()
    assert len(named(other.chair, other)) == 6
