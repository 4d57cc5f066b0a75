"""The past sessions of the demonstration: each outcome follows from its ballots."""

from collections import Counter

import pytest

from parkour.management.demo_content import load

BY_EMAIL = {person["email"]: person for person in load("people")}
BY_KEY = {idea["key"]: idea for idea in load("ideas")}
PAST, ROOM = load("votes")["past_sessions"], load("room")
VOTES = [(session, item) for session in PAST for item in session["items"] if item["outcome"]]
each_vote = pytest.mark.parametrize(
    ("session", "item"), VOTES, ids=[f"{session['days_ago']}-{item['idea']}" for session, item in VOTES]
)


def tally(votes, college):
    counts = Counter(choice for email, choice in votes.items() if BY_EMAIL[email]["mandate"]["college"] == college)
    return counts["yes"], counts["no"]


def present_at(session):
    return {email for email, way in session["attendance"].items() if way == "present"}


def test_attendance_names_all_members_and_reaches_the_quorum():
    members = {email: person["mandate"] for email, person in BY_EMAIL.items() if person["mandate"]}
    came = []
    for session in PAST:
        assert set(session["attendance"]) == set(members)
        came.append(Counter(members[email]["college"] for email in present_at(session)))
    assert came == [{"direction": 5, "employees": 9}, {"direction": 5, "employees": 8}]


@each_vote
def test_each_ballot_comes_from_a_member_present_and_authors_do_not_vote(session, item):
    present = present_at(session)
    idea = BY_KEY[item["idea"]]
    for reading in item["rounds"]:
        assert set(reading["votes"]) == present
        recused = {email for email, choice in reading["votes"].items() if choice == "recused"}
        assert recused == present & {idea["author"], *idea["co_authors"]}


def answer(reading):
    """What the double majority makes of a reading; None when the poles do not both say the same."""
    (direction_yes, direction_no), (yes, no) = (tally(reading["votes"], pole) for pole in ("direction", "employees"))
    assert direction_yes + direction_no >= 3 and yes + no >= 4
    if direction_yes > direction_no and yes > no:
        return True
    return False if direction_yes < direction_no and yes < no else None


@each_vote
def test_each_outcome_follows_from_the_double_majority(session, item):
    answers = [answer(reading) for reading in item["rounds"]]
    if item["outcome"] == "deferred":
        assert answers == [None, None]
    else:
        assert answers == [item["outcome"] in {"approved", "recommended"}]


def test_one_put_off_by_a_tie_and_one_by_the_poles_that_disagree():
    put_off = {item["idea"]: item["rounds"] for _session, item in VOTES if item["outcome"] == "deferred"}
    assert set(put_off) == {"tunique-commune", "jour-de-repos-fixe"}
    yes, no = tally(put_off["tunique-commune"][-1]["votes"], "employees")
    assert yes == no and tally(put_off["tunique-commune"][0]["votes"], "employees") == (4, 4)
    last = put_off["jour-de-repos-fixe"][-1]["votes"]
    assert tally(last, "direction") == (2, 3) and tally(last, "employees") == (8, 0)


def test_what_happened_in_the_room_is_about_points_and_members_of_its_session():
    for session, room in zip(PAST, ROOM["past"], strict=True):
        points, present = {item["idea"] for item in session["items"]}, present_at(session)
        parts = [room[name] for name in ("temperature", "consent") if room[name]]
        named = {part["idea"] for part in parts} | {room["objection"]["about"], room["secret_on_request"]}
        assert named - {None} <= points
        assert room["objection"]["by"] in session["attendance"]
        for part in parts:
            degrees, rounds = part.get("degrees", {}), part.get("rounds", [])
            assert {*degrees, *(email for one in rounds for email in (*one["objections"], *one["reserves"]))} <= present


def test_enough_ballots_are_cast_in_each_pole_for_the_secret_vote_to_tell_its_counts():
    (session, key) = next(
        (session, room["secret_on_request"]) for session, room in zip(PAST, ROOM["past"], strict=True)
    )
    votes = next(item for item in session["items"] if item["idea"] == key)["rounds"][0]["votes"]
    poles = Counter(BY_EMAIL[email]["mandate"]["college"] for email in votes)
    assert min(poles.values()) >= 5


def test_in_the_open_session_members_grade_every_option_but_those_one_plays():
    facts = ROOM["open"]
    assert all(len(grades) == len(facts["options"]) for grades in facts["grades"].values())
    assert all(0 <= grade <= 4 for grades in facts["grades"].values() for grade in grades)
    assert not [email for email in facts["grades"] if BY_EMAIL[email]["demo_account"]]
    assert set(facts["grades"]) | {facts["speaks"]} <= {email for email, row in BY_EMAIL.items() if row["mandate"]}
