"""A point that is taken out of the lot while the vote on it is opened. The second test plants the fault."""

import pytest

from committee.enums import Block
from committee.models import AgendaItem, PollOption, PullOut
from committee.services import conduct, lots, opening, voting
from parkour.core.exceptions import TransitionRefused
from tests.committee.racing import in_thread, read_together, run
from tests.factories.committee import open_session_with
from tests.factories.ideas import IdeaFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room():
    room = open_session_with(*(IdeaFactory(shortlisted=True) for _two in "ab"), block=Block.CONSENT)
    conduct.start_item(room.session, room.item, by=room.chair)
    return room


def taken_out_while_opened(room) -> bool:
    """Whether the point is out of the lot and voted on with it at once."""
    point, refusals = room.items[1], []

    def take_out():
        try:
            lots.take_out(point, by=room.people[1])
        except TransitionRefused as refusal:
            refusals.append(refusal)

    run([in_thread(take_out), in_thread(lambda: voting.open_poll(room.item, by=room.chair, method="consent_block"))])
    voted = PollOption.objects.filter(item=point).exists()
    taken = PullOut.objects.filter(item=point).exists()
    assert voted or taken
    assert bool(refusals) is not taken
    return voted and taken


def test_a_point_is_in_the_lot_that_is_voted_on_or_out_of_it(room):
    assert not taken_out_while_opened(room)


def test_without_the_lock_of_the_session_it_is_both(room, monkeypatch):
    def unlocked(item):
        return AgendaItem.objects.select_related("session", "idea", "idea__site").get(pk=item.pk)

    both_have_looked = read_together(lambda found: found)
    takes, opens = lots._of_a_lot, opening._lot
    monkeypatch.setattr(lots, "lock_item", unlocked)
    monkeypatch.setattr(opening, "lock_item", unlocked)
    monkeypatch.setattr(lots, "_of_a_lot", lambda item: both_have_looked(takes(item)))
    monkeypatch.setattr(opening, "_lot", lambda item: both_have_looked(opens(item)))
    assert taken_out_while_opened(room)
