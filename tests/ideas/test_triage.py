"""Services of the officer's desk: assess, decide, the rules between them."""

from datetime import timedelta

import pytest

from ideas.enums import Outcome, State
from ideas.models import Assessment, Idea, IdeaEvent, Message, TriageDecision
from ideas.services.submission import appeal
from ideas.services.triage import Orientation, assess_idea, decide_triage, open_idea
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
LEVELS = {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def decide(idea, outcome, by, message="Merci, voici la suite.", **facts):
    return decide_triage(idea, Orientation(outcome=outcome, message=message, **facts), by=by)


def in_days(days):
    return clock.today() + timedelta(days=days)


@pytest.mark.parametrize("level", [0, 6, -1, 3.5, "3", True])
def test_a_level_out_of_the_scale_is_refused_and_nothing_is_saved(officer, level):
    idea = IdeaFactory()
    with pytest.raises(InvalidInput) as refusal:
        assess_idea(idea, by=officer, **LEVELS | {"impact": level})
    assert refusal.value.field == "impact"
    assert Assessment.objects.count() == 0


def test_a_missing_level_needs_its_reason(officer):
    with pytest.raises(InvalidInput) as refusal:
        assess_idea(IdeaFactory(), by=officer, **LEVELS | {"novelty": None})
    assert refusal.value.field == "not_applicable_because"


def test_two_missing_levels_are_one_too_many(officer):
    with pytest.raises(InvalidInput):
        assess_idea(
            IdeaFactory(),
            by=officer,
            policy=3,
            impact=3,
            not_applicable_because="Rien à comparer.",
        )


def test_feedback_keeps_policy_and_impact_only(officer):
    idea = IdeaFactory(feedback=True)
    saved = assess_idea(idea, by=officer, **LEVELS)
    assert (saved.policy, saved.novelty, saved.impact, saved.effort) == (4, None, 4, None)
    assert (fresh(idea).value, fresh(idea).priority) == (75.0, None)


def test_the_scores_of_two_raters_are_their_mean(officer):
    idea = IdeaFactory()
    assess_idea(idea, by=officer, policy=5, novelty=5, impact=5, effort=1)
    assess_idea(idea, by=UserFactory(reviewer=True), policy=1, novelty=1, impact=1, effort=5)
    assert (fresh(idea).value, fresh(idea).priority, fresh(idea).effort) == (50.0, 50.0, 3)


def test_an_assessment_of_an_older_version_is_a_conflict(officer):
    idea = IdeaFactory()
    assess_idea(idea, by=UserFactory(reviewer=True), **LEVELS)
    with pytest.raises(Conflict):
        assess_idea(idea, by=officer, version=idea.version, **LEVELS)
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("person", ["author", "contributor", "sponsor", "facilitator"])
def test_assessing_is_for_officers_and_reviewers_and_never_for_ones_own(person):
    author = UserFactory(officer=True)
    who = author if person == "author" else UserFactory(**{} if person == "contributor" else {person: True})
    with pytest.raises(NotAllowed):
        assess_idea(IdeaFactory(author=author), by=who, **LEVELS)


def test_opening_is_the_officers_and_happens_once(officer):
    idea = IdeaFactory()
    open_idea(idea, by=UserFactory(reviewer=True))
    open_idea(idea, by=UserFactory())
    assert fresh(idea).state == State.SUBMITTED
    open_idea(idea, by=officer)
    open_idea(idea, by=officer)
    assert fresh(idea).state == State.IN_TRIAGE
    assert IdeaEvent.objects.filter(name="open").count() == 1


def test_opening_changes_nothing_that_is_read_so_the_version_stays(officer):
    idea = IdeaFactory()
    assert open_idea(idea, by=officer).version == idea.version


@pytest.mark.parametrize(
    ("outcome", "facts", "state"),
    [
        (Outcome.ASK, {}, State.NEEDS_INFO),
        (Outcome.WORKSHOP, {}, State.WORKSHOP),
        (Outcome.PARK, {"review_on": 60}, State.PARKED),
        (Outcome.REDIRECT, {"channel": "hr"}, State.REDIRECTED),
        (Outcome.DECLINE, {"reason_code": "cost"}, State.DECLINED),
    ],
)
def test_an_outcome_opens_moves_writes_and_tells(officer, outcome, facts, state):
    idea = IdeaFactory()
    if "review_on" in facts:
        facts = {"review_on": in_days(facts["review_on"])}
    mails = OutgoingMail.objects.count()
    decide(idea, outcome, officer, **facts)
    after = fresh(idea)
    assert (after.state, after.first_human_reply_at is not None) == (state, True)
    assert list(idea.events.values_list("name", flat=True)) == ["submit", "open", outcome.value]
    assert Message.objects.get().body == "Merci, voici la suite."
    assert TriageDecision.objects.get().outcome == outcome
    assert OutgoingMail.objects.count() == mails + 1


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome.DECLINE, "reason_code"),
        (Outcome.REDIRECT, "channel"),
        (Outcome.PARK, "review_on"),
        (Outcome.MERGE, "into"),
        (Outcome.QUICK_WIN, "owner"),
        (Outcome.SELF_IMPLEMENT, "due_on"),
    ],
)
def test_an_outcome_without_its_facts_is_refused(officer, outcome, field):
    idea = IdeaFactory(assessed=True)
    with pytest.raises(InvalidInput) as refusal:
        decide(idea, outcome, officer)
    assert refusal.value.field == field
    assert (fresh(idea).state, TriageDecision.objects.count(), Message.objects.count()) == (State.IN_TRIAGE, 0, 0)


@pytest.mark.parametrize("outcome", Outcome)
def test_no_outcome_goes_without_words(officer, outcome):
    idea = IdeaFactory(assessed=True)
    with pytest.raises(InvalidInput) as refusal:
        decide(idea, outcome, officer, message=" \n ", reason_code="cost", channel="hr")
    assert refusal.value.field == "message"


@pytest.mark.parametrize("outcome", [Outcome.SHORTLIST, Outcome.QUICK_WIN, Outcome.SELF_IMPLEMENT])
def test_feedback_is_neither_voted_nor_carried_out(officer, outcome):
    idea = IdeaFactory(feedback=True)
    assess_idea(idea, by=officer, policy=3, impact=3)
    with pytest.raises(InvalidInput):
        decide(idea, outcome, officer, owner=UserFactory(), due_on=in_days(10))
    assert fresh(idea).state == State.SUBMITTED


def test_a_proposal_does_not_end_with_a_plain_answer(officer):
    with pytest.raises(InvalidInput):
        decide(IdeaFactory(), Outcome.ANSWER, officer)


def test_the_committee_gets_assessed_ideas_only(officer):
    idea = IdeaFactory()
    with pytest.raises(InvalidInput):
        decide(idea, Outcome.SHORTLIST, officer)
    assess_idea(idea, by=officer, **LEVELS)
    decide(idea, Outcome.SHORTLIST, officer)
    assert fresh(idea).state == State.SHORTLISTED


@pytest.mark.parametrize(("days", "accepted"), [(0, False), (1, True), (60, True), (61, False), (-3, False)])
def test_a_quick_win_is_done_within_60_days(officer, days, accepted):
    idea = IdeaFactory(assessed=True)
    facts = {"owner": UserFactory(), "due_on": in_days(days)}
    if accepted:
        decide(idea, Outcome.QUICK_WIN, officer, **facts)
        assert fresh(idea).state == State.FAST_TRACK
    else:
        with pytest.raises(InvalidInput) as refusal:
            decide(idea, Outcome.QUICK_WIN, officer, **facts)
        assert (refusal.value.field, fresh(idea).state) == ("due_on", State.IN_TRIAGE)


def test_only_the_lightest_idea_is_handed_over_to_its_author(officer):
    heavy = IdeaFactory(assessed=True)
    with pytest.raises(InvalidInput):
        decide(heavy, Outcome.SELF_IMPLEMENT, officer, due_on=in_days(20))
    light = IdeaFactory(assessed=True, levels=LEVELS | {"effort": 1})
    decide(light, Outcome.SELF_IMPLEMENT, officer, due_on=in_days(20))
    assert fresh(light).self_offer_due_on == in_days(20)


def test_merging_credits_the_authors_where_it_goes(officer):
    one, other = IdeaFactory(), IdeaFactory()
    decide(one, Outcome.MERGE, officer, into=other)
    credited = set(other.authorships.values_list("person", flat=True))
    assert set(one.authorships.values_list("person", flat=True)) < credited


def test_merges_make_no_circle(officer):
    one, other, third = IdeaFactory(), IdeaFactory(), IdeaFactory()
    with pytest.raises(InvalidInput):
        decide(one, Outcome.MERGE, officer, into=one)
    decide(one, Outcome.MERGE, officer, into=other)
    with pytest.raises(InvalidInput):
        decide(other, Outcome.MERGE, officer, into=one)
    with pytest.raises(InvalidInput):
        decide(other, Outcome.MERGE, officer, into=third)
    assert (fresh(other).state, fresh(other).merged_into) == (State.SUBMITTED, None)


@pytest.mark.parametrize("person", ["author", "contributor", "reviewer", "sponsor", "facilitator"])
def test_deciding_is_the_officers_and_never_on_ones_own(person):
    author = UserFactory(officer=True)
    who = author if person == "author" else UserFactory(**{} if person == "contributor" else {person: True})
    idea = IdeaFactory(author=author)
    with pytest.raises(NotAllowed):
        decide(idea, Outcome.DECLINE, who, reason_code="cost")
    assert fresh(idea).state == State.SUBMITTED


def test_a_co_author_does_not_decide_either(officer):
    with pytest.raises(NotAllowed):
        decide(IdeaFactory(coauthors=(officer,)), Outcome.DECLINE, officer, reason_code="cost")


def test_after_an_appeal_another_person_assesses_first(officer):
    author = UserFactory()
    idea = IdeaFactory(author=author, officer=officer, declined=True)
    appeal(idea, by=author, body="Merci de relire.")
    assess_idea(idea, by=officer, **LEVELS)
    with pytest.raises(TransitionRefused):
        decide(idea, Outcome.DECLINE, officer, reason_code="cost")
    assess_idea(idea, by=UserFactory(reviewer=True), **LEVELS)
    decide(idea, Outcome.DECLINE, officer, reason_code="cost")
    assert fresh(idea).state == State.DECLINED


def test_after_an_appeal_another_officer_may_decide(officer):
    author = UserFactory()
    idea = IdeaFactory(author=author, officer=officer, declined=True)
    appeal(idea, by=author, body="Merci de relire.")
    decide(idea, Outcome.WORKSHOP, UserFactory(officer=True))
    assert fresh(idea).state == State.WORKSHOP


def test_a_second_decision_finds_that_the_first_was_taken(officer):
    idea = IdeaFactory(assessed=True)
    version = idea.version
    decide(idea, Outcome.ASK, officer)
    with pytest.raises(Conflict):
        decide_triage(idea, Orientation(Outcome.SHORTLIST, "Merci."), by=UserFactory(officer=True), version=version)
    with pytest.raises(TransitionRefused):
        decide_triage(idea, Orientation(Outcome.SHORTLIST, "Merci."), by=UserFactory(officer=True))
    assert TriageDecision.objects.count() == 1
