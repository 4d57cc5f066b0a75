"""Quick wins that passed without an objection are told for information in the next session."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from committee.enums import SessionState
from committee.models import Session
from committee.selectors import passed_quick_wins
from committee.serializers.sessions import session_out
from ideas.models import Idea
from ideas.services.lifecycle import record_due_transition
from ideas.services.quick_wins import accept_quick_win
from parkour.core import clock
from tests.committee.pages import page, says_the_name
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of

pytestmark = pytest.mark.django_db

HELD_ON = datetime(2026, 11, 2, 19, tzinfo=UTC)
ENDED = {"state": SessionState.MINUTES_PUBLISHED, "opened_at": HELD_ON, "closed_at": HELD_ON}


def passed(**facts):
    """A quick win whose window has ended; returns it and the moment when it passed."""
    idea = IdeaFactory(in_window=True, **facts)
    until = idea.objections_until
    with clock.at(until):
        record_due_transition(idea)
    return idea, until


def told_in(session, person):
    return [row.idea.reference for row in passed_quick_wins(session, person)]


def test_what_passed_is_told_in_the_first_session_after_it_and_in_no_other():
    idea, at = passed()
    before = SessionFactory(starts_at=at - timedelta(hours=1), **ENDED)
    first = SessionFactory(starts_at=at + timedelta(days=5))
    second = SessionFactory(starts_at=at + timedelta(days=60))
    person = UserFactory()
    told = {session.number: told_in(session, person) for session in (before, first, second)}
    assert told == {before.number: [], first.number: [idea.reference], second.number: []}
    first.state = SessionState.CANCELLED
    first.save()
    assert (told_in(first, person), told_in(second, person)) == ([], [idea.reference])


def test_what_a_member_asked_to_discuss_or_what_still_waits_is_not_told():
    committee_of()
    IdeaFactory(in_window=True)
    assert told_in(SessionFactory(starts_at=timezone.now() + timedelta(days=40)), UserFactory()) == []


def test_the_page_the_minutes_and_the_api_tell_it_without_a_hidden_name():
    hidden = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    idea = IdeaFactory(fast_track=True, author=hidden, visibility="name_hidden", problem_text="Quetzal attend.")
    Idea.objects.filter(pk=idea.pk).update(quick_win_owner=hidden)
    idea = accept_quick_win(Idea.objects.get(pk=idea.pk), by=hidden)
    with clock.at(idea.objections_until):
        record_due_transition(idea)
    session = SessionFactory(starts_at=idea.objections_until + timedelta(days=5))
    reader = UserFactory()
    shown = page(reader, "session", session.number)
    assert (idea.reference in shown, says_the_name(shown)) == (True, [])
    [row] = session_out(reader, session)["for_information"]
    assert (row["reference"], says_the_name(row["title"] + row["owner"])) == (idea.reference, [])
    Session.objects.filter(pk=session.pk).update(**ENDED)
    shown = page(reader, "minutes", session.number)
    assert (idea.reference in shown, says_the_name(shown)) == (True, [])


def test_one_and_three_of_them_cost_the_same(count_queries):
    _idea, at = passed()
    session, reader = SessionFactory(starts_at=at + timedelta(days=5)), UserFactory()
    one = count_queries(lambda: page(reader, "session", session.number))
    passed()
    passed(visibility="name_hidden")
    assert len(told_in(session, reader)) == 3
    assert count_queries(lambda: page(reader, "session", session.number)) == one
