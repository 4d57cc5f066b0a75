"""Every way of voting is open to everybody: ballots, what the room reads before and after, on the phone and the wall.

The pages of a session show one moment; these moments follow each other.
"""

from datetime import timedelta

import pytest

from committee.enums import Block
from committee.services import conduct, voting
from committee.services.decisions import decide_item, outcome_to_record
from committee.services.secrecy import ask_for_secrecy
from ideas.enums import DecisionOutcome
from parkour.core import clock
from tests.browser.test_accessibility import Walk
from tests.committee.pages import url
from tests.factories import IdeaFactory, committee_of, open_session_with
from tests.factories.committee import answer, counted, vote, vote_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Long words and long lines: what people write, not what fits.
OPTIONS = ("Regrouper les passages par rue", "Payer le trajet entre deux clientes, même court", "Ne rien changer")
ADVICE = {"dot": {"dots": [2, 1, 0]}, "temperature": {"degree": 4}}
RANKING = {"approval": {"approved": [1, 3]}, "majority_judgment": {"grades": [4, 3, 0]}}
OBJECTION = {"stance": "objection", "words": "Cela retire dix minutes aux clientes du matin."}


@pytest.fixture
def walk(browser, product):
    walk = Walk(browser, product)
    yield walk
    walk.close()


@pytest.fixture
def room():
    ideas = [IdeaFactory(shortlisted=True) for _each in range(5)]
    return open_session_with(*ideas, poles=committee_of(4, 4), block=Block.DECISION)


@pytest.fixture
def look(walk, room):
    """`look(moment, "phone", "wall")`: these screens as they are now."""
    number = room.session.number
    screens = {
        "phone": (room.people[-1], url("live")),
        "desk": (room.chair, url("console", number)),
        "wall": (room.officer, url("wall", number)),
    }

    def look(moment, *names):
        for name in names:
            user, path = screens[name]
            walk.look(walk.visit(user, path), f"{moment}, {name}", whole=False)

    return look


def settle(room, item):
    """What the vote decides is written down: only then is the next point taken."""
    outcome = outcome_to_record(item)
    if outcome is not None:
        promise = {"owner": room.officer, "due_on": clock.today() + timedelta(days=60)}
        adopted = outcome == DecisionOutcome.APPROVED
        decide_item(item, by=room.chair, reason="Un irritant de chaque jour.", **(promise if adopted else {}))


def options_of(method):
    return () if method in ("consent", "temperature") else OPTIONS


def test_every_method_is_accessible_from_the_ballot_to_the_result(walk, room, look):
    voter, *others = reversed(room.people)
    for item, (method, said) in zip(room.items, (ADVICE | RANKING).items(), strict=False):
        poll = room.poll(item, method=method, options=options_of(method))
        look(f"{method}, ballot", "phone")
        answer(poll, voter, **said)
        for person in others:
            answer(poll, person, **said)
        counted(room, poll)
        look(f"{method}, result", "phone", "wall")
        settle(room, item)
    poll = room.poll(room.items[4], method="consent")
    look("consent, ballot", "phone")
    for person in room.people:
        answer(poll, person, **(OBJECTION if person == voter else {"stance": "reserve", "words": "Pour trois mois."}))
    counted(room, poll)
    look("consent, result", "phone", "wall", "desk")
    assert walk.faults == []


def test_a_prepared_and_a_secret_vote_are_accessible_at_each_moment(walk, room, look):
    item = conduct.start_item(room.session, room.item, by=room.chair)
    poll = voting.prepare_poll(item, by=room.chair)
    look("prepared", "phone", "desk", "wall")
    for person in room.people[:4]:
        ask_for_secrecy(poll, by=person)
    look("prepared, secret", "phone", "desk", "wall")
    poll = voting.open_prepared(poll, by=room.chair)
    vote(poll, room.chair)
    look("secret", "phone", "desk", "wall")
    vote(poll, room.people[-1])
    look("secret, voted", "phone")
    vote_all(poll, dict.fromkeys(room.people[1:-1], "no"))
    counted(room, poll)
    look("secret, result", "phone", "desk", "wall")
    assert walk.faults == []
