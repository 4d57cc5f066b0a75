"""What an agenda is prepared with, by the API: the same services as the pages."""

from datetime import timedelta

import pytest

from committee.models import AgendaItem, AskedPoint, AwaitedDocument
from parkour.core import clock
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}


@pytest.fixture
def session():
    return SessionFactory(starts_at=clock.now() + timedelta(days=60))


def test_a_point_is_asked_for_read_and_asked_for_no_more(session):
    poles, idea = committee_of(2, 2), IdeaFactory(shortlisted=True)
    director, officer = Program(poles["direction"][0]), Program(UserFactory(officer=True))
    address, body = f"sessions/{session.number}/asked-point/", {"idea": idea.reference, "reason": "En mars."}
    assert officer.asks(address).json()["idea"] is None
    assert director.asks(address, body, method="PUT").json()["reason"] == "En mars."
    assert officer.asks(address).json()["idea"] == idea.reference
    (check,) = [row for row in rows(officer.asks(f"sessions/{session.number}/checks/")) if row["grave"]]
    assert (check["code"], check["idea"]) == ("asked_left_out", idea.reference)
    other = Program(poles["direction"][1])
    is_problem(other.asks(address, body | {"idea": IdeaFactory(shortlisted=True).reference}, method="PUT"), 409)
    assert director.asks(address, method="DELETE").status_code == 204
    assert not AskedPoint.objects.filter(taken_back_at=None).exists()


def test_a_document_is_awaited_there_missing_again_and_not_needed():
    officer, idea = Program(UserFactory(officer=True)), IdeaFactory(shortlisted=True)
    address = f"ideas/{idea.reference}/awaited-documents/"
    is_problem(officer.posts(address, {"what": ""}), 422, "what")
    made = officer.posts(address, {"what": "Devis"}).json()
    one = f"awaited-documents/{made['id']}/"
    assert officer.asks(one, {"arrived": True}, method="PATCH").json()["arrived_at"] is not None
    assert officer.asks(one, {"arrived": False}, method="PATCH").json()["arrived_at"] is None
    assert [row["what"] for row in rows(officer.asks(address))] == ["Devis"]
    is_problem(Program(UserFactory()).asks(one), 404)
    assert officer.asks(one, method="DELETE").status_code == 204
    assert not AwaitedDocument.objects.exists()


def test_small_points_are_proposed_and_placed_together(session):
    officer, idea = Program(UserFactory(officer=True)), IdeaFactory(shortlisted=True, levels=CLEAR)
    address = f"sessions/{session.number}/together/"
    found = officer.asks(address).json()
    assert (found["reports"], found["consents"]["fit"]) == ({"fit": 0, "rows": []}, 1)
    assert [row["idea"] for row in found["consents"]["rows"]] == [idea.reference]
    officer.posts(address, {"consents": [idea.reference]})
    assert AgendaItem.objects.get(session=session).block == "consent"


def test_a_member_says_on_which_other_day_they_could_come(session):
    member = Program(committee_of(2, 2)["employees"][0])
    days = member.asks("availability/").json()
    assert [row["session"] for row in days["sessions"]] == [session.number]
    day = days["other_days"][0]["day"]
    said = member.asks("availability/", {"day": day, "answer": "no"}, method="PUT").json()
    assert said["other_days"][0] == days["other_days"][0] | {"answer": "no"}
    back = member.asks("availability/", {"day": day, "answer": None}, method="PUT").json()
    assert back["other_days"] == days["other_days"]
    wrong = {"day": session.on.isoformat(), "answer": "no"}
    is_problem(member.asks("availability/", wrong, method="PUT"), 422, "day")
