"""Second opinions: who is asked by which rule, what stays sealed until when, and agreeing after a talk."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from ideas.desk import queue_numbers
from ideas.enums import OpinionReason, Outcome, State
from ideas.models import Assessment, Idea, IdeaEvent, OpinionRequest
from ideas.opinions import held_scores, opinions_page, talks_of, waiting_opinions
from ideas.services import opinions
from ideas.services.submission import answer_question, appeal
from ideas.services.triage import Orientation, assess_idea, current_scores, decide_triage
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
HIGH = {"policy": 5, "novelty": 4, "impact": 5, "effort": 1}
NEARLY = {"policy": 4, "novelty": 4, "impact": 5, "effort": 2}
FAR = {"policy": 5, "novelty": 4, "impact": 2, "effort": 1}


@pytest.fixture(autouse=True)
def sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", last_name="Première")


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True, first_name="Ada", last_name="Seconde")


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def rated(by, levels=HIGH, **facts):
    """A contribution with the first levels of `by`."""
    idea = IdeaFactory(officer=by, **facts)
    assess_idea(idea, by=by, **levels)
    return fresh(idea)


def decide(idea, by, outcome=Outcome.SHORTLIST, **facts):
    return decide_triage(idea, Orientation(outcome, "Merci, voici la suite.", **facts), by=by)


def enough_double_ratings(monkeypatch):
    monkeypatch.setattr("ideas.services.sealing.double_scored", lambda: 30)
    monkeypatch.setattr("ideas.services.sealing.is_drawn", lambda reference: False)


def far_apart(officer, reviewer):
    idea = rated(officer)
    assess_idea(idea, by=reviewer, **FAR)
    return fresh(idea)


# --- Asking ---------------------------------------------------------------------------------------------------


def test_until_thirty_were_rated_twice_every_first_assessment_asks_for_a_second(officer, reviewer):
    idea = rated(officer)
    asked = OpinionRequest.objects.get()
    assert (asked.first, asked.because, asked.asked_by, asked.ended_at) == (officer, OpinionReason.FEW, None, None)
    assert idea.sealed
    assert [row.idea for row in waiting_opinions(reviewer)] == [idea]


@pytest.mark.parametrize(
    ("levels", "facts", "because"),
    [
        (HIGH, {}, None),
        ({"policy": 3, "novelty": 3, "impact": 3, "effort": 3}, {}, OpinionReason.NEAR),
        (HIGH | {"confident": False}, {}, OpinionReason.UNSURE),
    ],
)
def test_afterwards_a_rule_has_to_hold(officer, reviewer, monkeypatch, levels, facts, because):
    enough_double_ratings(monkeypatch)
    idea = rated(officer, levels, **facts)
    assert list(OpinionRequest.objects.values_list("because", flat=True)) == ([because] if because else [])
    assert idea.sealed == bool(because)


def test_what_somebody_of_the_desk_wrote_is_rated_twice(officer, reviewer, monkeypatch):
    enough_double_ratings(monkeypatch)
    rated(officer, author=UserFactory(officer=True))
    assert OpinionRequest.objects.get().because == OpinionReason.DESK_AUTHOR


def test_where_nobody_else_rates_nothing_is_sealed_and_asking_says_so(officer):
    idea = rated(officer)
    assert not idea.sealed and not OpinionRequest.objects.exists()
    with pytest.raises(TransitionRefused, match="Nobody else"):
        opinions.ask_opinion(idea, by=officer)


def test_asking_by_hand_tells_the_others_at_once_and_once_more_after_three_days(officer, reviewer, monkeypatch):
    enough_double_ratings(monkeypatch)
    author = UserFactory(officer=True)
    monkeypatch.setattr("ideas.services.sealing._author_on_desk", lambda idea: False)
    idea = rated(officer, author=author)
    told = Notification.objects.filter(kind__startswith="opinion")
    opinions.ask_opinion(idea, by=officer)
    opinions.ask_opinion(fresh(idea), by=officer)
    assert [row.recipient for row in told] == [reviewer]
    assert OutgoingMail.objects.filter(to_address=reviewer.email).count() == 1
    assert not any(digit in told.get().body.replace(idea.reference, "") for digit in "12345")
    for days, more in ((2, 0), (3, 1), (9, 0)):
        with clock.at(clock.now() + timedelta(days=days)):
            assert opinions.remind_raters() == more
    assert told.all().count() == 2


def test_what_a_rule_asks_for_waits_in_the_list_without_a_letter(officer, reviewer):
    rated(officer)
    with clock.at(clock.now() + timedelta(days=9)):
        assert opinions.remind_raters() == 0
    assert not Notification.objects.filter(kind__startswith="opinion").exists()


def test_asking_wants_ones_own_levels_and_a_version_that_stands(officer, reviewer):
    idea = IdeaFactory()
    with pytest.raises(TransitionRefused, match="own levels first"):
        opinions.ask_opinion(idea, by=officer)
    first = rated(officer)
    with pytest.raises(Conflict):
        opinions.ask_opinion(first, by=officer, version=first.version - 1)
    with pytest.raises(NotAllowed):
        opinions.ask_opinion(first, by=UserFactory())


def test_the_first_rater_takes_it_back_and_it_is_not_asked_again_by_itself(officer, reviewer):
    idea = rated(officer)
    with pytest.raises(NotAllowed):
        opinions.take_back_opinion(idea, by=reviewer)
    opinions.take_back_opinion(idea, by=officer)
    assess_idea(idea, by=officer, **NEARLY)
    assert not fresh(idea).sealed
    assert list(waiting_opinions(reviewer)) == []
    with pytest.raises(TransitionRefused):
        opinions.take_back_opinion(idea, by=officer)


def test_it_waits_for_those_of_the_desk_but_the_first_rater_and_the_authors(officer, reviewer):
    coauthor, other = UserFactory(reviewer=True), UserFactory(officer=True)
    author = UserFactory(officer=True)
    idea = rated(officer, author=author, coauthors=(coauthor,))
    for person, number in ((officer, 0), (author, 0), (coauthor, 0), (reviewer, 1), (other, 1)):
        assert (len(opinions_page(person)), queue_numbers(person)["opinions"]) == (number, number)
    decide(idea, officer)
    assert (len(opinions_page(reviewer)), queue_numbers(reviewer)["opinions"]) == (0, 0)


def test_pages_of_the_list_have_neither_gap_nor_repetition(officer, reviewer):
    ideas = [rated(officer) for _number in range(5)]
    first = opinions_page(reviewer, size=2)
    second = opinions_page(reviewer, after=first[1].idea, size=2)
    third = opinions_page(reviewer, after=second[1].idea, size=2)
    assert [row.idea for row in first[:2] + second[:2] + third] == ideas


# --- Given ----------------------------------------------------------------------------------------------------


def test_levels_one_apart_are_revealed_and_their_mean_is_the_consensus(officer, reviewer):
    idea = rated(officer)
    assess_idea(idea, by=reviewer, **NEARLY)
    given = OpinionRequest.objects.get()
    assert (given.second, given.to_discuss, fresh(idea).sealed) == (reviewer, False, False)
    assert current_scores(idea).policy == Fraction(9, 2)
    assert Notification.objects.filter(kind="opinion_discuss").count() == 0


def test_blind_levels_are_not_changed_once_both_are_read(officer, reviewer):
    idea = rated(officer)
    assess_idea(idea, by=officer, **HIGH | {"impact": 4})
    assess_idea(idea, by=reviewer, **NEARLY)
    version = fresh(idea).version
    with pytest.raises(TransitionRefused, match="stays as it is"):
        assess_idea(idea, by=officer, **NEARLY)
    assert assess_idea(idea, by=officer, **HIGH | {"impact": 4}).impact == 4  # saving the same again does nothing
    assert (fresh(idea).version, IdeaEvent.objects.filter(name="assess").count()) == (version, 3)


def test_two_opinions_that_nobody_asked_for_are_a_pair_too(officer, reviewer):
    idea = rated(officer)
    opinions.take_back_opinion(idea, by=officer)
    assess_idea(idea, by=reviewer, **FAR)
    pair = OpinionRequest.objects.get(second__isnull=False)
    assert (pair.because, pair.first, pair.second, pair.to_discuss) == (OpinionReason.UNASKED, officer, reviewer, True)


def test_no_outcome_waits_and_the_request_ends_with_it(officer, reviewer):
    idea = rated(officer)
    decide(idea, officer)
    assert (fresh(idea).state, fresh(idea).sealed) == (State.SHORTLISTED, False)
    ended = OpinionRequest.objects.get()
    assert (ended.second, ended.ended_at is not None) == (None, True)


def test_a_question_to_the_author_leaves_it_awaited(officer, reviewer):
    author = UserFactory()
    idea = rated(officer, author=author)
    decide(idea, officer, Outcome.ASK)
    assert fresh(idea).sealed and list(waiting_opinions(reviewer)) == []
    answer_question(fresh(idea), by=author, body="Le lundi.")
    assert [row.idea for row in waiting_opinions(reviewer)] == [idea]


def test_an_appeal_asks_everybody_but_who_decided(officer, reviewer):
    author = UserFactory()
    idea = IdeaFactory(author=author, officer=officer, declined=True)
    appeal(idea, by=author, body="Merci de relire.")
    asked = OpinionRequest.objects.get()
    assert (asked.because, asked.first, asked.round, fresh(idea).sealed) == (OpinionReason.APPEAL, officer, 2, True)
    assert [row.idea for row in waiting_opinions(reviewer)] == [idea]
    with pytest.raises(TransitionRefused):
        opinions.take_back_opinion(fresh(idea), by=officer)
    assess_idea(idea, by=officer, **HIGH)
    assert fresh(idea).sealed
    with pytest.raises(TransitionRefused):
        decide(idea, officer, Outcome.DECLINE, reason_code="cost")
    assess_idea(idea, by=reviewer, **FAR)
    assert (fresh(idea).sealed, OpinionRequest.objects.get().to_discuss) == (False, True)
    decide(idea, officer, Outcome.DECLINE, reason_code="cost")


def test_after_an_appeal_levels_are_compared_whoever_comes_first(officer, reviewer):
    author = UserFactory()
    idea = IdeaFactory(author=author, officer=officer, declined=True)
    appeal(idea, by=author, body="Merci de relire.")
    assess_idea(idea, by=reviewer, **FAR)
    assert not OpinionRequest.objects.get().to_discuss
    assess_idea(idea, by=officer, **HIGH)
    assert OpinionRequest.objects.get().to_discuss


def test_feedback_is_rated_twice_on_its_two_criteria(officer, reviewer):
    idea = rated(officer, {"policy": 4, "impact": 5}, feedback=True)
    assert idea.sealed
    assess_idea(idea, by=reviewer, policy=4, impact=2)
    assert OpinionRequest.objects.get().to_discuss


# --- Talking it over ------------------------------------------------------------------------------------------


def test_levels_two_apart_are_to_discuss_and_both_are_told(officer, reviewer):
    idea = far_apart(officer, reviewer)
    assert OpinionRequest.objects.get().to_discuss
    told = Notification.objects.filter(kind="opinion_discuss")
    assert {row.recipient for row in told} == {officer, reviewer}
    for person in (officer, reviewer):
        assert ([row.idea for row in talks_of(person)], queue_numbers(person)["talks"]) == ([idea], 1)
    assert talks_of(UserFactory(officer=True)) == []


def test_each_rates_again_and_only_then_the_new_levels_hold(officer, reviewer):
    idea = far_apart(officer, reviewer)
    before = fresh(idea).priority
    opinions.rate_again(idea, by=officer, **HIGH | {"impact": 4})
    assert (current_scores(idea).impact, fresh(idea).priority) == (Fraction(7, 2), before)
    opinions.rate_again(idea, by=reviewer, **FAR | {"impact": 4})
    assert (current_scores(idea).impact, fresh(idea).priority) == (4, 86.0)
    assert list(Assessment.objects.order_by("pk").values_list("impact", "impact_again")) == [(5, 4), (2, 4)]


def test_they_agree_with_a_reason_once_both_have_rated_again(officer, reviewer):
    idea = far_apart(officer, reviewer)
    opinions.rate_again(idea, by=officer, **HIGH | {"impact": 4})
    with pytest.raises(TransitionRefused, match="Each of you"):
        opinions.settle_opinions(idea, by=officer, reason="Quatre agences.")
    opinions.rate_again(idea, by=reviewer, **FAR | {"impact": 4})
    with pytest.raises(InvalidInput) as refusal:
        opinions.settle_opinions(idea, by=officer, reason=" ")
    assert refusal.value.field == "reason"
    with pytest.raises(TransitionRefused, match="stay as they are"):
        opinions.rate_again(idea, by=reviewer, **FAR)
    opinions.settle_opinions(idea, by=reviewer, reason="Quatre agences sont concernées.")
    kept = OpinionRequest.objects.get()
    assert (kept.settled_by, kept.settled_because) == (reviewer, "Quatre agences sont concernées.")
    assert queue_numbers(officer)["talks"] == 0
    event = IdeaEvent.objects.get(name="settle")
    assert (event.is_internal, event.note) == (True, "Quatre agences sont concernées.")


def test_the_talk_is_for_the_two_and_for_levels_that_are_apart(officer, reviewer):
    idea = far_apart(officer, reviewer)
    with pytest.raises(NotAllowed):
        opinions.rate_again(idea, by=UserFactory(officer=True), **HIGH)
    near = rated(officer)
    assess_idea(near, by=reviewer, **NEARLY)
    with pytest.raises(TransitionRefused, match="nothing to talk over"):
        opinions.rate_again(near, by=officer, **HIGH)


def test_nothing_waits_for_the_talk_and_it_ends_with_the_decision(officer, reviewer):
    idea = far_apart(officer, reviewer)
    decide(idea, officer)
    assert fresh(idea).state == State.SHORTLISTED
    assert talks_of(officer) == []
    with pytest.raises(TransitionRefused, match="left triage"):
        opinions.rate_again(fresh(idea), by=officer, **HIGH)


def test_a_level_given_blindly_is_given_again(officer, reviewer):
    idea = far_apart(officer, reviewer)
    with pytest.raises(InvalidInput) as refusal:
        opinions.rate_again(idea, by=officer, **HIGH | {"impact": None})
    assert refusal.value.field == "impact"


def test_the_levels_that_hold_are_the_blind_ones_until_two_have_rated_again():
    low, high = (Assessment(policy=level, policy_again=3, again_at=clock.now()) for level in (1, 5))
    assert [scores.policy for scores in held_scores([low, high])] == [3, 3]
    high.again_at = None
    assert [scores.policy for scores in held_scores([low, high])] == [1, 5]


# --- What the database refuses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"because": "x"},
        {"second": True, "ended_at": None},
        {"to_discuss": True},
        {"settled_because": "Parce que."},
    ],
)
def test_the_database_refuses_an_opinion_that_cannot_be(officer, reviewer, facts):
    rated(officer)
    if facts.get("second"):
        facts |= {"second": reviewer}
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRequest.objects.update(**facts)


def test_one_second_opinion_at_most_waits_for_an_idea(officer, reviewer):
    idea = rated(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRequest.objects.create(idea=idea, first=reviewer, because="asked", asked_at=clock.now())


def test_an_idea_is_sealed_exactly_while_an_opinion_waits(officer, reviewer):
    moments = [rated(officer), far_apart(officer, reviewer), IdeaFactory(), IdeaFactory(shortlisted=True)]
    moments += [IdeaFactory(needs_info=True), IdeaFactory(declined=True)]
    waiting = set(OpinionRequest.objects.filter(ended_at=None).values_list("idea", flat=True))
    assert waiting == set(Idea.objects.filter(sealed=True).values_list("pk", flat=True)) == {moments[0].pk}
