"""Mandates that end soon are told to their holders and to the officers, once each, however the sweeper runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committee.selectors import ending_mandates
from committee.services.mandates import end_mandate, name_president, renew_mandate
from committee.services.reminding import remind_of_ends
from parkour.core import clock
from parkour.notifications.models import Notification
from tests.factories import UserFactory
from tests.factories.committee import CollegeFactory, MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def day(offset):
    return clock.today() + timedelta(days=offset)


def later(days):
    """The same hour of the place that many days later, whatever becomes of summer time."""
    return clock.at(timezone.localtime(clock.now()) + timedelta(days=days))


def ending(days=200, **facts):
    return MandateFactory(college=CollegeFactory(code="employees", alternates=2), until_on=day(days), **facts)


def told():
    return list(Notification.objects.filter(kind="mandate_ending").order_by("pk").values_list("recipient", "event_key"))


def test_an_end_is_told_at_90_and_at_30_days_to_its_holder_and_to_the_officers(officer):
    mandate = ending()
    numbers = []
    for offset in (100, 110, 111, 169, 170, 199, 200):
        with later(offset):
            remind_of_ends(), remind_of_ends()
        numbers.append(len(told()))
    assert numbers == [0, 2, 2, 2, 4, 4, 4]
    assert {recipient for recipient, _key in told()} == {mandate.person_id, officer.pk}


def test_a_sweeper_that_was_stopped_tells_only_what_still_holds(officer):
    ending()
    with later(180):
        remind_of_ends()
    assert [key.split(":")[3] for _recipient, key in told()] == ["30", "30"]


def test_what_goes_on_is_not_told(officer):
    renewed = ending(50)
    renew_mandate(renewed, by=officer, until_on=day(500))
    MandateFactory(college=renewed.college)  # without an end
    MandateFactory(college=renewed.college, until_on=day(40), person=UserFactory(is_active=False))
    assert ending_mandates() == []
    remind_of_ends()
    assert told() == []


def test_an_end_that_is_moved_is_told_anew(officer):
    mandate = ending(80)
    remind_of_ends()
    end_mandate(mandate, by=officer, until_on=day(60), reason="Un départ.")
    remind_of_ends()
    assert len(told()) == 4


def test_whoever_becomes_president_is_told_of_the_end_all_the_same(officer):
    mandate = ending(80)
    presides = name_president(mandate, by=officer)
    assert ending_mandates() == []  # it begins today: shorter than its reminder
    with later(50):
        assert ending_mandates() == [presides]


def test_reminding_costs_the_same_for_more_mandates(officer, count_queries):
    ending(80)
    one = count_queries(ending_mandates)
    ending(70), ending(60)
    assert count_queries(ending_mandates) == one == 2
