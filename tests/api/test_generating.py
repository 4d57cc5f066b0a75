"""What asks the API on its own sees what is wrong, and says how much it asked."""

from functools import wraps
from types import SimpleNamespace

import pytest
from django.urls import resolve
from rest_framework.response import Response
from schemathesis.core.failures import FailureGroup

from parkour.accounts.models import User
from tests.api.generating import EXAMPLES, Tally, ask_everybody, connections_kept, programs_of, put_back, the_operations
from tests.api.generating_said import say_how_many
from tests.factories import UserFactory

ME = "/api/v1/me/"


def ask_who_one_is(tally):
    programs = programs_of({"employee": UserFactory()})
    with connections_kept():
        (operation,) = [one for one in the_operations() if (one.path, one.method) == (ME, "get")]
        ask_everybody(operation, {}, programs, tally)


@pytest.mark.django_db
def test_everybody_asks_and_the_same_reading_is_not_asked_twice():
    tally = Tally()
    ask_who_one_is(tally)
    assert tally.met_by("stranger") == {401}
    assert tally.met_by("employee") == {200}
    assert 1 <= tally.answers["employee", 200] <= EXAMPLES


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"data": {"nothing": "of what is described"}}, {"status": 418}])
def test_planted_fault_an_answer_that_is_not_described_is_seen(monkeypatch, facts):
    view = resolve(ME).func.cls

    @wraps(view.get)
    def strange(*_args, **_kwargs):
        return Response(**facts)

    monkeypatch.setattr(view, "get", strange)
    with pytest.raises(FailureGroup):
        ask_who_one_is(Tally())


@pytest.mark.django_db
def test_what_one_has_done_is_put_back_for_the_next():
    before = User.objects.count()
    with put_back():
        UserFactory()
    assert User.objects.count() == before
    with put_back(wanted=False):
        UserFactory()
    assert User.objects.count() > before


def test_how_many_each_role_asked_is_added_up_over_the_shares():
    written, tally = [], Tally()
    for status in (200, 200, 404):
        tally.count("officer", status)
    share = SimpleNamespace(when="call", user_properties=[("requests", tally.as_rows())])
    another = SimpleNamespace(when="call", user_properties=[])
    reports = {"passed": [share, another], "failed": [share]}
    say_how_many(SimpleNamespace(getreports=reports.get, write_line=written.append))
    assert written == ["officer: 6 requests: 4 × 200, 2 × 404"]
