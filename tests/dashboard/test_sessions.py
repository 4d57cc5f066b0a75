"""How the committee works, counted from a session as people hold it."""

from datetime import timedelta

import pytest

from committee.models import Poll
from committee.services.conduct import close_session
from parkour.core import clock
from parkour.dashboard.kpis import Delay, Share
from parkour.dashboard.sessions import Sessions, sessions_until
from tests.factories import IdeaFactory, open_session_with
from tests.factories.committee import counted, vote_all

pytestmark = pytest.mark.django_db
NOTHING = Sessions(Share(), Share(), Share(), Delay(None, None, 0, 0), Share())


def test_a_session_is_counted_a_week_after_its_day_with_its_seats_points_votes_and_minutes():
    assert sessions_until(clock.now()) == NOTHING
    room = open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True))
    poll = room.poll()
    vote_all(poll, {person: "yes" if person in room.poles["direction"] else "no" for person in room.people})
    counted(room, poll)
    close_session(room.session, by=room.chair)
    held = room.session.starts_at  # seven days ahead of the clock
    at_once = sessions_until(held)
    assert (at_once.quorum, at_once.points, at_once.divided) == (Share(), Share(), Share())
    found = sessions_until(held + timedelta(days=8))
    assert (found.quorum, found.present, found.divided) == (Share(1, 1), Share(6, 8), Share(1, 1))
    Poll.objects.filter(pk=poll.pk).update(result={"colleges": {"direction": {"adopted": True}, "employees": {}}})
    assert sessions_until(held + timedelta(days=8)).divided == Share()  # a method that adopts nothing divides nobody
    assert found.minutes == Delay(None, None, 0, 1) and found.points.total == 2
