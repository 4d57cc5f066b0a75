"""Dates of the committee, and the session that runs."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from committee.calendar import ConflictCode
from committee.enums import SessionState
from committee.models import AgendaItem, Session
from committee.selectors import next_session, open_session, past_sessions, proposed_session_day, upcoming_sessions
from committee.services import agenda, conduct, sessions
from ideas.enums import State
from ideas.models import Idea
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from parkour.notifications.models import Notification
from parkour.organisation.models import Closure
from tests.committee.racing import in_thread, run
from tests.days import meeting_day
from tests.factories.committee import (
    SessionFactory,
    committee_of,
    released_session,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def told(kind):
    return Notification.objects.filter(kind=f"committee_{kind}").count()


# --- Planning ------------------------------------------------------------------------------------


def test_sessions_are_planned_one_after_the_other_by_the_calendar_rule(officer):
    with clock.at(JANUARY):
        days = [sessions.plan_next_session(by=officer).session.on for _session in range(6)]
    assert days == [
        date(2026, 1, 15),
        date(2026, 3, 19),
        date(2026, 5, 21),
        date(2026, 7, 2),
        date(2026, 9, 17),
        date(2026, 11, 19),
    ]
    assert list(Session.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert {session.local_start.time() for session in Session.objects.all()} == {time(14)}


def test_planning_the_day_that_was_shown_twice_plans_it_once(officer):
    with clock.at(JANUARY):
        shown = proposed_session_day()
        first = sessions.plan_next_session(by=officer, expected=shown)
        assert sessions.plan_next_session(by=officer, expected=shown).session == first.session
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "region"), [(date(2026, 7, 14), "FR"), (date(2026, 4, 3), "FR-57"), (date(2026, 12, 26), "FR-67")]
)
def test_a_public_holiday_of_any_site_is_refused(officer, day, region):
    SiteFactory(holiday_region=region)
    with clock.at(JANUARY), pytest.raises(InvalidInput) as refusal:
        sessions.plan_session_on(day, by=officer)
    assert refusal.value.field == "day"


def test_a_bad_day_is_planned_with_its_warnings(officer):
    Closure.objects.create(starts_on=date(2026, 5, 15), ends_on=date(2026, 5, 15), label="Pont")
    with clock.at(JANUARY):
        planned = sessions.plan_session_on(date(2026, 5, 15), by=officer, at=time(9, 30))
    assert {warning.code for warning in planned.warnings} == {ConflictCode.BRIDGE_DAY, ConflictCode.CLOSURE}
    assert planned.session.local_start.time() == time(9, 30)


def test_the_past_and_a_day_already_taken_are_refused(officer):
    with clock.at(JANUARY):
        sessions.plan_session_on(date(2026, 2, 5), by=officer)
        for day in (date(2025, 12, 4), date(2026, 2, 5)):
            with pytest.raises(InvalidInput):
                sessions.plan_session_on(day, by=officer)


def test_only_a_president_chairs_and_only_the_officer_plans(officer):
    poles = committee_of()
    session = SessionFactory()
    assert sessions.update_session(session, by=officer, chair=poles["employees"][0]).chair == poles["employees"][0]
    with pytest.raises(InvalidInput):
        sessions.update_session(session, by=officer, chair=poles["employees"][1])
    with pytest.raises(NotAllowed):
        sessions.update_session(session, by=poles["direction"][0], place="Salle Erdre")


def test_a_stale_change_is_refused_and_shows_what_stands(officer):
    session = SessionFactory()
    sessions.update_session(session, by=officer, place="Salle Erdre", version=1)
    with pytest.raises(Conflict) as refusal:
        sessions.update_session(session, by=officer, place="Salle Sèvre", version=1)
    assert refusal.value.current.place == "Salle Erdre"


def test_the_invitations_go_out_once(officer):
    committee_of(2, 1)
    session = SessionFactory()
    for _click in range(2):
        assert sessions.convene(session, by=officer).state == SessionState.CONVENED
    assert told("convened") == 3


def test_a_moved_session_keeps_its_agenda_and_everyone_is_told():
    idea = IdeaFactory(shortlisted=True)
    room = released_session(idea, poles=committee_of(1, 1))
    later = datetime.combine(meeting_day(7, after=room.session.on), time(13), tzinfo=UTC)
    planned = sessions.postpone(room.session, by=room.officer, starts_at=later)
    sessions.postpone(room.session, by=room.officer, starts_at=later)
    idea.refresh_from_db()
    assert (planned.session.state, planned.session.on) == (SessionState.POSTPONED, later.date())
    assert (idea.state, idea.session_on) == (State.SCHEDULED, later.date())
    assert idea.events.filter(name="reschedule").count() == 1
    assert told("postponed") == 2
    assert Notification.objects.filter(kind="author_reschedule").count() == 1
    assert conduct.open_session(planned.session, by=room.chair).state == SessionState.OPEN


def test_a_cancelled_session_sends_its_contributions_back_with_one_more_session_waited():
    idea, removed = IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True)
    room = released_session(idea, removed, poles=committee_of(1, 1))
    agenda.remove_item(AgendaItem.objects.get(idea=removed), by=room.officer)
    with pytest.raises(InvalidInput):
        sessions.cancel(room.session, by=room.officer, reason="")
    for _click in range(2):
        sessions.cancel(room.session, by=room.officer, reason="Too many are ill.")
    assert list(Idea.objects.values_list("state", "waited_cycles")) == [(State.SHORTLISTED, 1)] * 2
    assert told("cancelled") == 2
    assert next_session() is None


def test_lists_tell_the_next_the_open_and_the_past_ones_apart():
    now = clock.now()
    past = [SessionFactory(starts_at=now - timedelta(days=60 * n), state="cancelled") for n in (1, 2, 3)]
    later, sooner = (SessionFactory(starts_at=now + timedelta(days=days)) for days in (60, 3))
    assert (next_session(), open_session()) == (sooner, None)
    assert upcoming_sessions() == [sooner, later]
    assert past_sessions(size=1) == past[:2]
    assert past_sessions(before=past[1].starts_at) == [past[2]]


# --- At the same moment --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_planning_the_same_day_at_once_plans_one_session(officer):
    day = proposed_session_day()
    planned = []
    run(
        [
            in_thread(lambda: planned.append(sessions.plan_next_session(by=officer, expected=day).session.pk))
            for _copy in range(6)
        ]
    )
    assert set(planned) == {Session.objects.get().pk}
    assert len(planned) == 6
