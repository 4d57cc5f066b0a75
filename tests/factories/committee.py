from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from committee.models import College, Mandate, Session
from parkour.core import clock
from tests.factories.people import UserFactory


class CollegeFactory(DjangoModelFactory):
    class Meta:
        model = College
        django_get_or_create = ["code"]

    code = "direction"
    seats = 6


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    college = factory.SubFactory(CollegeFactory)
    person = factory.SubFactory(UserFactory)
    from_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=200))


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    number = factory.Sequence(lambda n: n + 1)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    place = "Salle Loire"


def committee_of(direction=3, employees=3, presidents=True):
    """Two poles with that many members; returns {"direction": [people], "employees": [people]}, presidents first."""
    poles = {}
    for code, size in (("direction", direction), ("employees", employees)):
        college = CollegeFactory(code=code, seats=size)
        poles[code] = [
            MandateFactory(college=college, is_president=presidents and index == 0).person for index in range(size)
        ]
    return poles
