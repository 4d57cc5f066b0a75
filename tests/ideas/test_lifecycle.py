import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ideas import tasks
from ideas.deadlines import effective_state
from ideas.desk import queue_numbers
from ideas.enums import Outcome, State
from ideas.models import Idea
from ideas.queue_place import place_in_queue
from ideas.selectors import triage_queue
from ideas.services.lifecycle import apply_transition, correct_state, record_due_transition
from ideas.services.submission import Submission, submit_idea, withdraw_idea
from ideas.services.triage import Orientation, assess_idea, decide_triage
from ideas.tasks import record_due_transitions
from ideas.workflow import CORRECT, Actor
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def schedule(idea):
    return apply_transition(
        idea,
        "schedule",
        actor=Actor.COMMITTEE,
        session_label="Séance 4",
        session_on=clock.today() + timedelta(days=9),
    )


def test_a_transition_from_another_state_is_refused_and_writes_nothing():
    idea, officer = IdeaFactory(), UserFactory(officer=True)
    events = idea.events.count()
    with pytest.raises(TransitionRefused):
        apply_transition(idea, "decline", by=officer, message="Non.", reason_code="cost")
    assert fresh(idea).state == State.SUBMITTED
    assert idea.events.count() == events


def test_a_stranger_may_not_move_an_idea():
    idea = IdeaFactory(opened=True)
    with pytest.raises(NotAllowed):
        apply_transition(
            idea, "park", by=UserFactory(), message="Plus tard.", review_on=clock.today() + timedelta(days=9)
        )


def test_a_refusal_without_words_is_refused():
    idea = IdeaFactory(opened=True)
    with pytest.raises(InvalidInput) as caught:
        apply_transition(idea, "decline", by=UserFactory(officer=True), message="  ", reason_code="cost")
    assert caught.value.field == "message"


def test_a_stale_version_is_a_conflict():
    idea = IdeaFactory(opened=True)
    with pytest.raises(Conflict):
        apply_transition(
            idea,
            "park",
            by=UserFactory(officer=True),
            version=idea.version - 1,
            message="Plus tard.",
            review_on=clock.today() + timedelta(days=9),
        )


def test_opening_is_not_answering():
    idea = IdeaFactory(opened=True)
    assert (idea.state, idea.first_human_reply_at) == (State.IN_TRIAGE, None)


def test_the_first_human_reply_is_dated_once():
    idea = IdeaFactory(needs_info=True)
    first = idea.first_human_reply_at
    assert first is not None
    with clock.at(clock.now() + timedelta(days=1)):
        apply_transition(idea, "answer", by=idea.people.first(), message="Voici.")
        moved = apply_transition(
            idea,
            "park",
            by=UserFactory(officer=True),
            message="Plus tard.",
            review_on=clock.today() + timedelta(days=9),
        )
    assert moved.first_human_reply_at == first


def test_withdrawing_is_for_the_author_until_the_decision():
    idea = IdeaFactory(shortlisted=True)
    with pytest.raises(NotAllowed):
        withdraw_idea(idea, by=UserFactory())
    assert withdraw_idea(idea, by=idea.people.first()).state == State.WITHDRAWN


def test_each_change_writes_the_inbox_and_the_outbox_in_its_transaction():
    author = UserFactory()
    try:
        with transaction.atomic():
            IdeaFactory(author=author)
            raise RuntimeError("the request dies before its commit")
    except RuntimeError:
        pass
    assert (Notification.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    IdeaFactory(author=author, declined=True)
    kinds = list(Notification.objects.filter(recipient=author).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["author_submit", "author_decline"]
    assert OutgoingMail.objects.filter(to_address=author.email).count() == 2


def test_a_question_without_answer_for_30_days_parks_the_idea():
    idea = IdeaFactory(needs_info=True)
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        assert effective_state(idea) == State.PARKED
        record_due_transition(idea)
    moved = fresh(idea)
    assert (moved.state, moved.question) == (State.PARKED, "")


def test_a_parked_idea_comes_back_on_its_date():
    idea = IdeaFactory(parked=True)
    with clock.at(clock.now() + timedelta(days=61)):
        record_due_transition(idea)
    assert fresh(idea).state == State.IN_TRIAGE


def test_a_parked_idea_whose_day_has_come_waits_in_the_queue_before_anybody_wrote_it_down():
    idea, officer = IdeaFactory(parked=True), UserFactory(officer=True)
    assert (list(triage_queue()), queue_numbers()["total"], place_in_queue(idea).rank) == ([], 0, 0)
    with clock.at(clock.now() + timedelta(days=61)):
        assert list(triage_queue()) == [idea]
        assert (queue_numbers()["total"], place_in_queue(idea).rank) == (1, 1)
        assess_idea(idea, by=officer, policy=4, novelty=2, impact=4, effort=2, version=idea.version)
        decide_triage(fresh(idea), Orientation(Outcome.SHORTLIST, "Au comité."), by=officer)
    assert list(idea.events.order_by("pk").values_list("name", flat=True))[-3:] == [
        "return_from_park",
        "assess",
        "shortlist",
    ]


def test_one_due_transition_that_fails_does_not_hold_back_the_others(monkeypatch):
    first, second = IdeaFactory(parked=True), IdeaFactory(parked=True)
    real = tasks.record_due_transition

    def failing(idea):
        if idea.pk == first.pk:
            raise RuntimeError("planted")
        return real(idea)

    monkeypatch.setattr(tasks, "record_due_transition", failing)
    with clock.at(clock.now() + timedelta(days=61)):
        record_due_transitions()
    assert (fresh(first).state, fresh(second).state) == (State.PARKED, State.IN_TRIAGE)


def test_a_correction_needs_an_administrator_and_an_officer():
    idea, admin, officer = IdeaFactory(declined=True), UserFactory(admin=True), UserFactory(officer=True)
    with pytest.raises(NotAllowed):
        correct_state(idea, by=admin, seconded_by=admin, state=State.IN_TRIAGE, reason="Erreur.")
    moved = correct_state(idea, by=admin, seconded_by=officer, state=State.IN_TRIAGE, reason="Erreur de saisie.")
    assert moved.state == State.IN_TRIAGE
    assert moved.events.get(name=CORRECT).data == {"seconded_by": officer.pk}


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "unheard_of"},
        {"state": "merged"},
        {"state": "parked"},
        {"state": "scheduled"},
        {"state": "fast_track"},
        {"state": "needs_info"},
        {"state": "recommended"},
        {"state": "on_hold"},
        {"state": "redirected"},
        {"submitted_at": None},
        {"problem_text": ""},
        {"kind": "feedback"},
    ],
)
def test_the_database_refuses_a_state_without_its_facts(facts):
    idea = IdeaFactory(opened=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(**facts)


def test_an_idea_is_never_merged_into_itself():
    idea = IdeaFactory(opened=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(state="merged", merged_into=idea)


def test_merging_credits_the_authors_on_both_and_can_be_undone_for_30_days():
    officer, author = UserFactory(officer=True), UserFactory()
    kept, joined = IdeaFactory(opened=True), IdeaFactory(opened=True, author=author)
    apply_transition(joined, "merge", by=officer, message="Même sujet.", into=kept)
    assert author in kept.people.all()
    apply_transition(joined, "unmerge", by=officer, reason="Deux sujets.")
    assert author not in kept.people.all()
    assert fresh(joined).merged_into is None
    apply_transition(joined, "merge", by=officer, message="Même sujet.", into=kept)
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(TransitionRefused):
        apply_transition(joined, "unmerge", by=officer, reason="Trop tard.")


def test_the_same_form_sent_twice_makes_one_idea():
    author = UserFactory()
    submission = Submission(problem_text="Le badge ne marche plus.", client_uuid=uuid.uuid4())
    first, second = submit_idea(submission, by=author), submit_idea(submission, by=author)
    assert first[0] == second[0]
    assert (first[1], second[1]) == (True, False)
    assert Idea.objects.count() == 1


def test_the_form_of_somebody_else_cannot_be_replayed():
    submission = Submission(problem_text="Le badge ne marche plus.", client_uuid=uuid.uuid4())
    submit_idea(submission, by=UserFactory())
    with pytest.raises(InvalidInput):
        submit_idea(submission, by=UserFactory())


def test_references_grow_by_one_and_restart_with_the_year():
    idea, other = IdeaFactory(), IdeaFactory()
    year = clock.today().year
    assert (idea.reference, other.reference) == (f"PKR-{year}-0001", f"PKR-{year}-0002")
    with clock.at(clock.now() + timedelta(days=366)):
        assert IdeaFactory().reference.endswith("-0001")


def test_separating_takes_back_only_the_credit_that_the_merge_gave():
    officer, author, friend = UserFactory(officer=True), UserFactory(), UserFactory()
    kept = IdeaFactory(opened=True, coauthors=(friend,))
    joined = IdeaFactory(opened=True, author=friend)
    again = IdeaFactory(opened=True, author=author)
    once_more = IdeaFactory(opened=True, author=author)
    for idea in (joined, again, once_more):
        apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    apply_transition(joined, "unmerge", by=officer, reason="Deux sujets.")
    assert friend in kept.people.all()  # credited from the start
    apply_transition(again, "unmerge", by=officer, reason="Deux sujets.")
    assert author in kept.people.all()  # still merged through another one
    apply_transition(once_more, "unmerge", by=officer, reason="Deux sujets.")
    assert author not in kept.people.all()


def test_nothing_is_merged_into_what_was_passed_on():
    officer, passed_on = UserFactory(officer=True), IdeaFactory(redirected=True)
    with pytest.raises(InvalidInput):
        apply_transition(IdeaFactory(opened=True), "merge", by=officer, message="Même sujet.", into=passed_on)
