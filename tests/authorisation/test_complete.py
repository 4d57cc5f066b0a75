"""Nothing is left out of the matrix, and nothing is in it that does not exist."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from parkour import urls
from tests.authorisation import routes
from tests.authorisation.asking import OTHER_PARTS, kind_of, watched
from tests.authorisation.matrix import Ask, Matrix, asks_of, the_matrix
from tests.authorisation.routes import METHODS, ROUTES, methods_of
from tests.authorisation.world import MOMENTS

MATRIX = the_matrix()
WRITTEN = {ask for row in MATRIX.rows for ask in row.asks}


def served() -> set[Ask]:
    """What the resolver knows, what others made left aside."""
    ours = {route: view for route, view in routes.views_of() if not MATRIX.is_of_others(route)}
    return {Ask(route, method) for route, view in ours.items() for method in methods_of(view)}


def test_every_address_and_method_has_a_line():
    assert sorted(map(str, served() - WRITTEN)) == []


def test_every_line_has_an_address_and_a_method():
    assert sorted(map(str, WRITTEN - served())) == []


def test_every_operation_of_the_api_names_its_scope_and_no_other():
    told = {one: scope for scope, several in MATRIX.scopes.items() for one in several}
    declared = {
        f"{route} {method}": str(getattr(view.cls, method.lower()).operation.scope) or "any"
        for route, view in ROUTES.items()
        if route.startswith("api:") and hasattr(view, "cls")
        for method in methods_of(view)
        if not getattr(view.cls, method.lower()).operation.open_to_all  # a token is not even read there
    }
    assert told == declared


def test_every_moment_is_described_and_used():
    assert set(MATRIX.moments) == set(MOMENTS)
    assert {row.thing for row in MATRIX.rows if row.thing} == set(MOMENTS)


def test_the_pages_of_others_are_those_that_the_matrix_names():
    for rule in (MATRIX.others["sign-in"], MATRIX.others["passkeys"]):
        named = {*rule["open"], *rule["signed_in"]}
        assert {route for route in ROUTES if route.startswith(rule["prefix"])} == named


def test_the_back_office_holds_no_contribution_no_message_and_no_vote():
    """Z13: who may mend a ballot or a roll by hand may forge a decision."""
    registered = {f"{model._meta.app_label}.{model.__name__}" for model in admin.site._registry}
    assert registered == set(MATRIX.others["the back office"]["models"])
    ideas = {model for model in apps.get_models() if model._meta.app_label == "ideas"}
    assert registered.isdisjoint(f"ideas.{model.__name__}" for model in ideas)
    assert registered.isdisjoint({"committee.Ballot", "committee.PollRoll", "committee.Poll", "accounts.ApiToken"})


@pytest.mark.django_db
class Nowhere(dict):
    """A place that may have nothing in it: whatever an address needs has the number 1."""

    def __contains__(self, part):
        return super().__contains__(part) or part not in OTHER_PARTS

    def __missing__(self, _part):
        return 1


def test_no_other_method_is_taken_from_anybody(asker):
    """Whoever signs in, what no line names is refused and writes nothing."""
    taken = []
    place = Nowhere(reference="PKR-2026-9999", other="PKR-2026-9998", step="news")
    for route in sorted({ask.route for ask in WRITTEN}):
        for method in METHODS:
            if Ask(route, method) in WRITTEN:
                continue
            with watched() as written:
                answer = asker.ask(route, method, place, "officer")
            if answer.status_code not in {404, 405, 415} or written:
                taken.append(f"{route} {method}: {kind_of(answer)}")
    assert not taken, "\n".join(taken)


# --- Planted faults -----------------------------------------------------------------------------------------


def test_planted_fault_a_route_without_a_line_is_reported(monkeypatch):
    forgotten = path("forgotten/", lambda request: HttpResponse("everybody reads this"), name="forgotten")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, forgotten])
    monkeypatch.setattr(routes, "get_resolver", lambda: urls)
    # get_resolver() is kept for good by Django: what it would say of a process that starts now.
    monkeypatch.setattr(urls, "url_patterns", urls.urlpatterns, raising=False)
    assert served() - WRITTEN == {Ask("forgotten", method) for method in METHODS}


def test_planted_fault_a_method_without_a_line_is_reported(monkeypatch):
    view_class = ROUTES["ideas:board"].view_class
    monkeypatch.setattr(view_class, "post", view_class.get, raising=False)
    assert served() - WRITTEN == set(asks_of("ideas:board POST"))


def test_a_word_that_the_matrix_does_not_know_is_refused():
    written = {"people": {"staff": ""}, "groups": {}, "moments": {}, "scopes": {}, "others": {}}
    with pytest.raises(ValueError, match="nobody is called 'stff'"):
        Matrix(written | {"areas": {"x": [{"may do": "read", "web": "home GET", "may": "stff"}]}})
    with pytest.raises(ValueError, match="mya"):
        Matrix(written | {"areas": {"x": [{"may do": "read", "web": "home GET", "mya": "staff"}]}})
