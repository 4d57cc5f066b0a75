"""A session by the API, from its date to its minutes."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from committee.models import AgendaItem, Poll, Session
from committee.selectors.room import code_now
from committee.services import agenda
from ideas.models import Idea
from parkour.core import clock
from tests.api.asking import Program, is_problem, new_key, rows
from tests.days import meeting_day
from tests.factories import IdeaFactory, SessionFactory, UserFactory, committee_of, open_session_with, released_session
from tests.factories.committee import counted, vote, vote_all

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def officer():
    return Program(UserFactory(officer=True))


def test_a_session_is_planned_set_up_convened_moved_and_cancelled(officer):
    chair = committee_of()["direction"][0]
    day = meeting_day(60)
    made = officer.posts("sessions/", {"day": day.isoformat(), "at": "09:30", "place": "Loire"})
    assert made.status_code == 201
    session = made.json()
    assert datetime.fromisoformat(session["starts_at"]).astimezone(PARIS).hour == 9
    one = f"sessions/{session['number']}/"
    is_problem(officer.asks(one, {"place": "Erdre"}, method="PATCH"), 428)
    changed = officer.asks(one, {"chair": chair.email}, method="PATCH", version=session["version"])
    assert (changed.json()["chair"], changed.json()["place"]) == (str(chair), "Loire")
    stale = officer.asks(one, {"place": "Erdre"}, method="PATCH", version=session["version"])
    assert is_problem(stale, 412)["current_version"] == session["version"] + 1
    assert officer.posts(f"{one}convene/").json()["state"] == "convened"
    later = datetime.combine(meeting_day(10, after=day), datetime.min.time().replace(hour=14)).isoformat()
    assert officer.posts(f"{one}postpone/", {"starts_at": later}).json()["state"] == "postponed"
    is_problem(officer.posts(f"{one}cancel/", {"reason": " "}), 422, "reason")
    assert officer.posts(f"{one}cancel/", {"reason": "Trop peu de sujets."}).json()["state"] == "cancelled"
    is_problem(officer.posts(f"{one}postpone/", {"starts_at": later}), 409)


def test_without_a_day_the_rule_of_the_calendar_chooses(officer):
    made = officer.posts("sessions/", {})
    assert made.status_code == 201
    day = datetime.fromisoformat(made.json()["starts_at"]).astimezone(PARIS).date().isoformat()
    again = officer.posts("sessions/", {"expected": day})
    assert again.json()["number"] == made.json()["number"]
    assert Session.objects.count() == 1
    is_problem(officer.posts("sessions/", {"at": "09:00"}), 422, "at")


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2027-03-28T02:30:00", "The clocks go forward then: this hour does not exist on that day."),
        ("2027-10-31T02:30:00", "The clocks go back then: this hour exists twice. Say which with its offset."),
        ("0001-01-01T00:00:00+14:00", "This is a moment such as 2026-03-19T14:00:00+01:00."),
        ("9999-12-31T23:59:59-14:00", "This is a moment such as 2026-03-19T14:00:00+01:00."),
        ("2027-02-30T14:00:00", "This is a moment such as 2026-03-19T14:00:00+01:00."),
        ("tomorrow", "This is a moment such as 2026-03-19T14:00:00+01:00."),
        (1800000000, "This is a moment such as 2026-03-19T14:00:00+01:00."),
        ("0001-06-01T00:00:00", "Choose a date to come."),
        ("9998-06-01T00:00:00", "Choose a date in the next three years."),
    ],
)
def test_a_moment_that_does_not_exist_once_is_refused_with_its_reason(officer, moment, sentence):
    session = SessionFactory()
    refused = is_problem(officer.posts(f"sessions/{session.number}/postpone/", {"starts_at": moment}), 422)
    assert list(refused["errors"].values()) == [[sentence]]
    assert Session.objects.get().starts_at == session.starts_at


def test_sessions_are_listed_by_key_to_come_and_past(officer):
    planned = [SessionFactory(starts_at=clock.now() + timedelta(days=days)).number for days in (3, 9, 20)]
    first = officer.asks("sessions/?limit=2").json()
    second = officer.asks(first["next"].removeprefix("http://testserver")).json()
    assert [row["number"] for row in first["results"] + second["results"]] == planned
    assert rows(officer.asks("sessions/?when=past")) == []
    is_problem(officer.asks("sessions/?when=never"), 400)


def test_the_agenda_is_proposed_arranged_and_sent(officer):
    first, second = IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True)
    member, stranger = Program(committee_of()["direction"][1]), Program(UserFactory())
    session = SessionFactory()
    one = f"sessions/{session.number}/"
    pool = rows(officer.asks(f"{one}pool/"))
    assert {row["reference"] for row in pool} == {first.reference, second.reference}
    assert all(row["fits"] for row in pool)
    read = officer.asks(f"{one}agenda/propose/").json()
    coming = [(row["idea"], row["change"]) for block in read["blocks"] for row in block["points"]]
    assert (read["changes"], sorted(coming)) == (True, [(first.reference, "comes"), (second.reference, "comes")])
    is_problem(member.asks(f"{one}agenda/propose/"), 404)
    is_problem(officer.posts(f"{one}agenda/propose/", {"proposal": "of another day"}), 412)
    known = {"edition": read["edition"], "proposal": read["proposal"]}
    proposed = officer.posts(f"{one}agenda/propose/", known).json()
    assert officer.posts(f"{one}agenda/propose/", known).json() == proposed
    assert officer.asks(f"{one}agenda/propose/").json()["changes"] is False
    assert {row["idea"] for row in proposed["items"]} == {first.reference, second.reference}
    top, bottom = proposed["items"]
    officer.posts(f"items/{bottom['id']}/move/", {"to": "up"})
    change = {"minutes": 12.5, "pinned": True, "presenter": member.token.owner.email}
    changed = officer.asks(f"items/{top['id']}/", change, method="PATCH").json()
    assert (changed["minutes"], changed["pinned"], changed["presenter"]) == (12.5, True, str(member.token.owner))
    subject = {"title": "Points divers", "block": "closing", "minutes": 5}
    made = officer.posts(f"{one}agenda/items/", subject)
    assert (made.status_code, made.json()["idea"]) == (201, None)
    assert officer.asks(f"items/{made.json()['id']}/", method="DELETE").status_code == 204
    assert [row["id"] for row in member.asks(f"{one}agenda/").json()["items"]] == [bottom["id"], top["id"]]
    for path in ("agenda/", "released-agenda/", "pool/", "attendance/", "minutes/"):
        is_problem(stranger.asks(one + path), 404)
    is_problem(member.asks(f"{one}pool/"), 404)
    is_problem(member.posts(f"{one}agenda/release/"), 403)
    assert officer.posts(f"{one}agenda/release/").json()["version"] == 1
    sent = stranger.asks(f"{one}released-agenda/").json()
    assert [row["idea"] for block in sent["blocks"] for row in block["items"]] == [bottom["idea"], top["idea"]]
    assert Idea.objects.get(pk=first.pk).state == "scheduled"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "idea"),
        ({"idea": "PKR-1999-0001"}, "idea"),
        ({"title": "Divers"}, "block"),
        ({"title": "Divers", "block": "nowhere", "minutes": 5}, "block"),
        ({"title": "Divers", "block": "closing", "minutes": 0}, "minutes"),
        ({"title": "Divers", "block": "closing", "minutes": 1e9}, "minutes"),
        ({"title": "Divers", "block": "closing", "minutes": "5"}, "minutes"),
        ({"title": "Divers", "block": "closing", "minutes": 5, "position": 1}, "position"),
    ],
)
def test_a_point_is_a_contribution_or_a_whole_subject(officer, body, field):
    session = SessionFactory()
    is_problem(officer.posts(f"sessions/{session.number}/agenda/items/", body), 422, field)
    assert not AgendaItem.objects.exists()


def test_a_session_is_held_from_its_opening_to_its_minutes():
    room = released_session(poles=committee_of(1, 1), starts_at=clock.now() + timedelta(minutes=1))
    chair, officer = Program(room.chair), Program(room.officer)
    employee = Program(room.poles["employees"][0])
    one, point = f"sessions/{room.session.number}/", f"items/{room.item.pk}/"
    assert chair.posts(f"{one}open/").json()["state"] == "open"
    for voter in (chair, employee):
        assert voter.posts(f"{one}attendance/present/", {"code": code_now(room.session)}).status_code == 204
    assert all(row["present"] for row in rows(chair.asks(f"{one}attendance/")))
    assert chair.posts(f"{point}start/").json()["state"] == "current"
    poll = chair.posts(f"{point}polls/", {"visibility": "named"}).json()
    ballot = f"polls/{poll['id']}/my-ballot/"
    assert chair.asks("polls/current/").json()["id"] == poll["id"]
    for voter in (chair, employee):
        voter.puts(ballot, {"choice": "yes"}, key=new_key())
    assert chair.posts(f"polls/{poll['id']}/close/").json()["result"] is None
    is_problem(officer.posts(f"polls/{poll['id']}/reveal/"), 403)
    revealed = chair.posts(f"polls/{poll['id']}/reveal/").json()
    assert revealed["result"]["outcome"] == "adopted"
    assert {row["choice"] for row in revealed["result"]["votes"]} == {"For"}
    is_problem(chair.posts(f"{one}close/"), 409)
    record = {"reason": "Utile.", "owner": room.chair.email}
    is_problem(chair.posts(f"{point}decision/", record), 422, "due_on")
    decision = chair.posts(f"{point}decision/", record | {"due_on": (clock.today() + timedelta(days=30)).isoformat()})
    assert (decision.status_code, decision.json()["outcome"]) == (201, "approved")
    assert chair.posts(f"{one}close/").json()["state"] == "closed"
    assert officer.puts(f"{one}minutes/note/", {"note": "Séance courte."}).json()["note"] == "Séance courte."
    is_problem(Program(UserFactory()).asks(f"{one}minutes/"), 404)
    assert officer.posts(f"{one}minutes/publish/").json()["published_at"] is not None
    told = Program(UserFactory()).asks(f"{one}minutes/").json()
    assert (told["items"][0]["decision"]["reason"], told["items"][0]["results"][0]["outcome"]) == ("Utile.", "adopted")


def test_a_vote_is_extended_voided_and_read_a_second_time():
    room = open_session_with(poles=committee_of(2, 2))
    chair = Program(room.chair)
    poll = room.poll(minutes=5)
    one = f"polls/{poll.pk}/"
    before = poll.closes_at
    chair.posts(f"{one}extend/", {"minutes": 10})
    assert Poll.objects.get(pk=poll.pk).closes_at - before == timedelta(minutes=10)
    is_problem(chair.posts(f"{one}second-reading/"), 409)
    for person, choice in zip(room.people, ("yes", "yes", "no", "no"), strict=True):
        vote(poll, person, choice)
    counted(room, poll)
    is_problem(chair.posts(f"{one}void/", {"reason": "Erreur."}), 409)
    second = chair.posts(f"{one}second-reading/")
    assert (second.status_code, second.json()["reading"]) == (201, 2)
    voided = chair.posts(f"polls/{second.json()['id']}/void/", {"reason": "Erreur."}).json()
    assert (voided["state"], voided["result"]) == ("void", None)


def without_the_rule(body):
    """It is told before the vote, whatever comes out."""
    return re.sub(r'"rule":\[[^]]*\],"reading"', '"reading"', body)


def test_no_result_leaves_before_the_reveal():
    room = open_session_with(poles=committee_of(2, 2))
    poll = room.poll()
    vote_all(poll, dict(zip(room.people, ("yes", "yes", "yes", "no"), strict=True)))
    readers = [Program(person) for person in (*room.people, room.officer)]
    paths = [f"polls/{poll.pk}/", f"sessions/{room.session.number}/minutes/", f"sessions/{room.session.number}/agenda/"]

    def counts_told():
        said = [
            (path, without_the_rule(reader.asks(path).content.decode()).replace('"choice":"yes"', ""))
            for reader in readers
            for path in paths
        ]
        words = ("adopted", "For", '"yes": ', '"yes":3', '"lines":["')
        return [(path, word) for path, text in said for word in words if word in text]

    assert counts_told() == []
    for reader in readers:
        told = reader.asks(paths[0]).json()
        assert told["result"] is None
        assert sum(row["voted"] for row in told["turnout"]) == 4
    Program(room.chair).posts(f"polls/{poll.pk}/close/")
    assert counts_told() == []
    Program(room.chair).posts(f"polls/{poll.pk}/reveal/")
    assert counts_told()  # the guard watches the right words


def test_a_hidden_vote_never_says_who_voted_what():
    room = open_session_with(poles=committee_of(2, 2))
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    assert Program(room.officer).asks(f"polls/{poll.pk}/").json()["result"]["votes"] == []


def test_running_a_session_is_not_for_a_plain_member_nor_a_stranger():
    room = open_session_with()
    poll = room.poll()
    member, stranger = Program(room.poles["employees"][1]), Program(UserFactory())
    for address in (f"items/{room.item.pk}/finish/", f"polls/{poll.pk}/close/", f"polls/{poll.pk}/reveal/"):
        is_problem(member.posts(address), 404)
        is_problem(stranger.posts(address), 404)
    is_problem(member.posts(f"sessions/{room.session.number}/close/"), 403)
    is_problem(stranger.asks(f"polls/{poll.pk}/"), 404)
    is_problem(stranger.asks("polls/current/"), 404)
    is_problem(stranger.puts(f"polls/{poll.pk}/my-ballot/", {"choice": "yes"}, key=new_key()), 404)


def test_quick_wins_are_read_by_all_and_objected_to_by_members():
    idea = IdeaFactory(in_window=True)
    member, stranger = Program(committee_of()["direction"][0]), Program(UserFactory())
    assert [row["reference"] for row in rows(stranger.asks("quick-wins/"))] == [idea.reference]
    is_problem(stranger.posts(f"quick-wins/{idea.reference}/objection/", {}), 403)
    assert member.posts(f"quick-wins/{idea.reference}/objection/", {"note": "À discuter."}).status_code == 204
    assert Idea.objects.get(pk=idea.pk).state == "shortlisted"
    assert len(rows(stranger.asks("members/"))) == 6


@pytest.mark.parametrize("path", ["sessions/", "members/", "quick-wins/", "attendance/", "agenda/", "pool/"])
def test_a_list_of_the_committee_costs_the_same_with_one_row_and_with_three(path, count_queries):
    session, officer = SessionFactory(), Program(UserFactory(officer=True))
    poles = committee_of(1, 1)

    def one_more(**facts):
        agenda.add_item(session, IdeaFactory(shortlisted=True, **facts), by=officer.token.owner)
        IdeaFactory(shortlisted=True, **facts)
        IdeaFactory(in_window=True, **facts)

    address = path if path in {"sessions/", "members/", "quick-wins/"} else f"sessions/{session.number}/{path}"
    one_more(visibility="name_hidden")
    officer.asks(address)
    one = count_queries(lambda: officer.asks(address))
    SessionFactory(starts_at=clock.now() + timedelta(days=30), chair=poles["direction"][0])
    SessionFactory(starts_at=clock.now() + timedelta(days=31), chair=poles["direction"][0])
    committee_of(1, 1, presidents=False)
    one_more(visibility="name_hidden")
    one_more()
    assert count_queries(lambda: officer.asks(address)) == one
    assert one <= 20
