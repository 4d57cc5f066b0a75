"""Every cell of docs/authorisation.yaml, asked for: the page or the API answers what the file says."""

import pytest

from tests.authorisation.answers import SIGN_IN
from tests.authorisation.asking import kind_of
from tests.authorisation.cells import faults_of
from tests.authorisation.matrix import the_matrix
from tests.authorisation.routes import ROUTES

pytestmark = pytest.mark.django_db
MATRIX = the_matrix()
BACK_OFFICE, SIGNING_IN = MATRIX.others["the back office"], MATRIX.others["sign-in"]


@pytest.mark.parametrize("thing", MATRIX.rows_about())
def test_every_cell_answers_what_the_matrix_says(asker, thing):
    faults = faults_of(asker, MATRIX.rows_about()[thing])
    assert not faults, "\n".join(faults)


@pytest.mark.ignore_template_errors  # its own templates are not ours
def test_the_back_office_opens_to_administrators_only(asker):
    place = {"object_id": "1", "content_type_id": "1", "app_label": "accounts", "id": "1", "url": "x"}
    faults = []
    for route in sorted(ROUTES):
        if not route.startswith(BACK_OFFICE["prefix"]) or route.endswith((":-", "login", "logout")):
            continue
        for column in MATRIX.people:
            let_in = kind_of(asker.ask(route, "GET", place, column)) != SIGN_IN
            if let_in != (column == BACK_OFFICE["may"]):
                faults.append(f"{route} by {column}")
    assert not faults, "\n".join(faults)


def test_a_stranger_signs_in_by_pages_that_are_open_and_changes_a_password_by_none(asker):
    def is_open(route):
        return kind_of(asker.ask(route, "GET", {}, "stranger")) != SIGN_IN

    assert [route for route in SIGNING_IN["open"] if route != "account_logout" and not is_open(route)] == []
    assert [route for route in SIGNING_IN["signed_in"] if is_open(route)] == []


def test_a_stranger_signs_in_by_a_passkey_and_adds_or_removes_none(asker):
    closed = MATRIX.others["passkeys"]["signed_in"]
    assert [kind_of(asker.ask(route, "GET", {"passkeys": 1}, "stranger")) for route in closed] == [SIGN_IN] * len(
        closed
    )
