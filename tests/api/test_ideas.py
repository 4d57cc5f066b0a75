"""Contributions by the API: the same rules as the pages, for a program."""

from datetime import timedelta

import pytest

from ideas.enums import State
from ideas.models import Idea
from ideas.selectors import visible_to
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from tests.api.asking import Program, is_problem, new_key, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided, done

pytestmark = pytest.mark.django_db

WORDS = {"problem_text": "Deux heures d'attente entre deux clientes.", "change_text": "Grouper par rue."}


def send(program, key=None, **facts):
    return program.posts("ideas/", WORDS | facts, key=key or new_key())


def test_a_contribution_is_sent_and_read_back():
    author = UserFactory()
    program = Program(author)
    answer = send(program)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["kind"], made["state"], made["is_mine"]) == ("proposal", "submitted", True)
    assert made["problem_text"] == WORDS["problem_text"]
    assert made["thread"]["authors"] == [author.get_full_name()]
    assert program.asks(f"ideas/{made['reference']}/").json() == made
    assert [row["reference"] for row in rows(program.asks("ideas/"))] == [made["reference"]]


def test_the_same_key_makes_one_contribution_and_gets_the_same_answer():
    program, key = Program(UserFactory()), new_key()
    first, second = send(program, key), send(program, key)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert Idea.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_makes_nothing():
    colleague = UserFactory()
    program, key = Program(UserFactory()), new_key()
    send(program, key)
    for other in ({"problem_text": "Tout autre chose encore."}, {"visibility": "name_hidden"}):
        is_problem(send(program, key, **other), 422)
    is_problem(send(program, key, coauthors=[colleague.email]), 422)
    is_problem(send(Program(UserFactory()), key), 422)
    assert Idea.objects.count() == 1


def test_a_contribution_without_a_key_is_refused():
    program = Program(UserFactory())
    is_problem(program.posts("ideas/", WORDS), 400)
    is_problem(program.posts("ideas/", WORDS, key="not-a-uuid"), 400)
    assert not Idea.objects.exists()


def test_colleagues_are_named_by_their_address_and_credited_once_they_say_so():
    colleague, author = UserFactory(), Program(UserFactory())
    made = send(author, coauthors=[colleague.email.upper()]).json()
    assert made["thread"]["named"] == [colleague.get_full_name()]
    assert colleague.get_full_name() not in made["thread"]["authors"]
    asked = Program(colleague).asks("ideas/to-sign/").json()["results"]
    assert [row["reference"] for row in asked] == [made["reference"]]
    assert Program(colleague).asks(f"ideas/{made['reference']}/coauthor/", {"accepted": True}).status_code == 204
    made = author.asks(f"ideas/{made['reference']}/").json()
    assert colleague.get_full_name() in made["thread"]["authors"]
    body = is_problem(send(Program(UserFactory()), coauthors=["nobody@parkour.example"]), 422, "coauthors.0")
    assert body["errors"]["coauthors.0"] == ["Nobody here has this e-mail address."]


def test_what_is_not_asked_cannot_be_set():
    body = is_problem(send(Program(UserFactory()), state="approved", author="x", priority=99), 422)
    assert set(body["errors"]) == {"state", "author", "priority"}
    assert not Idea.objects.exists()


def test_a_contribution_of_somebody_else_does_not_exist_before_it_is_on_the_board():
    idea = IdeaFactory(opened=True)
    stranger = Program(UserFactory())
    for path in ("", "story/", "messages/"):
        is_problem(stranger.asks(f"ideas/{idea.reference}/{path}"), 404)
    for path in ("answer", "appeal", "withdraw", "confirm", "dispute", "messages", "quick-win"):
        body = {"body": "Voilà."} if path in {"answer", "appeal", "messages"} else None
        body = {"reason": "Voilà."} if path == "dispute" else {"accepted": True} if path == "quick-win" else body
        is_problem(stranger.posts(f"ideas/{idea.reference}/{path}/", body), 404)
    assert rows(stranger.asks("ideas/")) == []


def test_an_opened_contribution_still_looks_received_to_its_author():
    author, idea = UserFactory(), None
    idea = IdeaFactory(opened=True, author=author)
    assert Idea.objects.get(pk=idea.pk).state == State.IN_TRIAGE
    program = Program(author)
    assert program.asks(f"ideas/{idea.reference}/").json()["state"] == "submitted"
    for state in ("submitted", "in_triage"):
        assert [row["state"] for row in rows(program.asks(f"ideas/?state={state}"))] == ["submitted"]
    officer = Program(UserFactory(officer=True))
    assert officer.asks(f"ideas/{idea.reference}/").json()["state"] == "in_triage"


def test_the_author_answers_appeals_and_withdraws():
    author = UserFactory()
    program = Program(author)
    asked = IdeaFactory(needs_info=True, author=author)
    assert program.asks(f"ideas/{asked.reference}/").json()["thread"]["may"] == ["answer", "withdraw", "messages"]
    answer = program.posts(f"ideas/{asked.reference}/answer/", {"body": "Le lundi matin."})
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert [row["words"] for row in rows(program.asks(f"ideas/{asked.reference}/messages/"))][-1] == "Le lundi matin."
    assert program.posts(f"ideas/{asked.reference}/withdraw/").json()["state"] == "withdrawn"
    is_problem(program.posts(f"ideas/{asked.reference}/answer/", {"body": "Encore."}), 409)
    declined = IdeaFactory(declined=True, author=author)
    assert program.posts(f"ideas/{declined.reference}/appeal/", {"body": "Un fait manque."}).status_code == 200
    is_problem(program.posts(f"ideas/{declined.reference}/appeal/", {"body": "Encore."}), 409)


def test_the_author_says_yes_or_no_to_carrying_it_out():
    levels = {"policy": 4, "novelty": 2, "impact": 4, "effort": 1}
    officer = Program(UserFactory(officer=True))
    due_on = (clock.today() + timedelta(days=20)).isoformat()
    for answer, state in (
        ({"accepted": False, "reason": "Pas le temps."}, "submitted"),
        ({"accepted": True}, "approved"),
    ):
        author = UserFactory()
        idea = IdeaFactory(assessed=True, author=author, levels=levels)
        sent = {"outcome": "self_implement", "message": "À vous ?", "due_on": due_on}
        assert officer.posts(f"triage/{idea.reference}/decision/", sent, version=idea.version).status_code == 200
        program, one = Program(author), f"ideas/{idea.reference}/"
        thread = program.asks(one).json()["thread"]
        assert ("offer" in thread["may"], thread["offered_until"]) == (True, due_on)
        is_problem(Program(UserFactory()).posts(f"{one}offer/", answer), 404)
        assert program.posts(f"{one}offer/", answer).json()["state"] == state
        is_problem(program.posts(f"{one}offer/", answer), 403)


def test_what_a_group_wrote_is_taken_back_by_all_of_them_or_kept():
    author, coauthor = UserFactory(), UserFactory()
    first, second = Program(author), Program(coauthor)
    one = f"ideas/{IdeaFactory(author=author, coauthors=[coauthor]).reference}/"
    assert first.posts(f"{one}withdraw/").json()["state"] == "submitted"
    assert "keep" in second.asks(one).json()["thread"]["may"]
    assert "keep" not in second.posts(f"{one}keep/").json()["thread"]["may"]
    first.posts(f"{one}withdraw/")
    assert second.posts(f"{one}withdraw/").json()["state"] == "withdrawn"


def test_the_author_says_whether_it_is_what_was_wanted():
    author = UserFactory()
    idea = done(IdeaFactory(shortlisted=True, author=author))
    program = Program(author)
    assert "confirm" in program.asks(f"ideas/{idea.reference}/").json()["thread"]["may"]
    assert "confirm" not in program.posts(f"ideas/{idea.reference}/confirm/").json()["thread"]["may"]
    told = program.posts(f"ideas/{idea.reference}/dispute/", {"reason": "Il manque le mardi."})
    assert told.json()["state"] == "in_progress"


def test_the_person_asked_to_carry_out_a_quick_win_says_yes_or_no():
    idea = IdeaFactory(fast_track=True)
    owner = Program(idea.quick_win_owner)
    is_problem(owner.posts(f"ideas/{idea.reference}/quick-win/", {"accepted": False}), 422, "reason")
    assert owner.posts(f"ideas/{idea.reference}/quick-win/", {"accepted": True}).status_code == 204
    assert Idea.objects.get(pk=idea.pk).quick_win_accepted_at is not None
    other = IdeaFactory(fast_track=True)
    is_problem(owner.posts(f"ideas/{other.reference}/quick-win/", {"accepted": True}), 403)


def test_the_board_shows_what_became_of_everything_to_everybody():
    idea = decided()
    reader = Program(UserFactory())
    [card] = rows(reader.asks("board/?tab=in-progress"))
    assert (card["reference"], card["we_did"]) == (idea.reference, "Un irritant de chaque semaine.")
    assert rows(reader.asks("board/?tab=not-kept")) == []
    told = reader.asks(f"ideas/{idea.reference}/").json()
    assert told["thread"] is None
    assert [row["name"] for row in told["results"]] == ["Direction", "Collaborateurs"]
    [row] = rows(reader.asks("decisions/?outcome=approved"))
    assert (row["idea"], row["owner"], row["due_on"]) == (idea.reference, "", None)


@pytest.mark.parametrize("role", [None, "officer", "reviewer", "facilitator", "sponsor", "admin"])
def test_the_list_and_the_page_agree_on_what_one_may_read(role):
    reader = UserFactory(**{role: True} if role else {})
    for moment in ("opened", "declined", "shortlisted", "in_window", "parked", "answered", "redirected"):
        IdeaFactory(**{moment: True})
        IdeaFactory(**{moment: True}, author=reader)
    decided(owner=reader)
    confidential = IdeaFactory(opened=True, author=reader)
    joined = IdeaFactory(opened=True)
    officer = UserFactory(officer=True)
    apply_transition(confidential, "merge", by=officer, message="Même sujet.", into=joined)
    apply_transition(joined, "redirect", by=officer, message="Je transmets.", channel="harassment")
    Idea.objects.filter(pk=IdeaFactory(author=reader).pk).update(state=State.DRAFT)
    Idea.objects.filter(pk=IdeaFactory().pk).update(state=State.WITHDRAWN)
    seen = {idea.pk for idea in Idea.objects.all() if reader.has_perm("ideas.view_idea", idea)}
    assert set(visible_to(reader).values_list("pk", flat=True)) == seen
    assert 0 < len(seen) < Idea.objects.count()


def test_pages_follow_each_other_whatever_is_sent_meanwhile():
    author = UserFactory()
    sent = [IdeaFactory(author=author).reference for _number in range(5)]
    program, seen = Program(author), []
    url = "/api/v1/ideas/?limit=2&mine=true"
    while url:
        page = program.asks(url).json()
        seen += [row["reference"] for row in page["results"]]
        url = page["next"] and page["next"].removeprefix("http://testserver")
        IdeaFactory(author=author)
    assert seen == sent[::-1]
    oldest = rows(program.asks("ideas/?order=oldest&limit=2"))
    assert [row["reference"] for row in oldest] == sent[:2]


@pytest.mark.parametrize(
    "query",
    [
        "author__email__startswith=a",
        "site__name=x",
        "order=priority",
        "order=-priority",
        "limit=0",
        "limit=1000000",
        "limit=abc",
        "cursor=abc",
        "cursor=" + "9" * 60,
        "kind=secret",
        "state=approved&state=draft",
        "page=2",
        "offset=20",
        "mine=%00",
        "tab=%ED%A0%80",
    ],
)
def test_what_is_no_filter_here_is_refused_with_a_sentence(query):
    is_problem(Program(UserFactory()).asks(f"ideas/?{query}"), 400)


@pytest.mark.parametrize("path", ["ideas/", "board/", "decisions/", "ideas/?mine=true"])
def test_a_list_costs_the_same_with_one_row_and_with_three(path, count_queries):
    reader = UserFactory()
    program = Program(reader)
    decided(IdeaFactory(shortlisted=True, author=reader, visibility="name_hidden"))
    program.asks(path)
    one = count_queries(lambda: program.asks(path))
    for _number in range(2):
        decided(IdeaFactory(shortlisted=True, author=reader))
        decided(IdeaFactory(shortlisted=True, author=reader, visibility="name_hidden"))
    assert count_queries(lambda: program.asks(path)) == one
    assert one <= 10
