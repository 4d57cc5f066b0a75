"""Following: one is told what becomes of a contribution, in words that everybody may read, until one stops."""

import re

import pytest

from ideas.enums import DecisionOutcome, Outcome
from ideas.following import FOLLOWER_WORDS
from ideas.models import Follow, Idea
from ideas.privacy import Veil
from ideas.services.comments import hide_comment, remove_comment
from ideas.services.follow_up import confirm_done, publish_update, start_work, verify_effect
from ideas.services.following import follow, unfollow
from ideas.services.officer_moves import make_move
from ideas.services.submission import appeal
from ideas.services.support import support, withdraw_support
from ideas.services.triage import Orientation, decide_triage
from ideas.talk import talk_of
from ideas.workflow import TRANSITIONS
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.notifications.kinds import Group, kind_of
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.preferences import save_preferences, unsubscribe
from parkour.notifications.quiet import EVENING, MORNING
from parkour.notifications.unsubscribe import read_token
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided
from tests.ideas.talking import counts, on_the_board, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def news(person):
    """What `person` was told as a follower, without the family of the kind."""
    kinds = Notification.objects.filter(recipient=person, kind__startswith="follower_").order_by("pk")
    return [kind.removeprefix("follower_") for kind in kinds.values_list("kind", flat=True)]


def merged(idea, into, officer):
    decide_triage(idea, Orientation(Outcome.MERGE, "Avec l'autre.", into=into), by=officer)
    return Idea.objects.get(pk=into.pk)


# --- Beginning and stopping -------------------------------------------------------------------------------


def test_following_twice_is_once_and_so_is_stopping():
    idea, person = on_the_board(), UserFactory()
    assert [follow(idea, by=person) for _tap in range(2)] == [True, False]
    assert Follow.objects.get().person == person
    assert [unfollow(idea, by=person) for _tap in range(2)] == [True, False]


def test_authors_need_no_bell_and_nobody_follows_what_they_cannot_read(officer):
    author = UserFactory()
    with pytest.raises(NotAllowed):
        follow(on_the_board(author=author), by=author)
    with pytest.raises(NotAllowed):
        follow(IdeaFactory(opened=True), by=UserFactory())
    with pytest.raises(TransitionRefused):
        follow(IdeaFactory(opened=True), by=officer)


# --- Being told -------------------------------------------------------------------------------------------


def test_a_follower_is_told_of_decision_start_end_effect_and_publication(officer):
    idea, person = on_the_board(), UserFactory()
    follow(idea, by=person)
    idea = decided(idea)
    start_work(idea, by=officer)
    confirm_done(idea, by=officer, evidence="Les passages sont regroupés.")
    verify_effect(idea, by=officer, claim_level="demonstrated", effect="Une heure par semaine.")
    for _correction in range(2):
        publish_update(idea, by=officer, you_said="On attend.", we_did="On a regroupé.")
    assert news(person) == ["approve", "start_work", "mark_done", "verify", "publish"]


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        (DecisionOutcome.REJECTED, "reject"),
        (DecisionOutcome.RECOMMENDED, "recommend"),
        (DecisionOutcome.DEFERRED, "defer"),
    ],
)
def test_a_follower_reads_the_reason_of_a_decision(outcome, name):
    idea, person = on_the_board(), UserFactory()
    follow(idea, by=person)
    decided(idea, outcome=outcome, reason="Trop cher cette année.")
    letter = Notification.objects.get(recipient=person, kind=f"follower_{name}")
    assert "Trop cher cette année." in letter.body
    assert letter.url == idea.get_absolute_url()


def test_whoever_stops_and_whoever_leaves_is_told_no_more():
    idea, stopped, left = on_the_board(), UserFactory(), UserFactory()
    for person in (stopped, left):
        follow(idea, by=person)
    unfollow(idea, by=stopped)
    left.is_active = False
    left.save()
    decided(idea)
    assert not Notification.objects.filter(kind__startswith="follower_").exists()


def test_an_effect_that_is_not_published_is_not_told_in_words(officer):
    idea, person = decided(), UserFactory()
    follow(idea, by=person)
    start_work(idea, by=officer)
    confirm_done(idea, by=officer, evidence="Fait.")
    verify_effect(idea, by=officer, claim_level="adverse", effect="Pire qu’avant à Rezé.")
    assert "Rezé" not in Notification.objects.get(recipient=person, kind="follower_verify").body


def test_every_event_told_to_followers_is_of_the_table_or_a_publication():
    assert set(FOLLOWER_WORDS) - set(TRANSITIONS) == {"publish"}
    assert {kind_of(f"follower_{name}").group for name in FOLLOWER_WORDS} == {Group.FOLLOWED}


SIGNED = "Zoé Quetzal l’a montré : Quetzal attend deux heures."


def letters_after_a_refusal(visibility):
    """What a follower is told when a contribution of Zoé Quetzal is not kept, with her name in every text."""
    author, person = UserFactory(first_name="Zoé", last_name="Quetzal"), UserFactory()
    idea = on_the_board(author=author, visibility=visibility, problem_text=SIGNED)
    follow(idea, by=person)
    decided(idea, outcome=DecisionOutcome.REJECTED, reason=SIGNED)
    row = Notification.objects.get(recipient=person, kind="follower_reject")
    mail = OutgoingMail.objects.get(notification=row)
    return row.title + row.body + mail.subject + mail.body_text + mail.body_html


@pytest.mark.parametrize("visibility", ["name_hidden", "public"])  # not kept: nobody is named
def test_a_follower_reads_no_hidden_name(visibility):
    assert "Quetzal" not in letters_after_a_refusal(visibility)


def test_without_the_veil_a_follower_would_read_it(monkeypatch):
    """The fault that the test above must catch."""
    monkeypatch.setattr(Veil, "words", lambda self, text: text)
    assert "Quetzal" in letters_after_a_refusal("name_hidden")


# --- By mail ----------------------------------------------------------------------------------------------


def mails_of(person):
    return OutgoingMail.objects.filter(recipient=person, kind__startswith="follower_", state="queued").count()


@pytest.mark.parametrize(("rhythm", "mails"), [("at_once", 1), ("friday", 1), ("mine_only", 0), ("none", 0)])
def test_news_of_what_one_follows_comes_by_mail_as_one_wishes(rhythm, mails):
    idea, person = on_the_board(), UserFactory()
    save_preferences(by=person, rhythm=rhythm, quiet_from=EVENING, quiet_until=MORNING)
    follow(idea, by=person)
    decided(idea)
    assert (mails_of(person), news(person)) == (mails, ["approve"])


def test_the_link_of_such_a_mail_ends_them_and_leaves_those_of_ones_own():
    idea, person = on_the_board(), UserFactory()
    follow(idea, by=person)
    decided(idea)
    token = re.search(r"unsubscribe/([^/\s]+)/", OutgoingMail.objects.get(recipient=person).body_text)[1]
    unsubscribe(*read_token(token))
    assert mails_of(person) == 0
    IdeaFactory(author=person)
    assert OutgoingMail.objects.filter(recipient=person, kind="author_submit", state="queued").count() == 1


# --- Carried with another, and separated again ------------------------------------------------------------


@pytest.fixture
def pair(officer):
    """Two contributions with supporters, followers and a comment; the first is under review again."""
    first, second = IdeaFactory(declined=True), on_the_board()
    only_first, both, only_second = UserFactory.create_batch(3)
    for person in (only_first, both):
        support(first, by=person)
        follow(first, by=person)
    for person in (only_second, both, first.people.get()):
        support(second, by=person)
        follow(second, by=person)
    support(first, by=second.people.get())  # who wrote the second does not support it by a merge
    say(first, only_first, "Dit sur la première.")
    say(second, only_second, "Dit sur la seconde.")
    appeal(first, by=first.people.get(), body="Un fait manquait.")
    return first, second, {"first": only_first, "both": both, "second": only_second}


def test_supports_followers_and_comments_go_along_without_doubles(pair, officer):
    first, second, people = pair
    second = merged(first, second, officer)
    assert counts(second) == (4, 2)
    assert {row.person for row in second.follows.all()} == {*people.values(), first.people.get()}
    assert [comment.words for comment in talk_of(people["both"], second, Veil()).comments] == [
        "Dit sur la seconde.",
        "Dit sur la première.",
    ]


def test_those_who_followed_are_told_where_it_is_carried_and_hear_of_the_rest(pair, officer):
    first, second, people = pair
    second = merged(first, second, officer)
    letter = Notification.objects.get(recipient=people["first"], kind="follower_merge")
    assert (second.reference in letter.body, letter.url) == (True, second.get_absolute_url())
    decided(second)
    assert news(people["first"])[-1] == "approve"


def test_what_was_separated_again_has_its_own_back_and_leaves_the_rest(pair, officer):
    first, second, people = pair
    before = counts(first), counts(second)
    merged(first, second, officer)
    make_move(Idea.objects.get(pk=first.pk), "unmerge", by=officer, reason="Deux sujets.")
    assert (counts(first), counts(second)) == before == ((3, 1), (3, 1))
    assert people["first"] not in {row.person for row in second.follows.all()}
    assert people["both"] in {row.person for row in second.follows.all()}


def test_who_came_with_two_of_them_stays_for_the_other_one(pair, officer):
    first, second, people = pair
    third = IdeaFactory(declined=True)
    support(third, by=people["first"])
    appeal(third, by=third.people.get(), body="Un fait manquait.")
    merged(first, second, officer)
    merged(third, second, officer)
    make_move(Idea.objects.get(pk=first.pk), "unmerge", by=officer, reason="Deux sujets.")
    assert second.supports.get(person=people["first"]).merged_from == third
    assert counts(second) == (4, 1)


def test_a_comment_that_came_along_is_hidden_and_removed_in_both_counts(pair, officer):
    first, second, people = pair
    comment = first.comments.get()
    second = merged(first, second, officer)
    hide_comment(comment, by=officer, reason="Nomme une cliente.")
    assert (counts(first)[1], counts(second)[1]) == (0, 1)
    remove_comment(second.comments.get(), by=people["second"])
    assert (counts(first)[1], counts(second)[1]) == (0, 0)


def test_one_may_take_back_a_support_that_came_along(pair, officer):
    first, second, people = pair
    second = merged(first, second, officer)
    assert withdraw_support(second, by=people["first"]).support_count == 3
