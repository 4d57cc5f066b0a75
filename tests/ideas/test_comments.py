"""Comments: written once, corrected for a quarter of an hour, judged by an officer who is not their writer."""

import random
import threading
import uuid
from datetime import timedelta

import pytest

from ideas.models import Comment, CommentReport
from ideas.services import comments
from ideas.services.comments import (
    COMMENT_LIMIT,
    MOST,
    edit_comment,
    hide_comment,
    keep_comment,
    remove_comment,
    report_comment,
    restore_comment,
    write_comment,
)
from ideas.services.follow_up import close_idea, publish_update, verify_effect
from ideas.services.lifecycle import apply_transition
from ideas.talk import reported_comments, reported_page
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.racing import in_thread, run
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided, done
from tests.ideas.talking import counts, on_the_board, say
from tests.waiting import held_until_another_has_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def told(person):
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


# --- Writing ----------------------------------------------------------------------------------------------


def test_a_comment_is_kept_as_it_was_written_and_counted():
    idea, person = on_the_board(), UserFactory()
    comment = say(idea, person, "  Même chose chez nous.\r\nEt le jeudi ? ")
    assert Comment.objects.get() == comment
    assert (comment.body, comment.writer) == ("Même chose chez nous.\nEt le jeudi ?", person)
    assert counts(idea) == (0, 1)


def test_the_same_key_makes_one_comment():
    idea, person, key = on_the_board(), UserFactory(), uuid.uuid4()
    first, second = (write_comment(idea, by=person, body="Oui.", key=key) for _tap in range(2))
    assert (first, second) == ((first[0], True), (first[0], False))
    assert counts(idea) == (0, 1)


def test_a_key_of_somebody_else_gives_nothing_away():
    idea, key = on_the_board(), uuid.uuid4()
    say(idea, key=key)
    with pytest.raises(InvalidInput):
        say(idea, key=key)
    assert counts(idea) == (0, 1)


@pytest.mark.parametrize("body", ["", "  \n ", "a" * (COMMENT_LIMIT + 1), "a\x00b"])
def test_a_comment_has_words_and_not_too_many(body):
    with pytest.raises(InvalidInput):
        say(on_the_board(), body=body)
    assert not Comment.objects.exists()


def test_a_comment_of_five_thousand_characters_is_kept_whole():
    assert len(say(on_the_board(), body="é" * COMMENT_LIMIT).body) == COMMENT_LIMIT


def test_one_person_writes_so_many_comments_an_hour_and_goes_on_afterwards():
    idea, person = on_the_board(), UserFactory()
    for _comment in range(MOST):
        say(idea, person)
    with pytest.raises(InvalidInput):
        say(on_the_board(), person)
    say(idea)
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        say(idea, person)
    assert counts(idea) == (0, MOST + 2)


def test_the_authors_comment_on_their_own():
    author = UserFactory()
    idea = on_the_board(author=author)
    say(idea, author)
    assert counts(idea) == (0, 1)


@pytest.mark.parametrize("moment", ["opened", "redirected", "needs_info"])
def test_what_is_not_on_the_board_takes_no_comment_from_anybody(moment, officer):
    idea = IdeaFactory(**{moment: True})
    with pytest.raises(NotAllowed):
        say(idea)
    with pytest.raises(TransitionRefused):
        say(idea, officer)


def test_what_is_done_and_told_takes_no_more_comments(officer):
    idea = done()
    say(idea)
    verify_effect(idea, by=officer, claim_level="demonstrated", effect="Une heure par semaine.")
    publish_update(idea, by=officer, you_said="On attend.", we_did="On a regroupé.")
    close_idea(idea, by=officer)
    with pytest.raises(TransitionRefused):
        say(idea)
    assert counts(idea) == (0, 1)


def test_what_was_abandoned_takes_no_more_comments_and_what_was_not_kept_does(officer):
    abandoned = decided()
    apply_transition(abandoned, "abandon", by=officer, reason="Le prestataire a fermé.")
    with pytest.raises(TransitionRefused):
        say(abandoned)
    declined = IdeaFactory(declined=True)
    say(declined)
    assert counts(declined) == (0, 1)


def test_the_authors_are_told_once_a_day_without_the_words_and_the_writer_is_not():
    author, friend = UserFactory(), UserFactory()
    idea = on_the_board(author=author, coauthors=(friend,))
    say(idea, body="Des mots qui peuvent disparaître.")
    say(idea, friend)
    assert (told(author).count("author_comment"), told(friend).count("author_comment")) == (1, 1)
    letters = Notification.objects.filter(kind="author_comment").values_list("body", flat=True)
    mails = OutgoingMail.objects.filter(kind="author_comment").values_list("body_text", flat=True)
    assert not any("disparaître" in words for words in [*letters, *mails])
    with clock.at(clock.now() + timedelta(days=1)):
        say(idea)
    assert told(author).count("author_comment") == 2


# --- Correcting and removing ------------------------------------------------------------------------------


def test_its_writer_corrects_it_within_a_quarter_of_an_hour():
    comment = say(on_the_board())
    last_moment = comment.written_at + timedelta(minutes=14, seconds=59)
    with clock.at(last_moment):
        corrected = edit_comment(comment, by=comment.writer, body="Plutôt le lundi.")
    assert (corrected.body, corrected.edited_at) == ("Plutôt le lundi.", last_moment)


def test_afterwards_it_is_only_removed():
    comment = say(on_the_board())
    with clock.at(comment.written_at + timedelta(minutes=15)):
        with pytest.raises(TransitionRefused):
            edit_comment(comment, by=comment.writer, body="Plutôt le lundi.")
        remove_comment(comment, by=comment.writer)
    assert counts(comment.idea) == (0, 0)


def test_a_comment_saved_without_a_change_is_not_said_to_be_corrected():
    comment = say(on_the_board())
    assert edit_comment(comment, by=comment.writer, body=comment.body).edited_at is None


def test_the_words_of_a_removed_comment_are_gone_and_its_reports_are_answered():
    comment = say(on_the_board())
    report_comment(comment, by=UserFactory(), reason="private")
    for _tap in range(2):
        remove_comment(comment, by=comment.writer)
    kept = Comment.objects.get()
    assert (kept.body, kept.removed_at is not None) == ("", True)
    assert not reported_comments().exists()
    with pytest.raises(TransitionRefused):
        edit_comment(comment, by=comment.writer, body="Revoilà.")


def test_nobody_changes_or_removes_what_another_wrote(officer):
    comment = say(on_the_board())
    for person in (UserFactory(), officer):
        with pytest.raises(NotAllowed):
            edit_comment(comment, by=person, body="Autre chose.")
        with pytest.raises(NotAllowed):
            remove_comment(comment, by=person)


# --- Reporting and judging --------------------------------------------------------------------------------


def test_each_reader_reports_a_comment_once_and_the_officer_is_told_once():
    officer = UserFactory(officer=True)
    comment, reader = say(on_the_board(officer=officer)), UserFactory()
    assert [report_comment(comment, by=reader, reason="hurtful") for _tap in range(2)] == [True, False]
    report_comment(comment, by=UserFactory(), reason="hurtful", note="Vise une collègue.")
    (row,) = reported_page(officer)
    assert (row.comment, row.reasons, row.notes) == (
        comment,
        [("Il blesse ou attaque quelqu’un", 2)],
        ["Vise une collègue."],
    )
    assert told(officer).count("officer_report") == 1


def test_nobody_reports_their_own_words_nor_for_no_reason():
    comment = say(on_the_board())
    with pytest.raises(NotAllowed):
        report_comment(comment, by=comment.writer, reason="hurtful")
    with pytest.raises(InvalidInput):
        report_comment(comment, by=UserFactory(), reason="because")
    with pytest.raises(InvalidInput):
        report_comment(comment, by=UserFactory(), reason="other", note="x" * 501)
    assert not CommentReport.objects.exists()


def test_a_hidden_comment_is_counted_no_more_and_its_writer_reads_why(officer):
    comment = say(on_the_board())
    report_comment(comment, by=UserFactory(), reason="private")
    for _tap in range(2):
        hide_comment(comment, by=officer, reason="Nomme une cliente.")
    assert counts(comment.idea) == (0, 0)
    assert not reported_comments().exists()
    letter = Notification.objects.get(recipient=comment.writer, kind="comment_hidden")
    assert "Nomme une cliente." in letter.body


def test_a_comment_shown_again_is_counted_again_and_its_writer_is_told(officer):
    comment = say(on_the_board())
    hide_comment(comment, by=officer, reason="À revoir.")
    for _tap in range(2):
        restore_comment(comment, by=officer)
    assert counts(comment.idea) == (0, 1)
    assert told(comment.writer) == ["comment_hidden", "comment_restored"]


def test_a_comment_left_as_it_is_leaves_the_list_until_somebody_else_reports_it(officer):
    comment, reader = say(on_the_board()), UserFactory()
    report_comment(comment, by=reader, reason="off_topic")
    assert keep_comment(comment, by=officer) == 1
    assert report_comment(comment, by=reader, reason="hurtful") is False
    assert not reported_comments().exists()
    report_comment(comment, by=UserFactory(), reason="off_topic")
    assert list(reported_comments()) == [comment]


def test_an_officer_hides_with_a_reason(officer):
    with pytest.raises(InvalidInput):
        hide_comment(say(on_the_board()), by=officer, reason=" ")


def test_only_officers_judge_and_never_their_own_words(officer):
    comment, own = say(on_the_board()), say(on_the_board(), officer)
    for person, judged in ((UserFactory(reviewer=True), comment), (comment.writer, comment), (officer, own)):
        for judge in (restore_comment, keep_comment, lambda one, by: hide_comment(one, by=by, reason="Non.")):
            with pytest.raises(NotAllowed):
                judge(judged, by=person)


# --- At the same moment -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_write_one_comment():
    idea, person, key, told_new = on_the_board(), UserFactory(), uuid.uuid4(), []

    def tap():
        told_new.append(write_comment(idea, by=person, body="Oui.", key=key)[1])

    run([in_thread(tap) for _tap in range(6)])
    assert sorted(told_new) == [False] * 5 + [True]
    assert counts(idea) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_the_count_is_true_after_many_wrote_removed_and_hid_at_once():
    idea, people, officer = on_the_board(), UserFactory.create_batch(24), UserFactory(officer=True)
    dice, lock, errors = random.Random(3), threading.Lock(), []
    queue = [(person, dice.choice(["stays", "removed", "hidden"])) for person in people]
    stays = sum(1 for _person, fate in queue if fate == "stays")

    def work():
        while True:
            with lock:
                if not queue:
                    return
                person, fate = queue.pop()
            try:
                comment = say(idea, person)
                if fate == "removed":
                    remove_comment(comment, by=person)
                elif fate == "hidden":
                    hide_comment(comment, by=officer, reason="Non.")
            except Exception as error:
                errors.append(error)

    run([in_thread(work) for _thread in range(8)])
    assert errors == []
    assert counts(idea) == (0, stays)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_contribution_the_count_of_comments_is_wrong(monkeypatch):
    """The fault that the test above must catch."""
    idea = on_the_board()
    monkeypatch.setattr(comments, "lock", lambda idea: type(idea).objects.get(pk=idea.pk))
    monkeypatch.setattr(comments, "count_comments", held_until_another_has_counted(comments.count_comments))
    people = UserFactory.create_batch(2)
    run([in_thread(lambda person=person: say(idea, person)) for person in people])
    assert (Comment.objects.count(), counts(idea)) == (2, (0, 1))
