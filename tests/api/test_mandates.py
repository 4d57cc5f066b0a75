"""Mandates by the API: the same services as the pages."""

from datetime import timedelta

import pytest

from parkour.core import clock
from tests.api.asking import Program
from tests.factories import UserFactory
from tests.factories.committee import CollegeFactory, MandateFactory

pytestmark = pytest.mark.django_db


def day(offset):
    return (clock.today() + timedelta(days=offset)).isoformat()


@pytest.fixture
def officer():
    return Program(UserFactory(officer=True))


def test_a_mandate_is_given_renewed_presided_and_ended(officer):
    assert officer.puts("poles/", {"pole": "employees", "seats": 1, "alternates": 1}).json()["free_seats"] == 1
    person = UserFactory()
    body = {"person": person.email, "pole": "employees", "from_on": day(0), "until_on": day(90)}
    given = officer.posts("mandates/", body)
    assert (given.status_code, given.json()["until_on"]) == (201, day(90))
    pk = given.json()["id"]
    again = officer.posts("mandates/", body | {"person": UserFactory().email})
    assert (again.status_code, list(again.json()["errors"])) == (422, ["pole"])
    renewed = officer.posts(f"mandates/{pk}/renew/", {"until_on": day(400)})
    assert (renewed.status_code, renewed.json()["from_on"]) == (201, day(90))
    assert officer.posts(f"mandates/{pk}/preside/").json()["is_president"] is True
    ended = officer.posts(f"mandates/{pk}/end/", {"until_on": day(3), "reason": "Un départ."})
    assert ended.json()["until_on"] == day(3)
    assert [row["id"] for row in officer.asks("mandates/").json()["results"]] == [pk, renewed.json()["id"]]


def test_an_alternate_takes_a_seat(officer):
    college = CollegeFactory(code="employees", seats=1, alternates=1)
    alternate = MandateFactory(college=college, is_alternate=True)
    assert officer.posts(f"mandates/{alternate.pk}/take-seat/").json()["is_alternate"] is False
    assert officer.posts(f"mandates/{alternate.pk}/take-seat/").status_code == 409


def test_the_past_pages_by_key(officer):
    college = CollegeFactory(code="employees")
    today = clock.today()
    rows = [MandateFactory(college=college, until_on=today - timedelta(days=days)) for days in (1, 2, 3)]
    first = officer.asks("mandates/?when=past&limit=2").json()
    rest = officer.asks(first["next"].partition("/api/v1/")[2]).json()
    assert [row["id"] for row in first["results"] + rest["results"]] == [row.pk for row in rows]
    assert rest["next"] is None
