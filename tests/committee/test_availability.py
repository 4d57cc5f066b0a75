"""Whether members could come: one word a person and session, and only a known one."""

import pytest
from django.db import IntegrityError, transaction

from committee.enums import Answer
from committee.models import Availability
from parkour.core import clock
from tests.factories.committee import MandateFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_one_answer_a_person_and_session():
    session, member = SessionFactory(), MandateFactory().person
    said = {"session": session, "person": member, "at": clock.now()}
    Availability.objects.create(answer=Answer.YES, **said)
    with pytest.raises(IntegrityError, match="availability_once_per_session"), transaction.atomic():
        Availability.objects.create(answer=Answer.NO, **said)


def test_only_a_known_answer():
    session, member = SessionFactory(), MandateFactory().person
    with pytest.raises(IntegrityError, match="availability_answer_is_known"), transaction.atomic():
        Availability.objects.create(session=session, person=member, answer="maybe", at=clock.now())
