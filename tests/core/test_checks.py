"""Deployment warnings of our own, beside Django's: each default that leads nowhere is said."""

import pytest
from django.core import checks

FIT = {
    "PARKOUR_BASE_URL": "https://parkour.example.org",
    "DEFAULT_FROM_EMAIL": "Parkour <parkour@example.org>",
    "ALLOWED_HOSTS": ["parkour.example.org"],
}


def warnings(settings, **changes) -> set[str]:
    for name, value in (FIT | changes).items():
        setattr(settings, name, value)
    found = checks.run_checks(tags=["security"], include_deployment_checks=True)
    return {warning.id for warning in found if warning.id.startswith("parkour.")}


def test_real_addresses_are_accepted(settings):
    assert warnings(settings) == set()


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"PARKOUR_BASE_URL": "http://parkour.example.org"}, "parkour.W001"),
        ({"PARKOUR_BASE_URL": "http://localhost:8000"}, "parkour.W001"),
        ({"DEFAULT_FROM_EMAIL": "Parkour <parkour@localhost>"}, "parkour.W002"),
        ({"ALLOWED_HOSTS": ["*"]}, "parkour.W003"),
        ({"PARKOUR_BALLOT_KEY": "short"}, "parkour.W004"),
        ({"PARKOUR_BALLOT_KEY": ""}, "parkour.I001"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(settings, changes, warning):
    assert warnings(settings, **changes) == {warning}


def test_a_plain_check_asks_no_server(settings):
    settings.DURABILITY_REQUIRED = True  # and no database is allowed in this test
    assert checks.run_checks(tags=["database"], databases=None) == []
