"""Before the chair reveals, nothing that anybody reads depends on what was voted; the last tests plant leaks."""

import pytest

from committee.selectors import polls, results
from committee.services import voting
from tests.committee.worlds import World, differences, seen_after
from tests.factories.committee import committee_of, open_session_with, vote

pytestmark = pytest.mark.django_db
SIZE = 5


@pytest.fixture
def world():
    room = open_session_with(poles=committee_of(SIZE, SIZE))
    return World(room, room.poll(visibility="secret"), [room.chair, room.officer])


def votes(world, choices, *, close=False):
    """Everybody but the last one votes; `choices` follow each other."""

    def do():
        for place, person in enumerate(world.room.people[:-1]):
            vote(world.poll, person, choices[place % len(choices)])
        if close:
            voting.close_poll(world.poll, by=world.room.chair)

    return do


ONE, OTHER = ["yes"], ["no", "abstain", "no"]
SCREENS = ("/live/", "/console/", "/wall/", "/polls/", "/minutes/", "/agenda/")


def screens(world):
    return [address for address in world.addresses() if any(part in address for part in SCREENS)]


def test_every_address_answers_the_same_while_the_vote_is_open_and_once_it_is_closed(world):
    addresses = world.addresses()
    assert len(addresses) > 100
    for close in (False, True):
        seen = seen_after(world, votes(world, ONE, close=close), addresses)
        assert differences(seen, seen_after(world, votes(world, OTHER, close=close), addresses)) == []
        answered = [address for (_who, address), (status, _headers, _body) in seen.items() if status == 200]
        assert {part for part in SCREENS if not any(part in address for address in answered)} == set()


def test_a_result_told_before_it_is_revealed_is_found(world, monkeypatch):
    monkeypatch.setattr(results, "REVEALED", frozenset({"closed", "revealed", "certified"}))
    addresses = screens(world)
    seen = [seen_after(world, votes(world, choices, close=True), addresses) for choices in (ONE, OTHER)]
    assert differences(*seen)


def test_a_turnout_that_counts_those_who_are_for_is_found(world, monkeypatch):
    def leaking(poll):
        from committee.services.sealed import opened_ballots

        told = sum(choice == "yes" for _code, choice, _answer in opened_ballots(poll)) if poll.state == "open" else 0
        return [polls.CollegeTurnout("direction", "Direction", told, 10)]

    monkeypatch.setattr("committee.views.wall.turnout", leaking)
    addresses = screens(world)
    seen = [seen_after(world, votes(world, choices), addresses) for choices in (ONE, OTHER)]
    assert differences(*seen)
