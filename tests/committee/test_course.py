"""Who took each step of a vote, or the clock: kept in the history of the session, read by whoever runs it."""

import json
from datetime import timedelta

import pytest

from committee.enums import RoomEventKind
from committee.models import RoomEvent
from committee.selectors.room import events_of
from committee.services import conduct, voting
from committee.services.minutes import minutes_data
from parkour.core import clock
from tests.api.asking import Program, rows
from tests.committee.pages import browser, page, url
from tests.factories import IdeaFactory
from tests.factories.committee import committee_of, counted, open_session_with, released_session, vote, vote_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return open_session_with()


def steps(room) -> list[tuple]:
    """(step, who took it) of each vote, in order."""
    return [(e.kind.removeprefix("vote_"), e.by) for e in events_of(room.session) if e.kind.startswith("vote_")]


def test_opening_extending_closing_and_revealing_keep_who_did_it(room):
    president = room.poles["employees"][0]
    conduct.start_item(room.session, room.item, by=room.chair)
    poll = voting.open_poll(room.item, by=room.officer, minutes=5)
    voting.extend_poll(poll, by=room.chair, minutes=3)
    voting.close_poll(poll, by=room.officer)
    voting.reveal_poll(poll, by=president)
    assert steps(room) == [
        ("opened", room.officer), ("extended", room.chair), ("closed", room.officer), ("revealed", president),
    ]  # fmt: skip
    kept = [e for e in events_of(room.session) if e.kind.startswith("vote_")]
    poll.refresh_from_db()
    assert [e.at for e in kept if e.kind != "vote_extended"] == [poll.opened_at, poll.closed_at, poll.revealed_at]
    assert {(e.item, e.facts["poll"]) for e in kept} == {(room.item, poll.pk)}
    assert kept[1].facts["minutes"] == 3


def test_what_the_clock_closed_is_kept_as_of_the_clock_at_its_hour_whoever_writes_it_down(room):
    poll = room.poll(minutes=5)
    with clock.at(poll.closes_at + timedelta(minutes=2)):
        voting.reveal_poll(poll, by=room.chair)
    closed = RoomEvent.objects.get(kind=RoomEventKind.VOTE_CLOSED)
    assert (closed.by, closed.at) == (None, poll.closes_at)
    assert steps(room) == [("opened", room.chair), ("closed", None), ("revealed", room.chair)]


def test_a_cancelled_vote_keeps_who_cancelled_it_and_a_prepared_one_who_prepared_and_opened_it(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    poll = voting.prepare_poll(room.item, by=room.officer)
    voting.open_prepared(poll, by=room.chair)
    voting.void_poll(poll, by=room.officer, reason="Deux membres arrivent.")
    assert steps(room) == [("prepared", room.officer), ("opened", room.chair), ("cancelled", room.officer)]


def test_a_step_asked_for_twice_is_kept_once(room):
    poll = room.poll()
    assert voting.open_poll(room.item, by=room.officer).pk == poll.pk
    for again in (room.chair, room.officer):
        voting.close_poll(poll, by=again)
    for again in (room.chair, room.chair):
        voting.reveal_poll(poll, by=again)
    assert [step for step, _by in steps(room)] == ["opened", "closed", "revealed"]


def test_a_second_vote_keeps_who_opened_it(room):
    poll = room.poll()
    vote_all(poll, dict(zip(room.people, ["yes", "yes", "yes", "no", "no", "no"], strict=True)))
    counted(room, poll)
    second = voting.second_reading(poll, by=room.officer)
    assert steps(room)[-1] == ("opened", room.officer)
    assert RoomEvent.objects.filter(kind=RoomEventKind.VOTE_OPENED).last().facts["poll"] == second.pk


@pytest.mark.parametrize("visibility", ["named", "hidden", "secret"])
def test_no_ballot_leaves_anything_in_the_history(room, visibility):
    def history():
        kept = RoomEvent.objects.filter(session=room.session).order_by("pk")
        return json.dumps(list(kept.values("kind", "item", "person", "by", "words", "facts")))

    poll = room.poll(visibility=visibility)
    before = history()
    vote(poll, room.people[1], "no")
    if visibility != "secret":
        vote(poll, room.people[1], "yes")
    assert history() == before
    counted(room, poll)
    assert {event.person for event in events_of(room.session) if event.kind.startswith("vote_")} == {None}


def test_whoever_runs_the_session_reads_who_opened_closed_and_revealed_and_nobody_else_does(room):
    poll = room.poll(minutes=5)
    with clock.at(poll.closes_at):
        voting.reveal_poll(poll, by=room.chair)
    for reader in (room.officer, room.chair):
        text = page(reader, "course", room.session.number)
        assert f"A vote is opened {room.item.subject} by {room.chair}" in text
        assert f"A vote is closed {room.item.subject} by the clock" in text
        assert f"The result of a vote is revealed {room.item.subject} by {room.chair}" in text
    member = room.poles["employees"][1]
    assert browser(member).get(url("course", room.session.number)).status_code == 404


def test_programs_read_the_steps_with_their_vote_and_null_for_the_clock(room):
    poll = room.poll(minutes=5)
    with clock.at(poll.closes_at):
        voting.reveal_poll(poll, by=room.chair)
    told = rows(Program(room.officer).asks(f"sessions/{room.session.number}/room/events/"))
    votes = [(row["kind"], row["by"], row["poll"]) for row in told if row["poll"]]
    chair = room.chair.email
    assert votes == [
        ("vote_opened", chair, poll.pk), ("vote_closed", None, poll.pk), ("vote_revealed", chair, poll.pk),
    ]  # fmt: skip


def test_the_page_hides_the_names_that_a_point_hides():
    poles = committee_of()
    author = poles["employees"][1]
    type(author).objects.filter(pk=author.pk).update(first_name="Zéphyrine", last_name="Quetzal")
    idea = IdeaFactory(
        shortlisted=True, author=type(author).objects.get(pk=author.pk), visibility="name_hidden",
        problem_text="Zéphyrine Quetzal attend entre deux clientes.",
    )  # fmt: skip
    room = open_session_with(idea, poles=poles)
    room.poll()
    course = page(room.chair, "course", room.session.number)
    assert "Quetzal attend" not in course
    assert "… attend" in course


def test_the_minutes_say_of_votes_what_they_said_before(room):
    counted(room, room.poll())
    assert [event.kind for event in minutes_data(room.session).course.events] == []


def test_before_it_opens_the_page_says_that_nothing_happened():
    room = released_session()
    assert "Nothing has happened yet" in page(room.officer, "course", room.session.number)
