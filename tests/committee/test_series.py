"""The series: kept two years ahead, never touching what somebody has begun to use."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError

from committee.enums import Answer, SessionState
from committee.models import AgendaItem, Availability, Session, SessionException, SessionRule
from committee.recurrence import HOUSE, Rule
from committee.selectors import series_plan
from committee.services import agenda, asking, moving, series, sessions, templates, whole_session
from committee.tasks import keep_series
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from tests.committee.racing import in_thread, run
from tests.factories import IdeaFactory
from tests.factories.committee import MandateFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 2, 9, tzinfo=UTC)
TUESDAYS = Rule(weekday=1)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def january():
    with clock.at(JANUARY):
        yield


def days():
    alive = Session.objects.exclude(state=SessionState.CANCELLED).order_by("starts_at")
    return [session.on for session in alive]


def on(day):
    return Session.objects.get(rule_on=day)


def test_saving_the_rule_plans_two_years_and_keeping_it_again_adds_nothing(officer, january):
    plan = series.save_rule(HOUSE, by=officer)
    assert days()[:6] == [
        date(2026, 1, 15),
        date(2026, 3, 19),
        date(2026, 5, 21),
        date(2026, 7, 2),
        date(2026, 9, 17),
        date(2026, 11, 19),
    ]
    assert len(plan.new) == Session.objects.count() == 12
    assert {session.local_start.time() for session in Session.objects.all()} == {time(14)}
    assert series.keep_series().changes is False
    assert Session.objects.count() == 12


def test_two_months_later_the_series_goes_on_and_without_a_rule_nothing_happens(officer, january):
    assert series.keep_series() is None
    series.save_rule(HOUSE, by=officer)
    with clock.at(datetime(2026, 3, 20, 9, tzinfo=UTC)):
        keep_series()
    assert days()[-1] == date(2028, 3, 16) and Session.objects.count() == 14


def test_a_rule_that_was_stopped_plans_and_moves_nothing(officer, january):
    series.save_rule(HOUSE, by=officer)
    before = days()
    series.save_rule(TUESDAYS, by=officer, active=False, version=1)
    assert series.keep_series() is None
    assert days() == before


def touched_sessions(officer, settings):
    """A session that somebody has begun to use in every way there is, each by its day of the rule."""
    wanted = sorted(Session.objects.values_list("rule_on", flat=True))
    first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth = (on(day) for day in wanted[:10])
    sessions.convene(first, by=officer)
    AgendaItem.objects.create(session=second, block="report", position=1, duration=10, title="Un point")
    Availability.objects.create(session=third, person=officer, answer=Answer.YES, at=clock.now())
    sessions.update_session(fourth, by=officer, place="Salle Loire")
    day = datetime(2026, 9, 29, 8, tzinfo=UTC)
    sessions.postpone(fifth, by=officer, starts_at=day)
    sessions.cancel(sixth, by=officer, reason="Un déménagement.")
    asking.ask_for_point(seventh, IdeaFactory(shortlisted=True), by=UserFactory(sponsor=True), reason="Il presse.")
    settings.UNDO_SECONDS = 30
    moving.hold_move(eighth, by=officer, starts_at=eighth.starts_at + timedelta(days=5))
    subject = agenda.add_subject(ninth, by=officer, title="Un point", block="report", minutes=5)
    agenda.remove_item(subject, by=officer)  # what may be undone is something that was done
    whole_session.ask_for_plan(tenth, by=officer)
    return wanted[:10]


def test_another_rule_moves_only_what_nobody_has_touched(officer, january, settings):
    MandateFactory(person=officer)
    series.save_rule(HOUSE, by=officer)
    wanted = touched_sessions(officer, settings)
    kept = {day: on(day).starts_at for day in wanted}
    plan = series.save_rule(TUESDAYS, by=officer, version=1)
    assert {day: on(day).starts_at for day in wanted} == kept
    moved = Session.objects.exclude(rule_on__in=wanted).order_by("starts_at")
    assert {session.on.weekday() for session in moved} == {1}
    assert len(plan.move) == 2
    assert len(set(days())) == len(days())


def test_only_the_hour_of_untouched_sessions_follows_a_new_hour(officer, january):
    series.save_rule(HOUSE, by=officer)
    numbers = list(Session.objects.values_list("number", flat=True))
    series.save_rule(Rule(starts_at=time(9, 30), minutes=120), by=officer, version=1)
    assert {(s.local_start.time(), s.duration) for s in Session.objects.all()} == {(time(9, 30), 120)}
    assert list(Session.objects.values_list("number", flat=True)) == numbers


def test_a_kind_chosen_for_a_session_keeps_its_length_when_the_rule_moves_it(officer, january):
    series.save_rule(HOUSE, by=officer)
    minutes = {"opening": 5, "report": 5, "consent": 5, "decision": 40, "big_topic": 0, "workshop": 0, "closing": 5}
    short = templates.write_template(by=officer, name="Courte", duration=90, minutes=minutes)
    chosen = templates.choose_template(on(date(2026, 3, 19)), by=officer, template=short)
    assert chosen.duration == 90
    series.save_rule(Rule(weekday=1, minutes=120), by=officer, version=1)
    assert {row.duration for row in Session.objects.exclude(pk=chosen.pk)} == {120}
    chosen.refresh_from_db()
    assert (chosen.on.weekday(), chosen.duration) == (1, 90)
    assert series.save_rule(Rule(weekday=1, minutes=120), by=officer, version=2).changes is False


def test_a_rarer_rule_takes_off_the_sessions_that_are_over(officer, january):
    series.save_rule(HOUSE, by=officer)
    plan = series.save_rule(Rule(every=4), by=officer, version=1)
    assert len(plan.drop) == 6
    assert days()[:3] == [date(2026, 1, 15), date(2026, 5, 21), date(2026, 9, 17)]


def test_a_rule_read_before_somebody_changed_it_is_refused(officer, january):
    series.save_rule(HOUSE, by=officer)
    for version in (None, 2):
        with pytest.raises(Conflict):
            series.save_rule(TUESDAYS, by=officer, version=version)


def test_only_who_plans_sessions_saves_rules_and_exceptions(january):
    member = MandateFactory().person
    for act in (
        lambda: series.save_rule(HOUSE, by=member),
        lambda: series.set_exception(date(2026, 3, 19), by=member),
        lambda: series.remove_exception(date(2026, 3, 19), by=member),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- Exceptions ------------------------------------------------------------------------------------


def test_a_day_is_skipped_moved_and_given_back(officer, january):
    series.save_rule(HOUSE, by=officer)
    march = date(2026, 3, 19)
    series.set_exception(march, by=officer, reason="Inventaire")
    assert march not in days() and len(days()) == 11
    series.set_exception(march, by=officer, day=date(2026, 3, 24))
    assert on(march).on == date(2026, 3, 24)
    series.remove_exception(march, by=officer)
    assert on(march).on == march and not SessionException.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "day", "field"),
    [
        (date(2026, 3, 18), None, "wanted"),  # no day of the rule
        (date(2025, 11, 20), None, "wanted"),  # over
        (date(2026, 5, 21), date(2026, 5, 14), "day"),  # a public holiday
        (date(2026, 5, 21), date(2026, 3, 19), "day"),  # there is a session already
        (date(2026, 5, 21), date(2031, 5, 21), "day"),  # a year typed wrong
    ],
)
def test_an_exception_that_cannot_be_is_refused_in_words(officer, january, wanted, day, field):
    series.save_rule(HOUSE, by=officer)
    with pytest.raises(InvalidInput) as refusal:
        series.set_exception(wanted, by=officer, day=day)
    assert refusal.value.field == field
    assert not SessionException.objects.exists()


def test_no_exception_for_a_session_that_is_being_prepared(officer, january):
    series.save_rule(HOUSE, by=officer)
    sessions.convene(on(date(2026, 1, 15)), by=officer)
    with pytest.raises(InvalidInput, match="page"):
        series.set_exception(date(2026, 1, 15), by=officer)


def test_a_session_planned_by_hand_answers_for_the_day_of_the_rule_near_it(officer, january):
    sessions.plan_session_on(date(2026, 3, 24), by=officer)
    series.save_rule(HOUSE, by=officer)
    assert [day for day in days() if day.month == 3 and day.year == 2026] == [date(2026, 3, 24)]


# --- Two at once -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_that_keep_the_series_at_once_plan_each_day_once():
    officer = UserFactory(officer=True)
    series.save_rule(HOUSE, by=officer)
    expected = days()
    Session.objects.all().delete()
    run([in_thread(series.keep_series) for _sweeper in range(4)])
    assert days() == expected


@pytest.mark.django_db(transaction=True)
def test_without_waiting_for_each_other_the_database_refuses_the_second(monkeypatch):
    """The planted fault: two that wait for nobody both see a day without a session; it is still planned once."""
    series.save_rule(HOUSE, by=UserFactory(officer=True))
    expected = days()
    Session.objects.all().delete()
    both, refused = Barrier(2), []
    monkeypatch.setattr(series, "one_at_a_time", lambda: None)
    monkeypatch.setattr(series, "series_plan", lambda *args, **kwargs: (series_plan(*args, **kwargs), both.wait())[0])

    def keep():
        try:
            series.keep_series()
        except IntegrityError as refusal:
            refused.append(str(refusal))

    run([in_thread(keep) for _sweeper in range(2)])
    assert len(refused) == 1 and "duplicate key" in refused[0]
    assert days() == expected


def test_there_is_one_rule_at_most(officer, january):
    series.save_rule(HOUSE, by=officer)
    with pytest.raises(IntegrityError, match="session_rule_is_one"):
        SessionRule.objects.create(first_on=date(2026, 1, 1), changed_at=clock.now())
