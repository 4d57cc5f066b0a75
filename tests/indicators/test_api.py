"""Indicators over the API: the same services, the same refusals."""

import json
from decimal import Decimal

import pytest

from parkour.indicators.models import Indicator, Measurement, Reason
from tests.factories import SiteFactory, UserFactory
from tests.indicators.measuring import CSAT, filled

pytestmark = pytest.mark.django_db
ONE = {
    "name": "CSAT", "counted": "4 et 5", "among": "Réponses", "unit": "percent", "better": "up", "period": "month",
    "attention": "customers", "target": 85.5,
}  # fmt: skip


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def call(client, method, path, body=None, status=200, **headers):
    data = "" if body is None else json.dumps(body)
    answer = client.generic(
        method, f"/api/v1/indicators/{path}", data, content_type="application/json", headers=headers
    )
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_an_indicator_is_written_read_changed_closed_and_opened_again(client, officer):
    made = call(client, "POST", "", ONE, status=201)
    assert Indicator.objects.get().target == Decimal("85.5")
    path = f"{made['id']}/"
    assert call(client, "GET", "")["results"] == [made] == [call(client, "GET", path)]
    changed = call(client, "PUT", path, ONE | {"target": None}, **{"If-Match": '"1"'})
    assert (changed["target"], changed["version"]) == (None, 2)
    call(client, "PUT", path, ONE, status=412, **{"If-Match": '"1"'})
    assert call(client, "POST", f"{path}close/")["closed"]
    assert not call(client, "POST", f"{path}reopen/")["closed"]


def test_measurements_are_entered_whole_or_not_at_all(client, officer):
    one, lyon = filled(officer, CSAT[:1]), SiteFactory(code="lyon")
    path = f"{one.pk}/measurements/"
    rows = [
        {"starts_on": "2024-01-01", "numerator": 82, "denominator": 100},
        {"starts_on": "2024-02-01", "numerator": 0.1, "denominator": 1, "site": "lyon"},
    ]
    assert call(client, "POST", path, {"rows": rows}) == {"added": 1, "corrected": 0, "removed": 0, "same": 1}
    assert Measurement.objects.get(site=lyon).numerator == Decimal("0.1")
    wrong = [*rows, {"starts_on": "2024-03-02", "numerator": 1, "denominator": 2}]
    assert "Row 3" in json.dumps(call(client, "POST", path, {"rows": wrong}, status=422))
    call(client, "POST", path, {"rows": []}, status=422)


def test_a_series_is_told_with_its_limits_signals_and_claims(client, officer):
    one = filled(officer, [*CSAT, *[88] * 7])
    change = call(client, "POST", f"{one.pk}/changes/", {"on": "2025-01-01", "sentence": "Rappel"}, status=201)
    told = call(client, "GET", f"{one.pk}/series/")
    assert len(told["points"]) == 19 and told["points"][0]["value"] == 82
    assert told["limits"][0]["mean"] == pytest.approx(81.583, abs=1e-3)
    assert "run" in {signal["rule"] for signal in told["signals"]} and told["variation"] == "improving"
    assert told["claims"][0]["claim"] == "Effect demonstrated"
    drawn = call(client, "POST", f"changes/{change['id']}/rebase/", {"why": "Cela dure."}, status=201)
    assert drawn["first"] == "2025-01-01" and not drawn["locked"]
    call(client, "DELETE", f"changes/{change['id']}/", status=409)
    call(client, "DELETE", f"baselines/{drawn['id']}/", status=204)
    call(client, "DELETE", f"changes/{change['id']}/", status=204)


def test_reasons_of_complaints_are_added_renamed_and_closed(client, officer):
    made = call(client, "POST", "reasons/", {"name": "Retard"}, status=201)
    below = call(client, "POST", "reasons/", {"name": "Transport", "parent": made["id"]}, status=201)
    assert below["path"] == "Retard > Transport"
    told = call(client, "PUT", f"reasons/{made['id']}/", {"name": "Délai", "closed": True})
    assert told["closed"] and Reason.objects.get(pk=made["id"]).name == "Délai"
    assert [row["path"] for row in call(client, "GET", "reasons/")["results"]] == ["Délai", "Délai > Transport"]


def test_the_owner_reads_and_fills_in_theirs_alone(client, officer):
    owner = UserFactory()
    one, other = filled(officer, CSAT[:1], owner=owner), filled(officer, CSAT[:1], name="Autre")
    client.force_login(owner)
    assert [row["id"] for row in call(client, "GET", "")["results"]] == [one.pk]
    rows = {"rows": [{"starts_on": "2024-02-01", "numerator": 1, "denominator": 2}]}
    call(client, "POST", f"{one.pk}/measurements/", rows)
    call(client, "POST", f"{other.pk}/measurements/", rows, status=404)
    call(client, "GET", f"{other.pk}/series/", status=404)
    call(client, "POST", "", ONE, status=404)
