"""A session of the demonstration to step into: its members are there, and a vote waits for those one plays."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from committee.models import Ballot, Participation, Poll, SpeakingRequest
from committee.selectors import open_session, quorum_for
from committee.services import voting
from parkour.accounts.models import User
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


def run(name):
    said = StringIO()
    call_command(name, stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.PARKOUR_DEMO = True


def test_the_coming_session_is_opened_and_its_vote_waits_for_those_one_plays():
    run("seed_demo")
    said = run("open_demo_session")
    assert "waits for chair@parkour.example, member@parkour.example, sponsor@parkour.example." in said
    (poll,) = Poll.objects.filter(item__session=open_session(), method="majority_judgment")
    assert all(light.met for light in quorum_for(poll.item))
    missing = Participation.objects.filter(poll=poll, has_voted=False).values_list("person__email", flat=True)
    assert {email.partition("@")[2] for email in missing} == {"parkour.example"}
    assert SpeakingRequest.objects.filter(session=open_session(), ended_at=None).count() == 1
    chair = User.objects.get(email="chair@parkour.example")
    voting.close_poll(poll, by=chair)
    poll = voting.reveal_poll(poll, by=chair)
    assert poll.result["winners"] == [2]

    counted = Ballot.objects.filter(poll=poll).count()
    assert run("open_demo_session") == "A session is open already: nothing was changed.\n"
    assert Ballot.objects.filter(poll=poll).count() == counted


def test_without_a_session_that_is_ready_the_command_says_so():
    SessionFactory()
    with pytest.raises(CommandError, match="its agenda is not published"):
        run("open_demo_session")


def test_a_session_of_real_members_is_not_opened_like_this(settings):
    settings.PARKOUR_DEMO = False
    with pytest.raises(CommandError, match="Only a demonstration"):
        run("open_demo_session")
