"""Supports, followers and comments by the API: the same rules as the pages."""

import pytest

from ideas.models import Comment, Follow
from ideas.services.comments import hide_comment
from tests.api.asking import Program, is_problem, new_key, rows
from tests.factories import UserFactory
from tests.ideas.talking import counts, on_the_board, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea():
    return on_the_board()


def at(idea, part):
    return f"ideas/{idea.reference}/{part}/"


def test_one_supports_follows_and_takes_it_back(idea):
    program = Program(UserFactory())
    assert program.asks(at(idea, "support")).json() == standing()
    for _twice in range(2):
        assert program.asks(at(idea, "support"), method="PUT").json() == standing(supports=1, supported=True)
    followed = program.asks(at(idea, "follow"), method="PUT").json()
    assert followed == standing(supports=1, supported=True, followed=True)
    assert [row["reference"] for row in rows(program.asks("ideas/?followed=true"))] == [idea.reference]
    assert program.asks(at(idea, "support"), method="DELETE").json() == standing(followed=True)
    assert program.asks(at(idea, "follow"), method="DELETE").json() == standing()
    assert rows(program.asks("ideas/?followed=true")) == []


def standing(**facts):
    return {"supports": 0, "comments": 0, "supported": False, "followed": False} | facts


def test_authors_neither_support_nor_follow_their_own(idea):
    program = Program(idea.people.get())
    for part in ("support", "follow"):
        is_problem(program.asks(at(idea, part), method="PUT"), 403)
    assert (counts(idea), Follow.objects.exists()) == ((0, 0), False)


def test_a_comment_is_sent_once_per_key_and_read_back(idea):
    program, key = Program(UserFactory()), new_key()
    first, second = (program.posts(at(idea, "comments"), {"body": "Chez nous aussi."}, key=key) for _twice in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    assert (first.json()["is_mine"], first.json()["may"]) == (True, ["edit", "remove"])
    told = rows(Program(UserFactory()).asks(at(idea, "comments")))
    assert [(row["words"], row["is_mine"], row["may"]) for row in told] == [("Chez nous aussi.", False, ["report"])]
    assert counts(idea) == (0, 1)


def test_a_comment_needs_its_key_and_words(idea):
    program = Program(UserFactory())
    is_problem(program.posts(at(idea, "comments"), {"body": "Sans clé."}), 400)
    is_problem(program.posts(at(idea, "comments"), {"body": "x" * 5001}, key=new_key()), 422)
    is_problem(program.posts(at(idea, "comments"), {}, key=new_key()), 422)
    assert not Comment.objects.exists()


def test_its_writer_corrects_and_removes_it(idea):
    comment = say(idea)
    program, place = Program(comment.writer), at(idea, f"comments/{comment.pk}")
    corrected = program.asks(place, {"body": "Plutôt le lundi."}, method="PATCH").json()
    assert (corrected["words"], corrected["edited_at"] is None) == ("Plutôt le lundi.", False)
    assert program.asks(place, method="DELETE").status_code == 204
    is_problem(program.asks(place, {"body": "Revoilà."}, method="PATCH"), 404)
    assert rows(program.asks(at(idea, "comments"))) == []


def test_a_report_reaches_the_officer_who_judges_it_without_learning_whose_it_is(idea):
    comment, reader = say(idea), UserFactory()
    place, officer = at(idea, f"comments/{comment.pk}"), Program(UserFactory(officer=True))
    report = {"reason": "private", "note": "Une adresse."}
    assert Program(reader).posts(f"{place}report/", report).status_code == 204
    (row,) = rows(officer.asks("reports/"))
    assert (row["id"], row["idea"], row["notes"]) == (comment.pk, idea.reference, ["Une adresse."])
    assert [reason["count"] for reason in row["reasons"]] == [1]
    assert reader.get_full_name() not in str(row)
    hidden = officer.posts(f"{place}hide/", {"reason": "Nomme une cliente."}).json()
    assert hidden["hidden_reason"] == "Nomme une cliente."
    assert (rows(officer.asks("reports/")), counts(idea)) == ([], (0, 0))
    assert officer.posts(f"{place}restore/").json()["hidden_reason"] == ""
    assert officer.posts(f"{place}keep/").status_code == 204


def test_a_hidden_comment_is_on_no_list_of_the_others(idea):
    comment = say(idea)
    hide_comment(comment, by=UserFactory(officer=True), reason="Nomme une cliente.")
    assert rows(Program(UserFactory()).asks(at(idea, "comments"))) == []
    assert len(rows(Program(comment.writer).asks(at(idea, "comments")))) == 1


def test_comments_are_paged_by_key_the_latest_first(idea):
    written = [say(idea, body=f"Remarque {number}.") for number in range(3)]
    program = Program(UserFactory())
    first = program.asks(at(idea, "comments") + "?limit=2").json()
    assert [row["id"] for row in first["results"]] == [written[2].pk, written[1].pk]
    following = program.asks("/" + first["next"].split("/", 3)[3]).json()
    assert ([row["id"] for row in following["results"]], following["next"]) == ([written[0].pk], None)


def test_the_numbers_are_told_with_the_contribution_and_its_card(idea):
    say(idea)
    Program(UserFactory()).asks(at(idea, "support"), method="PUT")
    reader = Program(UserFactory())
    told = reader.asks(f"ideas/{idea.reference}/").json()
    (card,) = rows(reader.asks("board/"))
    assert {(one["supports"], one["comments"]) for one in (told, told["card"], card)} == {(1, 1)}
