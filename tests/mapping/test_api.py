"""Journeys over the API: the same services, the same refusals."""

import json

import pytest

from parkour.journeys.models import Edition, Journey, Side, Stage
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done
from tests.indicators.measuring import indicator
from tests.mapping.maps import as_a_program, pillar, placed, renamed, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def call(client, method, path, body=None, status=200, **headers):
    data = "" if body is None else json.dumps(body)
    answer = client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_journey_is_told_with_counts_achievements_and_cells(client, officer):
    idea = placed(done(officer=officer), officer, stages=[stage("work")], pillars=[pillar("trust")])
    client.force_login(UserFactory(locale="en"))
    one = call(client, "GET", "journeys/employees/")
    (hung,) = [row for row in one["stages"] if row["done"]]
    assert (hung["id"], hung["latest"][0]["reference"]) == (stage("work").pk, idea.reference)
    assert one["cells"] == [{"stage": stage("work").pk, "pillar": pillar("trust").pk, "count": 1}]
    assert [row["side"] for row in call(client, "GET", "journeys/")["results"]] == ["employees", "customers"]
    told = call(client, "GET", "journeys/balance/")
    assert told == {"employees": 1, "customers": 0, "both": 0, "unplaced": 0}


def test_a_journey_is_written_whole_under_its_version(client, officer):
    with_one = as_a_program(pillars=[{"id": pillar("trust").pk, "name": "Confiance"}])
    told = call(client, "PUT", "journeys/employees/", with_one, **{"If-Match": '"1"'})
    assert told["version"] == 2 and [row["name"] for row in told["pillars"]][0] == "Confiance"
    call(client, "PUT", "journeys/employees/", with_one, status=412, **{"If-Match": '"1"'})
    call(client, "PUT", "journeys/employees/", with_one, status=428)
    call(client, "PUT", "journeys/nobody/", with_one, status=404, **{"If-Match": '"2"'})


def test_an_edition_is_listed_and_taken_up_again(client, officer):
    assert call(client, "GET", "journeys/employees/editions/")["results"] == []
    renamed(officer)
    newest, first = call(client, "GET", "journeys/employees/editions/")["results"]
    assert (newest["number"], first["number"], first["at"]) == (2, 1, None)
    path = f"journeys/editions/{first['id']}/restore/"
    assert call(client, "POST", path, **{"If-Match": '"2"'})["version"] == 3
    call(client, "POST", path, status=412, **{"If-Match": '"2"'})
    assert Edition.objects.count() == 3 and Journey.of(Side.EMPLOYEES).version == 3


def test_a_contribution_is_placed_and_its_places_are_read(client, officer):
    path = f"ideas/{IdeaFactory(officer=officer, opened=True).reference}/places/"
    keys = {"stages": [stage("work").pk], "pillars": [pillar("trust").pk]}
    told = call(client, "PUT", path, keys)
    assert told == call(client, "GET", path)
    assert [row["id"] for row in told["stages"]] == keys["stages"] and told["pillars"][0]["side"] == "employees"
    two = {"stages": [stage("work").pk, stage("arrive").pk], "pillars": []}
    call(client, "PUT", path, two, status=422)
    client.force_login(UserFactory())
    call(client, "GET", path, status=404)


def test_the_indicators_of_a_stage_are_set(client, officer):
    one, own = indicator(officer), stage("arrive")
    path = f"journeys/stages/{own.pk}/indicators/"
    assert call(client, "PUT", path, {"indicators": [one.pk]}) == {"indicators": [one.pk]}
    call(client, "PUT", path, {"indicators": [one.pk + 1]}, status=422)
    call(client, "PUT", f"journeys/stages/{Stage.objects.last().pk + 99}/indicators/", {"indicators": []}, status=404)
