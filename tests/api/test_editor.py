"""The editor of the agenda by the API: beside a neighbour, editions, changes taken back, kinds of sessions."""

import pytest

from committee.enums import Block
from committee.models import AgendaItem, SessionTemplate
from committee.services import agenda
from tests.api.asking import Program, is_problem, rows
from tests.factories.committee import SessionFactory
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SHORT = {"opening": 5, "report": 5, "consent": 5, "decision": 40, "big_topic": 0, "workshop": 0, "closing": 5}


@pytest.fixture
def user():
    return UserFactory(officer=True)


@pytest.fixture
def officer(user):
    return Program(user)


@pytest.fixture
def session():
    return SessionFactory()


def placed(session, user, *titles):
    return [agenda.add_subject(session, by=user, title=t, block=Block.DECISION, minutes=5).pk for t in titles]


def order(session):
    return [item.subject for item in AgendaItem.objects.filter(session=session).order_by("position")]


def test_a_point_moves_beside_a_neighbour_and_a_contribution_is_placed_there(officer, user, session):
    first, _second, third = placed(session, user, "Un", "Deux", "Trois")
    officer.posts(f"items/{third}/move/", {"to": "before", "neighbour": first})
    assert order(session) == ["Trois", "Un", "Deux"]
    idea = IdeaFactory(shortlisted=True)
    body = {"idea": idea.reference, "to": "after", "neighbour": third}
    assert officer.posts(f"sessions/{session.number}/agenda/items/", body).json()["block"] == "decision"
    assert order(session)[:2] == ["Trois", idea.display_title]


def test_a_neighbour_goes_with_before_and_after_only(officer, user, session):
    first, second = placed(session, user, "Un", "Deux")
    is_problem(officer.posts(f"items/{second}/move/", {"to": "before"}), 422, "neighbour")
    is_problem(officer.posts(f"items/{second}/move/", {"to": "up", "neighbour": first}), 422, "neighbour")
    is_problem(officer.posts(f"items/{second}/move/", {"to": "before", "neighbour": 10**9}), 409)


def test_an_edition_that_somebody_else_overtook_is_refused(officer, user, session):
    first, second = placed(session, user, "Un", "Deux")
    read = officer.asks(f"sessions/{session.number}/agenda/").json()["edition"]
    agenda.set_duration(AgendaItem.objects.get(pk=first), by=UserFactory(officer=True), minutes=9)
    is_problem(officer.asks(f"items/{first}/", {"minutes": 3, "edition": read}, method="PATCH"), 412)
    is_problem(officer.posts(f"items/{first}/move/", {"to": "down", "edition": read}), 412)
    assert officer.posts(f"items/{second}/move/", {"to": "up", "edition": read}).status_code == 200


def test_changes_are_read_and_taken_back(officer, user, session):
    first, _second = placed(session, user, "Un", "Deux")
    officer.posts(f"items/{first}/move/", {"to": "down"})
    (change, *_older) = rows(officer.asks(f"sessions/{session.number}/agenda/changes/"))
    assert (change["words"], change["can_be_undone"]) == ("“Un” is moved: Decisions, point 2 of 2.", True)
    for _twice in range(2):
        answer = officer.posts(f"sessions/{session.number}/agenda/undo/", {"number": change["number"]})
        assert [item["subject"] for item in answer.json()["items"]] == ["Un", "Deux"]
    officer.posts(f"sessions/{session.number}/agenda/undo/", {})
    assert order(session) == ["Un"]
    is_problem(officer.posts(f"sessions/{session.number}/agenda/undo/", {"number": 99}), 409)


def test_kinds_of_sessions_are_written_chosen_made_usual_and_given_up(officer, session):
    (usual,) = rows(officer.asks("session-kinds/"))
    assert (usual["duration"], usual["reserve"], usual["usual"]) == (150, 5, True)
    kind = officer.posts("session-kinds/", {"name": "Courte", "duration": 60, "minutes": SHORT}).json()
    chosen = officer.posts(f"sessions/{session.number}/kind/", {"kind": kind["id"]}).json()
    assert (chosen["capacity"], {row["block"]: row["capacity"] for row in chosen["blocks"]}["decision"]) == (60, 40)
    again = {"name": "Courte", "duration": 90, "minutes": SHORT, "version": 1}
    assert officer.puts(f"session-kinds/{kind['id']}/", again).json()["version"] == 2
    is_problem(officer.puts(f"session-kinds/{kind['id']}/", again), 412)
    is_problem(officer.puts(f"session-kinds/{kind['id']}/", again | {"duration": 59, "version": 2}), 422, "duration")
    is_problem(officer.asks(f"session-kinds/{usual['id']}/", method="DELETE"), 409)
    officer.posts(f"session-kinds/{kind['id']}/usual/")
    assert officer.asks(f"session-kinds/{usual['id']}/", method="DELETE").status_code == 204
    assert list(SessionTemplate.objects.values_list("name", flat=True)) == ["Courte"]
