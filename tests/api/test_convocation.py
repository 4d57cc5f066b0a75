"""Answers, proxies, the list of what to do and the calendar address, by the API."""

import pytest

from committee.models import Availability, Proxy
from committee.services import attendance, conduct
from tests.api.asking import Program, is_problem, new_key, rows
from tests.committee.pages import browser
from tests.factories import UserFactory, committee_of, released_session
from tests.remembered import usual

pytestmark = pytest.mark.django_db


@pytest.fixture
@usual
def room():
    return released_session(poles=committee_of(3, 2))


def test_a_member_answers_names_a_holder_and_takes_it_back(room):
    first, second, _third = room.poles["direction"]
    one, mine = f"sessions/{room.session.number}/answer/", Program(second)
    nothing = {"answer": None, "proxy": None, "to_confirm": False, "held_from": None}
    assert mine.asks(one).json() == nothing
    said = mine.puts(one, {"answer": "no", "holder": first.email})
    assert said.json() == nothing | {"answer": "no", "proxy": first.email}
    assert Program(first).asks(one).json()["held_from"] == str(second)
    assert mine.puts(one, {"answer": "no"}).json()["proxy"] == first.email
    assert mine.puts(one, {"answer": "no", "holder": None}).json()["proxy"] is None
    is_problem(mine.puts(one, {"answer": "yes", "holder": first.email}), 422, "holder")
    is_problem(mine.puts(one, {"answer": "no", "holder": room.poles["employees"][0].email}), 422, "holder")
    is_problem(mine.puts(one, {"answer": "perhaps"}), 422, "answer")
    is_problem(Program(room.officer).puts(one, {"answer": "yes"}), 422)
    is_problem(Program(UserFactory()).puts(one, {"answer": "yes"}), 404)
    assert list(Availability.objects.values_list("person", "answer")) == [(second.pk, "no")]


def test_a_holder_gives_it_back_and_the_officer_reads_who_comes(room):
    first, second, _third = room.poles["direction"]
    one = f"sessions/{room.session.number}/"
    Program(second).puts(f"{one}answer/", {"answer": "no", "holder": first.email})
    read = {row["email"]: row for row in rows(Program(room.officer).asks(f"{one}attendance/"))}
    assert (read[second.email]["answer"], read[second.email]["proxy"]) == ("no", str(first))
    assert (read[second.email]["represented"], read[first.email]["answer"]) == (False, None)
    for _click in range(2):
        assert Program(first).asks(f"{one}held-proxy/", method="DELETE").status_code == 204
    assert not Proxy.objects.filter(revoked_at=None).exists()


def test_the_holder_casts_the_second_ballot(room):
    first, second, third = room.poles["direction"]
    Program(second).puts(f"sessions/{room.session.number}/answer/", {"answer": "no", "holder": third.email})
    room.session = conduct.open_session(room.session, by=room.chair)
    for person in room.people:
        if person != second:
            attendance.mark_present(room.session, by=room.chair, person=person)
    poll, holder = room.poll(), Program(third)
    holder.puts(f"polls/{poll.pk}/my-ballot/", {"choice": "yes"}, key=new_key())
    sent = holder.puts(f"polls/{poll.pk}/my-ballot/", {"choice": "no", "by_proxy": True}, key=new_key())
    assert (sent.json()["choice"], sent.json()["recorded"]) == ("no", True)
    mine = holder.asks(f"polls/{poll.pk}/").json()["mine"]
    assert (mine["choice"], mine["proxy_of"], mine["proxy_choice"]) == ("yes", str(second), "no")
    assert dict(poll.ballots.values_list("person", "choice")) == {third.pk: "yes", second.pk: "no"}
    is_problem(
        Program(first).puts(f"polls/{poll.pk}/my-ballot/", {"choice": "no", "by_proxy": True}, key=new_key()), 403
    )


def test_only_the_officer_reads_what_there_is_to_do(room):
    listed = rows(Program(room.officer).asks(f"sessions/{room.session.number}/steps/"))
    assert [row["offset"] for row in listed] == [-35, -21, -15, -10, -7, -2, -1, 0, 1, 2, 7, 30, 60]
    assert {row["key"]: row["standing"] for row in listed}["agenda_released"] == "done"
    is_problem(Program(room.people[0]).asks(f"sessions/{room.session.number}/steps/"), 404)


def test_the_calendar_address_is_told_once_and_stopped(room):
    member = Program(room.people[0])
    assert member.asks("calendar-key/").json()["exists"] is False
    made = member.posts("calendar-key/")
    path = "/" + made.json()["url"].split("/", 3)[3]
    assert (made.status_code, browser().get(path).status_code) == (201, 200)
    again = member.asks("calendar-key/").json()
    assert (again["exists"], again["url"]) == (True, None)
    for _click in range(2):
        assert member.asks("calendar-key/", method="DELETE").status_code == 204
    assert browser().get(path).status_code == 404
    is_problem(Program(UserFactory()).posts("calendar-key/"), 404)
