"""The OpenAPI description: complete, and true of what the API answers, whatever it is asked."""

import warnings

import pytest
from django.urls import URLPattern, get_resolver

from parkour.api import description
from parkour.core.api.endpoints import Endpoint
from tests.api.generating import Tally, a_small_company, ask_everybody, connections_kept, programs_of, the_operations
from tests.factories import UserFactory

# --- What it says --------------------------------------------------------------------------------------------


def endpoints(patterns=None, prefix="/"):
    """(address, class) of every address of the API."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(entry, URLPattern):
            yield from endpoints(entry.url_patterns, prefix + str(entry.pattern))
        elif hasattr(entry.callback, "cls"):
            yield prefix + str(entry.pattern), entry.callback.cls


def operations():
    for address, view in endpoints():
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield address, method, getattr(view, method)


def test_every_method_of_every_address_declares_its_scope_and_its_permission():
    assert len(list(operations())) > 90
    for address, method, handler in operations():
        assert hasattr(handler, "operation"), (address, method)
        declared = handler.operation
        assert declared.permission or declared.sees or declared.for_everybody, (address, method)
        assert handler.__doc__, (address, method)
    assert all(issubclass(view, Endpoint) for _address, view in endpoints())


def test_the_description_holds_every_operation_once_and_is_made_without_a_warning():
    description.cache_clear()
    with warnings.catch_warnings(record=True) as caught:
        told = description()
    assert caught == []
    assert told["openapi"] == "3.1.0"
    rows = [operation for methods in told["paths"].values() for operation in methods.values()]
    assert len(rows) == len(list(operations()))
    assert len({row["operationId"] for row in rows}) == len(rows)
    for row in rows:
        assert {"400", "401", "403", "404", "429"} <= set(row["responses"])
        assert row["summary"]
        anonymous = "without a session and without a token" in row["description"]
        assert row["security"] == ([{}] if anonymous else [{"token": []}, {"session": []}])


def test_a_stranger_may_read_the_description_and_its_page(client):
    answer = client.get("/api/schema/")
    assert answer.status_code == 200
    assert answer.json() == description()
    page = client.get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "swagger-ui-bundle.js" in text
    assert "<style" not in text
    assert text.count("<script") == text.count("<script defer src=") + text.count('<script type="module" src=')


# --- Whether it is true -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_meets_an_accident_nor_an_answer_that_is_not_described():
    """Three roles, a few requests to every operation; `make schema` asks far more, as each role: `every_role.py`."""
    people = {"employee": UserFactory(), "officer": UserFactory(officer=True, sponsor=True, admin=True)}
    things, statuses, of_nobody = a_small_company(people), Tally(), Tally()
    programs = programs_of(people)
    with connections_kept():
        for operation in the_operations():
            tally = of_nobody if "/anonymous/" in operation.path else statuses
            ask_everybody(operation, things, programs, tally)
    assert {401} <= statuses.met_by("stranger") <= {401, 404}  # 404: no address has this shape
    assert not any(401 in of_nobody.met_by(who) for who in programs)  # nobody is asked who they are
    assert {200, 400, 404, 422} <= statuses.met_by("employee")
    assert {200, 400, 404, 409, 422} <= statuses.met_by("officer")
