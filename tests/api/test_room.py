"""A session that runs, by the API: the same services as its pages."""

import pytest

from committee.selectors.room import code_now
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, committee_of, open_session_with
from tests.remembered import usual

pytestmark = pytest.mark.django_db


@pytest.fixture
@usual
def room():
    return open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True), poles=committee_of())


@pytest.fixture
def member(room):
    return room.poles["employees"][1]


def test_a_session_is_conducted_by_programs(room, member):
    chair, voice = Program(room.chair), Program(member)
    one, point = f"sessions/{room.session.number}/room/", f"items/{room.item.pk}/"
    assert chair.puts(f"{one}test/", {}).json()["practice"] == {"people": 6, "tried": 0}
    assert voice.puts(f"{one}test/vote/", {"choice": "yes"}).status_code == 204
    assert chair.asks(one).json()["practice"]["tried"] == 1
    assert chair.asks(f"{one}test/", method="DELETE").status_code == 204
    chair.posts(f"{point}start/")
    assert chair.posts(f"{point}time/", {"minutes": 5}).status_code == 204
    assert voice.puts(f"{one}hand/", {"point_of_order": True}).status_code == 204
    seen = chair.asks(one).json()
    assert [(hand["email"], hand["point_of_order"]) for hand in seen["hands"]] == [(member.email, True)]
    assert seen["timer"]["allowed"] == room.item.duration * 30 + 300
    assert chair.posts(f"{one}next-speaker/").json()["hands"][0]["has_the_floor"]
    assert voice.posts(f"{one}hand/lower/").status_code == 204
    assert chair.puts(f"{one}suspension/", {"minutes": 10}).json()["resumes_at"]
    is_problem(chair.posts(f"{point}polls/"), 409)
    assert chair.asks(f"{one}suspension/", method="DELETE").status_code == 204
    assert chair.posts(f"{one}take-back/").json()["item"] is None
    kinds = [row["kind"] for row in rows(chair.asks(f"{one}events/"))]
    assert kinds[0] == "opened"
    assert kinds[-3:] == ["time", "suspended", "resumed"]


def test_a_member_reads_neither_the_code_nor_the_hands(room, member):
    seen = Program(member).asks(f"sessions/{room.session.number}/room/").json()
    assert (seen["code"], seen["hands"]) == (None, None)
    assert seen["mine"] == {"mode": "room", "concerned": False, "hand_place": None}
    assert Program(room.officer).asks(f"sessions/{room.session.number}/room/").json()["code"] == code_now(room.session)


def test_an_interest_is_declared_and_taken_back_and_its_reason_is_in_no_answer(room, member):
    voice, address = Program(member), f"items/{room.item.pk}/interest/"
    is_problem(voice.puts(address, {"reason": ""}), 422, "reason")
    assert voice.puts(address, {"reason": "Un proche y travaille."}).status_code == 204
    Program(room.chair).posts(f"items/{room.item.pk}/start/")
    one = f"sessions/{room.session.number}/room/"
    assert voice.asks(one).json()["mine"]["concerned"]
    assert "Un proche" not in Program(room.chair).asks(f"{one}events/").content.decode()
    assert voice.asks(address, method="DELETE").status_code == 204
    assert not voice.asks(one).json()["mine"]["concerned"]


def test_the_chair_is_handed_over_and_the_code_is_asked_for(room, member):
    chair, successor = Program(room.chair), room.poles["direction"][1]
    one = f"sessions/{room.session.number}/"
    is_problem(chair.puts(f"{one}room/chair/", {"person": member.email}), 422, "person")
    assert chair.puts(f"{one}room/chair/", {"person": successor.email}).status_code == 204
    assert chair.asks(f"{one}room/events/").status_code == 404
    assert Program(successor).puts(f"{one}room/remote/", {"allowed": False}).json()["allows_remote"] is False
    voice = Program(member)
    voice.posts(f"{one}attendance/leave/")
    is_problem(voice.posts(f"{one}attendance/present/", {"code": "222222"}), 422, "code")
    is_problem(voice.posts(f"{one}attendance/present/", {"mode": "remote"}), 409)
    assert voice.posts(f"{one}attendance/present/", {"code": code_now(room.session)}).status_code == 204
