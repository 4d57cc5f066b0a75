"""The past session of the demonstration: each outcome follows from its ballots."""

from collections import Counter

import pytest

from parkour.management.demo_content import load

BY_EMAIL = {person["email"]: person for person in load("people")}
BY_KEY = {idea["key"]: idea for idea in load("ideas")}
PAST = load("votes")["past_session"]


def tally(votes, college):
    counts = Counter(choice for email, choice in votes.items() if BY_EMAIL[email]["mandate"]["college"] == college)
    return counts["yes"], counts["no"]


def test_attendance_names_all_members_and_reaches_the_quorum():
    members = {email: person["mandate"] for email, person in BY_EMAIL.items() if person["mandate"]}
    assert set(PAST["attendance"]) == set(members)
    present = Counter(members[email]["college"] for email, way in PAST["attendance"].items() if way == "present")
    assert present == {"direction": 5, "employees": 8}


@pytest.mark.parametrize("item", PAST["items"], ids=lambda item: item["idea"])
def test_each_ballot_comes_from_a_member_present_and_authors_do_not_vote(item):
    present = {email for email, way in PAST["attendance"].items() if way == "present"}
    idea = BY_KEY[item["idea"]]
    for reading in item["rounds"]:
        assert set(reading["votes"]) == present
        recused = {email for email, choice in reading["votes"].items() if choice == "recused"}
        assert recused == present & {idea["author"], *idea["co_authors"]}


@pytest.mark.parametrize("item", PAST["items"], ids=lambda item: item["idea"])
def test_each_outcome_follows_from_the_double_majority(item):
    last = item["rounds"][-1]["votes"]
    (direction_yes, direction_no), (yes, no) = tally(last, "direction"), tally(last, "employees")
    assert direction_yes + direction_no >= 3 and yes + no >= 4
    if item["outcome"] == "deferred":
        assert len(item["rounds"]) == 2 and yes == no and direction_yes > direction_no
        assert tally(item["rounds"][0]["votes"], "employees") == (4, 4)
    else:
        assert len(item["rounds"]) == 1
        adopted = direction_yes > direction_no and yes > no
        assert adopted == (item["outcome"] in {"approved", "recommended"})
        assert adopted or (direction_yes < direction_no and yes < no)
