"""Consultations of all employees by the API: the same services as the pages."""

from datetime import timedelta
from uuid import uuid4

import pytest

from committee.services import consultations as services
from parkour.core import clock
from tests.api.asking import Program, new_key, rows
from tests.factories.committee import committee_of, open_consultation, released_session
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_an_employee_finds_answers_and_answers_otherwise():
    asked, program = open_consultation(), Program(UserFactory())
    one = f"consultations/{asked.pk}/"
    assert [row["id"] for row in rows(program.asks("consultations/"))] == [asked.pk]
    assert program.asks(one).json()["mine"] == {
        "is_asked": True,
        "has_answered": False,
        "choice": None,
        "answer": None,
    }
    for choice in ("yes", "no"):
        said = program.puts(f"{one}my-answer/", {"choice": choice}, key=new_key())
        assert (said.status_code, said.json()["choice"]) == (200, choice)
    now = program.asks(one).json()
    assert (now["mine"]["choice"], now["result"]) == ("no", None)


def test_the_result_is_told_from_the_close_on():
    asked = open_consultation()
    for person in [UserFactory() for _each in range(5)]:  # there before it opens
        services.answer_consultation(asked, by=person, key=uuid4(), choice="yes")
    with clock.at(asked.poll.closes_at):
        program = Program(UserFactory())
        told = program.asks(f"consultations/{asked.pk}/").json()["result"]
        assert (told["yes"], told["no"], told["ballots"], told["withheld"]) == (5, 0, 5, False)
        assert [row["id"] for row in rows(program.asks("consultations/?when=past"))] == [asked.pk]


def test_the_officer_asks_and_cancels():
    room = released_session(poles=committee_of(), starts_at=clock.now() + timedelta(days=21))
    officer = Program(room.officer)
    made = officer.posts(f"sessions/{room.session.number}/consultations/", {"points": [room.item.pk]})
    assert (made.status_code, made.json()["consultations"][0]["state"]) == (201, "to_come")
    one = f"consultations/{made.json()['consultations'][0]['id']}/"
    assert Program(UserFactory()).posts(f"{one}cancel/", {"reason": "Non."}).status_code == 404
    assert officer.posts(f"{one}cancel/", {"reason": "Doublon."}).json()["cancelled_because"] == "Doublon."
    assert officer.puts("consultations/mode/", {"mode": "all_staff"}).json() == {"mode": "all_staff"}
