"""The page of the calendar and its addresses in the API."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from committee.models import Session, SessionException, SessionRule
from committee.recurrence import HOUSE
from committee.services import series
from parkour.core import clock
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 2, 9, tzinfo=UTC)
RULE = {
    "every": "2",
    "week": "3",
    "weekday": "3",
    "month": "7",
    "month_week": "1",
    "starts_at": "14:00",
    "minutes": "150",
    "first": "2026-01-01",
    "active": "on",
    "version": "",
}


@pytest.fixture(autouse=True)
def january():
    with clock.at(JANUARY):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def page(officer, signed_in):
    return signed_in(officer)


def texts(answer):
    return answer.content.decode()


def test_without_a_rule_the_page_shows_what_the_usual_one_would_give(page):
    shown = texts(page.get(reverse("committee:calendar")))
    assert "Jeudi 15 janvier" in shown and "Jeudi 2 juillet" in shown
    assert not Session.objects.exists() and not SessionRule.objects.exists()


def test_showing_the_dates_first_changes_nothing_and_keeps_what_was_typed(page, officer):
    series.save_rule(HOUSE, by=officer)
    answer = page.post(reverse("committee:calendar"), RULE | {"weekday": "1", "version": "1", "preview": "1"})
    assert answer.status_code == 200
    assert "Mardi 20 janvier" in texts(answer) and "Rien n’est encore changé" in texts(answer)
    assert answer.context["rule_form"]["weekday"].value() == "1"
    assert {session.on.weekday() for session in Session.objects.all()} == {3}


def test_saving_plans_and_says_how_many(page):
    answer = page.post(reverse("committee:calendar"), RULE, follow=True)
    assert "12 séances planifiées" in texts(answer)
    assert Session.objects.count() == 12


def test_a_rule_changed_meanwhile_is_said_and_what_was_typed_stays(page, officer):
    series.save_rule(HOUSE, by=officer)
    answer = page.post(reverse("committee:calendar"), RULE | {"minutes": "120"})
    assert answer.status_code == 409 and answer.context["rule_form"]["minutes"].value() == "120"


@pytest.mark.parametrize(("name", "value"), [("every", "0"), ("every", "13"), ("minutes", "20"), ("week", "5")])
def test_an_impossible_rule_is_refused_at_its_field(page, name, value):
    answer = page.post(reverse("committee:calendar"), RULE | {name: value})
    assert answer.status_code == 422 and list(answer.context["rule_form"].errors) == [name]


def test_a_day_is_skipped_and_given_back_on_the_page(page, officer):
    series.save_rule(HOUSE, by=officer)
    answer = page.post(reverse("committee:exception"), {"wanted": "2026-03-19", "reason": "Inventaire"}, follow=True)
    assert "Inventaire" in texts(answer) and not Session.objects.filter(rule_on=date(2026, 3, 19)).exists()
    page.post(reverse("committee:remove_exception"), {"wanted": "2026-03-19"})
    assert Session.objects.filter(rule_on=date(2026, 3, 19)).exists() and not SessionException.objects.exists()


def test_a_refused_exception_shows_the_page_with_the_sentence(page, officer):
    series.save_rule(HOUSE, by=officer)
    answer = page.post(reverse("committee:exception"), {"wanted": "2026-05-21", "day": "2026-05-14"})
    assert answer.status_code == 422 and "jour férié" in texts(answer).lower()


def test_who_plans_no_session_finds_no_such_page(signed_in):
    assert signed_in(UserFactory()).get(reverse("committee:calendar")).status_code == 404


def test_the_statements_of_the_page_do_not_grow_with_the_series(page, officer, django_assert_max_num_queries):
    series.save_rule(HOUSE, by=officer)
    page.get(reverse("committee:calendar"))
    with django_assert_max_num_queries(14):
        page.get(reverse("committee:calendar"))
