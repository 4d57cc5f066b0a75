"""What there is to do around a session: ticked by rows, never by hand."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from committee import calendar
from committee.enums import Answer
from committee.models.session import house_zone
from committee.retroplan import Facts, Standing, next_step, steps
from committee.selectors import steps_of
from committee.services import agenda, conduct, decisions, minutes, session_reminders, sessions
from committee.services.answering import answer_session
from parkour.core import clock
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.pages import browser, page, url
from tests.factories.committee import (
    SessionFactory,
    committee_of,
    counted,
    open_session_with,
    released_session,
    vote_all,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.remembered import usual

DAY = date(2026, 3, 19)
PLAN = calendar.retro_planning(DAY)


def standings(facts, today):
    return {row.key: str(row.standing) for row in steps(PLAN, facts, today)}


# --- Pure ----------------------------------------------------------------------------------------------------


def test_there_are_thirteen_steps_from_five_weeks_before_to_two_months_after():
    rows = steps(PLAN, Facts(), DAY)
    assert [row.offset for row in rows] == [-35, -21, -15, -10, -7, -2, -1, 0, 1, 2, 7, 30, 60]
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)


def test_long_before_everything_is_to_come():
    assert set(standings(Facts(members=6, silent=6), DAY - timedelta(days=90)).values()) == {"to_come"}


def test_what_rows_say_ticks_a_step_before_its_day_and_what_they_do_not_is_late_after_it():
    today = DAY - timedelta(days=12)
    seen = standings(Facts(is_announced=True, points=3, members=6, silent=2), today)
    assert (seen["planning_opens"], seen["convocation"], seen["agenda_released"]) == ("done", "done", "to_come")
    late = standings(Facts(members=6, silent=6, awaited=1), today)
    assert (late["planning_opens"], late["review_cutoff"], late["convocation"]) == ("late", "late", "late")


def test_on_its_day_a_step_is_for_today():
    for row in PLAN:
        facts = Facts(members=6, silent=6, awaited=1, without_news=1)
        assert standings(facts, row.date)[row.key] == "today"


def test_a_queue_that_is_empty_today_is_no_proof_for_a_day_to_come():
    assert standings(Facts(awaited=0), DAY - timedelta(days=40))["review_cutoff"] == "to_come"
    assert standings(Facts(awaited=0), DAY - timedelta(days=20))["review_cutoff"] == "done"


def test_an_agenda_that_was_changed_since_it_was_sent_is_not_sent():
    facts = {"is_released": True, "points": 3}
    today = DAY - timedelta(days=5)
    assert standings(Facts(**facts), today)["agenda_released"] == "done"
    assert standings(Facts(**facts, has_unsent_changes=True), today)["agenda_released"] == "late"


def test_dates_that_no_row_can_tick_pass():
    seen = standings(Facts(), DAY + timedelta(days=90))
    assert {key for key, standing in seen.items() if standing == "passed"} == {
        "file_sent",
        "consultation_closes",
        "tacit_approval",
    }


def test_the_first_thing_to_do_is_the_oldest_that_waits():
    today = DAY - timedelta(days=12)
    assert next_step(steps(PLAN, Facts(points=2), today)).key == "convocation"
    done = {"is_announced": True, "points": 1, "is_released": True, "reminded": True, "was_opened": True}
    over = Facts(**done, is_over=True, has_minutes=True, next_is_planned=True)
    assert next_step(steps(PLAN, over, DAY + timedelta(days=90))) is None


# --- From rows -----------------------------------------------------------------------------------------------------


def done(session) -> set[str]:
    session.refresh_from_db()
    return {row.key for row in steps_of(session) if row.standing is Standing.DONE}


@pytest.mark.django_db
def test_each_step_ticks_itself_as_the_session_is_prepared_held_and_told():
    poles, officer = committee_of(2, 2), UserFactory(officer=True)
    idea = IdeaFactory(shortlisted=True)
    session = SessionFactory(starts_at=clock.now() + timedelta(days=10), chair=poles["direction"][0])
    assert done(session) <= {"review_cutoff"}
    agenda.add_item(session, idea, by=officer)
    assert "planning_opens" in done(session)
    sessions.convene(session, by=officer)
    assert "convocation" in done(session)
    agenda.release_agenda(session, by=officer)
    assert "agenda_released" in done(session)
    assert "reminder" not in done(session)
    for person in poles["direction"] + poles["employees"]:
        answer_session(session, by=person, answer=Answer.YES)
    assert "reminder" in done(session)
    SessionFactory(starts_at=session.starts_at + timedelta(days=60))
    assert {"next_session"} == done(session) - {
        "planning_opens",
        "review_cutoff",
        "convocation",
        "agenda_released",
        "reminder",
    }


@pytest.mark.django_db
def test_the_authors_are_answered_with_the_decisions_and_the_minutes_once_published():
    room = open_session_with(poles=committee_of(1, 1))
    assert "session" in done(room.session)
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    due = clock.today() + timedelta(days=30)
    decisions.decide_item(room.item, by=room.chair, reason="Utile.", owner=room.people[0], due_on=due)
    assert not {"authors_answered", "minutes_published"} & done(room.session)
    conduct.close_session(room.session, by=room.chair)
    assert {"authors_answered", "minutes_published"} & done(room.session) == {"authors_answered"}
    minutes.publish_minutes(room.session, by=room.officer)
    assert "minutes_published" in done(room.session)


@pytest.mark.django_db
def test_the_officer_reads_the_list_with_its_places_and_a_colleague_only_the_dates():
    room = released_session(poles=committee_of(1, 1))
    shown = browser(room.officer).get(url("session", room.session.number))
    assert "What there is to do" in page(room.officer, "session", room.session.number)
    assert f'href="{reverse("ideas:triage")}"' in shown.content.decode()
    assert "What there is to do" not in page(UserFactory(), "session", room.session.number)


# --- Reminders ---------------------------------------------------------------------------------------------------


@pytest.fixture
@usual
def room():
    room = released_session(poles=committee_of(3, 1), starts_at=clock.now() + timedelta(days=20))
    Notification.objects.all().delete()
    return room


def reminded():
    return set(Notification.objects.filter(kind="committee_reminder").values_list("recipient", flat=True))


@pytest.mark.django_db
def test_whoever_said_nothing_or_let_nobody_vote_for_them_is_reminded_once(room):
    first, second, third = room.poles["direction"]
    answer_session(room.session, by=first, answer=Answer.YES)
    answer_session(room.session, by=second, answer=Answer.NO, holder=first)
    answer_session(room.session, by=third, answer=Answer.NO)
    moment = session_reminders.reminder_moment(room.session)
    with clock.at(moment - timedelta(minutes=1)):
        assert session_reminders.remind_members() == 0
    with clock.at(moment):
        assert [session_reminders.remind_members() for _round in range(2)] == [2, 0]
    assert reminded() == {third.pk, room.poles["employees"][0].pk}
    words = dict(Notification.objects.values_list("recipient", "body"))
    assert words[third.pk] != words[room.poles["employees"][0].pk]
    assert "reminder" in done(room.session)


@pytest.mark.django_db
def test_a_worker_that_stopped_reminds_when_it_is_back_and_of_nothing_that_has_begun(room):
    with clock.at(room.session.starts_at - timedelta(hours=1)):
        assert session_reminders.remind_members() == 4
    Notification.objects.all().delete()
    with clock.at(room.session.starts_at + timedelta(minutes=1)):
        assert session_reminders.remind_members() == 0


@pytest.mark.django_db
def test_a_worker_that_stopped_all_the_day_of_the_reminder_tells_the_next_morning_once(room):
    with clock.at(session_reminders.reminder_moment(room.session) + timedelta(days=1)):
        assert [session_reminders.remind_members() for _round in range(2)] == [4, 0]


@pytest.mark.django_db
def test_one_session_that_cannot_be_reminded_of_does_not_stop_the_others(room, monkeypatch, caplog):
    SessionFactory(starts_at=room.session.starts_at + timedelta(days=1), state="convened")
    real = session_reminders.tell_reminder

    def breaks(session, *people):
        if session.pk == room.session.pk:
            raise RuntimeError("a row that breaks")
        return real(session, *people)

    monkeypatch.setattr(session_reminders, "tell_reminder", breaks)
    with clock.at(room.session.starts_at - timedelta(hours=1)):
        assert session_reminders.remind_members() == 4
    assert f"session {room.session.pk}" in caplog.text


@pytest.mark.django_db
def test_planted_fault_a_reminder_that_knows_only_its_own_day_is_lost_with_the_worker(room, monkeypatch):
    real = session_reminders.reminder_moment

    def on_the_day(session):
        moment = real(session)
        return moment if moment.date() == clock.today(house_zone()) else moment + timedelta(days=365)

    monkeypatch.setattr(session_reminders, "reminder_moment", on_the_day)
    with clock.at(real(room.session) + timedelta(days=1)):
        assert session_reminders.remind_members() == 0
    assert reminded() == set()


@pytest.mark.django_db
def test_a_session_that_was_moved_is_reminded_of_on_its_own_day_and_a_cancelled_one_never(room):
    with clock.at(session_reminders.reminder_moment(room.session)):
        session_reminders.remind_members()
    sessions.postpone(room.session, by=room.officer, starts_at=room.session.starts_at + timedelta(days=28))
    room.session.refresh_from_db()
    with clock.at(session_reminders.reminder_moment(room.session)):
        assert session_reminders.remind_members() == 4
    sessions.cancel(room.session, by=room.officer, reason="Trop de malades.")
    Notification.objects.all().delete()
    with clock.at(session_reminders.reminder_moment(room.session)):
        assert session_reminders.remind_members() == 0


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_they_were_not_invited_to():
    committee_of(1, 1)
    session = SessionFactory(starts_at=clock.now() + timedelta(days=1))
    with clock.at(session.starts_at - timedelta(hours=2)):
        assert session_reminders.remind_members() == 0
    assert not OutgoingMail.objects.exists()
    assert session_reminders.reminder_moment(session).tzinfo is house_zone()
