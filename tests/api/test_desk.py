"""The triage desk by the API: a version for every change, one address for every move, scores in words only."""

from datetime import timedelta

import pytest

from ideas.enums import State
from ideas.models import Assessment, Idea
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db

LEVELS = {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}


@pytest.fixture
def officer():
    return Program(UserFactory(officer=True))


def item(program, idea):
    answer = program.asks(f"triage/{idea.reference}/")
    assert answer.status_code == 200
    return answer


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def decide(program, idea, outcome, version=None, **facts):
    return program.posts(
        f"triage/{idea.reference}/decision/",
        {"outcome": outcome, "message": "Merci, voici la suite."} | facts,
        version=version or fresh(idea).version,
    )


def test_the_queue_shows_the_earliest_promise_first_page_by_page(officer):
    sent = [IdeaFactory().reference for _number in range(3)]
    first = officer.asks("triage/?limit=2").json()
    assert [row["reference"] for row in first["results"]] == sent[:2]
    second = officer.asks(first["next"].removeprefix("http://testserver")).json()
    assert ([row["reference"] for row in second["results"]], second["next"]) == (sent[2:], None)
    is_problem(officer.asks("triage/?cursor=PKR-1999-0001"), 400)
    is_problem(officer.asks("triage/?cursor=../etc"), 400)


def test_an_item_carries_its_version_as_an_etag(officer):
    idea = IdeaFactory()
    answer = item(officer, idea)
    assert answer["ETag"] == f'"{answer.json()["version"]}"'
    assert fresh(idea).state == State.SUBMITTED  # reading is not opening
    assert officer.posts(f"triage/{idea.reference}/open/").json()["idea"]["state"] == "in_triage"


def test_assessing_then_keeping_for_the_committee(officer):
    idea = IdeaFactory()
    version = item(officer, idea).json()["version"]
    saved = officer.puts(f"triage/{idea.reference}/assessment/", LEVELS, version=version).json()
    assert {name: saved["mine"][name] for name in LEVELS} == LEVELS
    assert saved["verdict"]["sentence"] == "Strong impact for a light effort."
    assert "shortlist" in saved["outcomes"]
    told = decide(officer, idea, "shortlist", version=saved["version"]).json()
    assert (told["outcome"], told["state"]) == ("shortlist", "shortlisted")


def test_no_score_and_no_rank_ever_leaves(officer):
    idea = IdeaFactory(shortlisted=True)
    assert idea.priority is not None
    for path in (f"triage/{idea.reference}/", f"ideas/{idea.reference}/", "ideas/"):
        text = officer.asks(path).content.decode()
        assert "priority" not in text
        assert str(idea.priority) not in text


def test_levels_of_the_others_are_told_once_ones_own_are_saved():
    idea = IdeaFactory(assessed=True)
    second = Program(UserFactory(reviewer=True))
    before = item(second, idea).json()
    assert (before["mine"], before["others"], before["verdict"]) == (None, [], None)
    after = second.puts(f"triage/{idea.reference}/assessment/", LEVELS, version=before["version"]).json()
    assert [row["policy"] for row in after["others"]] == [4]


WRITES = [
    ("PUT", "assessment", LEVELS),
    ("PUT", "title", {"title": "Un titre"}),
    ("POST", "decision", {"outcome": "ask", "message": "Quel jour ?"}),
    ("POST", "withdraw-quick-win", {"reason": "x"}),
    ("POST", "reshortlist", None),
    ("POST", "park", {"review_on": "2027-01-01", "message": "x"}),
    ("POST", "unpark", None),
    ("POST", "unmerge", {"reason": "x"}),
    ("POST", "promote", {"proposal": "x", "message": "x"}),
    ("POST", "return-from-workshop", {"reason": "x"}),
    ("POST", "reopen", {"reason": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=[path for _method, path, _body in WRITES])
def test_a_change_names_the_version_that_was_read(officer, method, path, body):
    idea = IdeaFactory(opened=True)
    version = fresh(idea).version
    address = f"triage/{idea.reference}/{path}/"
    is_problem(officer.asks(address, body or {}, method=method), 428)
    for stale in (f'"{version + 1}"', f'W/"{version}"', "*", "abc", f'"{version}", "99"'):
        refused = officer.asks(address, body or {}, method=method, **{"If-Match": stale})
        assert is_problem(refused, 412)["current_version"] == version
    assert (fresh(idea).version, fresh(idea).state) == (version, State.IN_TRIAGE)
    assert not Assessment.objects.exists()


def test_of_two_officers_the_second_learns_that_it_changed(officer):
    idea = IdeaFactory(opened=True)
    version = item(officer, idea).json()["version"]
    assert decide(officer, idea, "ask", version=version).status_code == 200
    other = Program(UserFactory(officer=True))
    refused = is_problem(decide(other, idea, "decline", version=version, reason_code="cost"), 412)
    assert refused["current_version"] == fresh(idea).version
    assert fresh(idea).state == State.NEEDS_INFO


def test_a_title_saved_twice_from_the_same_page_is_refused_the_second_time(officer):
    idea = IdeaFactory()
    version = fresh(idea).version
    address = f"triage/{idea.reference}/title/"
    assert officer.puts(address, {"title": "Le premier"}, version=version).status_code == 200
    is_problem(officer.puts(address, {"title": "Le second"}, version=version), 412)
    assert fresh(idea).title == "Le premier"


def test_what_has_left_triage_is_refused_by_its_state(officer):
    idea = IdeaFactory(declined=True)
    version = fresh(idea).version
    is_problem(decide(officer, idea, "ask"), 409)
    is_problem(officer.puts(f"triage/{idea.reference}/assessment/", LEVELS, version=version), 409)
    is_problem(officer.posts(f"triage/{idea.reference}/reopen/", {"reason": "Un fait neuf."}, version=version), 409)
    assert fresh(idea).version == version


def test_nobody_assesses_or_decides_on_their_own(officer):
    own = UserFactory(officer=True)
    idea = IdeaFactory(opened=True, author=own)
    program = Program(own)
    is_problem(decide(program, idea, "ask"), 403)
    is_problem(program.puts(f"triage/{idea.reference}/assessment/", LEVELS, version=fresh(idea).version), 403)


FACTS = [
    ({"outcome": "ask", "review_on": "2027-01-01"}, "review_on"),
    ({"outcome": "decline"}, "reason_code"),
    ({"outcome": "decline", "reason_code": "because"}, "reason_code"),
    ({"outcome": "redirect", "channel": "press"}, "channel"),
    ({"outcome": "park", "review_on": "2026-02-30"}, "review_on"),
    ({"outcome": "park", "review_on": "0001-01-01"}, "review_on"),
    ({"outcome": "park", "review_on": "9999-12-31"}, "review_on"),
    ({"outcome": "merge", "into": "PKR-1999-0001"}, "into"),
    ({"outcome": "propose_quick_win", "due_on": "2027-01-01"}, "owner"),
    ({"outcome": "shortlist"}, "policy"),
    ({"outcome": "shortlist", "message": "Parce que […]."}, "message"),
    ({"outcome": "shortlist", "message": " "}, "message"),
    ({"outcome": "give_answer"}, "outcome"),
    ({"outcome": "approve"}, "outcome"),
]


@pytest.mark.parametrize(("facts", "field"), FACTS, ids=[f"{facts['outcome']}-{field}" for facts, field in FACTS])
def test_a_decision_takes_the_facts_of_its_outcome_and_no_others(officer, facts, field):
    idea = IdeaFactory(opened=True)
    is_problem(decide(officer, idea, **facts), 422, field)
    assert fresh(idea).state == State.IN_TRIAGE


@pytest.mark.parametrize(
    "levels",
    [
        {"policy": 6},
        {"policy": 0},
        {"policy": "4"},
        {"policy": 3.5},
        {"policy": "3,5"},
        {"policy": True},
        {"impact": None},
        {"novelty": None},
    ],
)
def test_a_level_is_a_whole_number_from_1_to_5_or_justified(officer, levels):
    idea = IdeaFactory(opened=True)
    sent = LEVELS | levels
    is_problem(officer.puts(f"triage/{idea.reference}/assessment/", sent, version=fresh(idea).version), 422)
    assert not Assessment.objects.exists()


def test_a_merge_and_its_undoing(officer):
    idea, other = IdeaFactory(opened=True), IdeaFactory()
    assert other.reference in {row["reference"] for row in rows(officer.asks(f"triage/{idea.reference}/candidates/"))}
    assert decide(officer, idea, "merge", into=other.reference).json()["state"] == "merged"
    shown = item(officer, idea).json()
    assert (shown["idea"]["thread"]["merged_into"], shown["moves"]) == (other.reference, ["unmerge"])
    back = officer.posts(f"triage/{idea.reference}/unmerge/", {"reason": "Erreur."}, version=shown["version"])
    assert back.json()["idea"]["state"] == "in_triage"


def test_every_other_move_of_the_officer(officer):
    in_days = (clock.today() + timedelta(days=40)).isoformat()
    lives = [
        (IdeaFactory(fast_track=True), "withdraw-quick-win", {"reason": "Sans suite."}, "in_triage"),
        (IdeaFactory(parked=True), "unpark", None, "in_triage"),
        (IdeaFactory(workshop=True), "return-from-workshop", {"reason": "Tranché."}, "in_triage"),
        (IdeaFactory(workshop=True), "promote", {"proposal": "Grouper.", "message": "Gardé."}, "shortlisted"),
        (decided(outcome="rejected"), "reopen", {"reason": "Un fait neuf."}, "shortlisted"),
        (decided(outcome="deferred"), "reshortlist", None, "shortlisted"),
        (decided(outcome="deferred"), "park", {"review_on": in_days, "message": "Plus tard."}, "parked"),
    ]
    for idea, move, body, state in lives:
        answer = officer.posts(f"triage/{idea.reference}/{move}/", body, version=idea.version)
        assert (move, answer.status_code) == (move, 200)
        assert answer.json()["idea"]["state"] == state
        assert answer["ETag"] == f'"{fresh(idea).version}"'


def test_what_is_passed_on_in_confidence_is_gone_from_the_desk(officer):
    idea = IdeaFactory(opened=True)
    told = decide(officer, idea, "redirect", channel="harassment").json()
    assert told["state"] == "redirected"
    is_problem(officer.asks(f"triage/{idea.reference}/"), 404)
    assert idea.reference not in {row["reference"] for row in rows(officer.asks("ideas/"))}


def test_a_note_stays_between_those_who_triage(officer):
    author = UserFactory()
    idea = IdeaFactory(opened=True, author=author)
    made = officer.posts(f"triage/{idea.reference}/notes/", {"body": "À vérifier avec le site."})
    assert (made.status_code, made.json()["internal"]) == (201, True)
    assert len(rows(officer.asks(f"ideas/{idea.reference}/messages/"))) == 1
    assert rows(Program(author).asks(f"ideas/{idea.reference}/messages/")) == []
    assert "vérifier" not in Program(author).asks(f"ideas/{idea.reference}/story/").content.decode()


@pytest.mark.parametrize("role", [None, "facilitator", "sponsor", "admin"])
def test_the_desk_does_not_exist_for_the_others(role):
    idea = IdeaFactory(opened=True)
    reader = Program(UserFactory(**{role: True} if role else {}))
    is_problem(reader.asks("triage/"), 404)
    is_problem(reader.asks("rubric/"), 404)
    is_problem(reader.asks(f"triage/{idea.reference}/"), 404)
    for method, path, body in WRITES:
        is_problem(reader.asks(f"triage/{idea.reference}/{path}/", body or {}, method=method, version=1), 404)


def test_a_second_reviewer_reads_the_desk_and_assesses_but_does_not_decide():
    idea = IdeaFactory(opened=True)
    reviewer = Program(UserFactory(reviewer=True))
    assert item(reviewer, idea).json()["outcomes"] == []
    is_problem(decide(reviewer, idea, "ask"), 403)
    assert [row["code"] for row in rows(reviewer.asks("rubric/"))] == ["policy", "novelty", "impact", "effort"]


def test_candidates_cost_the_same_with_one_row_and_with_three(officer, count_queries):
    idea = IdeaFactory(opened=True)
    IdeaFactory(visibility="name_hidden")
    address = f"triage/{idea.reference}/candidates/"
    officer.asks(address)
    one = count_queries(lambda: officer.asks(address))
    IdeaFactory()
    IdeaFactory(visibility="name_hidden")
    assert count_queries(lambda: officer.asks(address)) == one
    assert one <= 10


@pytest.mark.parametrize("path", ["triage/", "recommendations/", "actions/", "actions/?ended=true"])
def test_a_list_of_the_desk_costs_the_same_with_one_row_and_with_three(path, count_queries):
    reader = Program(UserFactory(officer=True, sponsor=True))

    def one_more(**facts):
        IdeaFactory(**facts)
        decided(IdeaFactory(shortlisted=True, **facts))
        decided(IdeaFactory(shortlisted=True, **facts), outcome="recommended")
        ended = decided(IdeaFactory(shortlisted=True, **facts))
        apply_transition(ended, "abandon", by=UserFactory(officer=True), reason="Sans suite.")

    one_more(visibility="name_hidden")
    reader.asks(path)
    one = count_queries(lambda: reader.asks(path))
    one_more()
    one_more(visibility="name_hidden")
    assert count_queries(lambda: reader.asks(path)) == one
    assert one <= 10
