"""Answers of the desk leave after their undo window: nothing is written before, and undo really undoes."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from ideas import desk
from ideas.enums import Outcome, State
from ideas.held import answer_waiting_for, could_not_leave, waiting_of, words_kept
from ideas.models import HeldDecision, Idea, IdeaEvent, Message, TriageDecision
from ideas.queue_place import place_in_queue
from ideas.services import holding, lifecycle
from ideas.services.conversation import write_message
from ideas.services.holding import carry_out_held, hold_decision, send_held_now, take_back_decision
from ideas.services.submission import withdraw_idea
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, assess_idea, decide_triage
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from parkour.views.context import waiting_for
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
WORDS = "Merci, voici la suite."
LEVELS = {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}


@pytest.fixture(autouse=True)
def _half_a_minute(settings):
    settings.UNDO_SECONDS = 30


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="fr")


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def hold(idea, by, outcome=Outcome.ASK, message=WORDS, version=None, **facts):
    return hold_decision(idea, Orientation(outcome=outcome, message=message, **facts), by=by, version=version)


def later(seconds):
    return clock.at(clock.now() + timedelta(seconds=seconds))


def everything(idea):
    """What could tell that something happened."""
    return (
        Idea.objects.filter(pk=idea.pk).values().get(),
        *(list(model.objects.order_by("pk").values()) for model in (IdeaEvent, Message, TriageDecision)),
        *(list(model.objects.order_by("pk").values()) for model in (Notification, OutgoingMail)),
    )


def test_holding_writes_one_row_and_nothing_else(officer):
    idea = IdeaFactory()
    before = everything(idea)
    held = hold(idea, officer, message=f"  {WORDS} ")
    assert everything(idea) == before
    assert (held.outcome, held.message, held.by, held.leaves_at - held.held_at) == (
        Outcome.ASK,
        WORDS,
        officer,
        timedelta(seconds=30),
    )


def test_what_is_taken_back_never_happened_and_its_words_are_kept(officer):
    idea = IdeaFactory()
    before = everything(idea)
    hold(idea, officer)
    with later(29):
        take_back_decision(idea, by=officer)
    with later(60):
        assert carry_out_held() == 0
    assert everything(idea) == before
    assert words_kept(idea, Outcome.ASK, officer).message == WORDS
    assert words_kept(idea, Outcome.ASK, UserFactory(officer=True)) is None
    assert words_kept(idea, Outcome.WORKSHOP, officer) is None


def test_an_answer_leaves_once_dated_when_it_had_to(officer):
    idea = IdeaFactory()
    held = hold(idea, officer)
    with later(29):
        assert (carry_out_held(), fresh(idea).state) == (0, State.SUBMITTED)
    with later(300):
        assert [carry_out_held(), carry_out_held()] == [1, 0]
    after, decision = fresh(idea), TriageDecision.objects.get()
    assert (after.state, after.question, after.first_human_reply_at) == (State.NEEDS_INFO, WORDS, held.leaves_at)
    assert (decision.at, decision.by, decision.message) == (held.leaves_at, officer, WORDS)
    assert list(idea.events.values_list("name", flat=True)) == ["submit", "open", "ask"]
    assert HeldDecision.objects.count() == 0


@pytest.mark.parametrize(
    ("outcome", "facts", "state"),
    [
        (Outcome.SHORTLIST, {}, State.SHORTLISTED),
        (Outcome.QUICK_WIN, {"owner": "somebody", "due_on": 20}, State.FAST_TRACK),
        (Outcome.WORKSHOP, {}, State.WORKSHOP),
        (Outcome.MERGE, {"into": "another"}, State.MERGED),
        (Outcome.PARK, {"review_on": 60}, State.PARKED),
        (Outcome.REDIRECT, {"channel": "hr"}, State.REDIRECTED),
        (Outcome.DECLINE, {"reason_code": "cost"}, State.DECLINED),
    ],
)
def test_every_fact_of_an_outcome_waits_with_it(officer, outcome, facts, state):
    made = {
        name: clock.today() + timedelta(days=value) if isinstance(value, int) else value
        for name, value in facts.items()
    }
    if "owner" in made:
        made["owner"] = UserFactory()
    if "into" in made:
        made["into"] = IdeaFactory()
    idea = IdeaFactory(assessed=True)
    hold(idea, officer, outcome, **made)
    with later(31):
        assert carry_out_held() == 1
    after = fresh(idea)
    kept = {
        "owner": after.quick_win_owner, "due_on": after.quick_win_due_on, "into": after.merged_into,
        "review_on": after.review_on, "channel": after.redirected_to,
        "reason_code": TriageDecision.objects.get().reason_code,
    }  # fmt: skip
    assert (after.state, {name: kept[name] for name in made}) == (state, made)


def test_with_no_window_an_answer_leaves_at_once(officer, settings):
    settings.UNDO_SECONDS = 0
    idea = IdeaFactory()
    assert isinstance(hold(idea, officer), TriageDecision)
    assert (fresh(idea).state, HeldDecision.objects.count()) == (State.NEEDS_INFO, 0)


def test_what_deciding_refuses_is_refused_before_it_waits(officer):
    idea = IdeaFactory()
    with pytest.raises(InvalidInput) as refusal:
        hold(idea, officer, Outcome.DECLINE)
    assert refusal.value.field == "reason_code"
    with pytest.raises(InvalidInput):
        hold(idea, officer, Outcome.PARK, review_on=clock.today() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        hold(IdeaFactory(author=officer), officer)
    with pytest.raises(NotAllowed):
        hold(idea, UserFactory(reviewer=True))
    with pytest.raises(Conflict):
        hold(idea, officer, version=idea.version + 1)
    assert HeldDecision.objects.count() == 0


def test_nobody_decides_over_an_answer_that_waits(officer):
    idea, other = IdeaFactory(), UserFactory(officer=True)
    held = hold(idea, officer)
    for attempt in (hold, lambda idea, by: decide_triage(idea, Orientation(Outcome.ASK, "Autre."), by=by)):
        with pytest.raises(Conflict) as refusal:
            attempt(idea, other)
        assert refusal.value.current == held
    take_back_decision(idea, by=officer)
    assert hold(idea, other).by == other
    assert words_kept(idea, Outcome.ASK, officer).message == WORDS  # theirs stay while the other may still undo
    with later(31):
        carry_out_held()
    assert HeldDecision.objects.count() == 0


def test_the_queue_and_its_counts_leave_out_what_waits_to_leave(officer):
    idea, next_one = IdeaFactory(), IdeaFactory()
    hold(idea, officer)
    assert [row.pk for row in desk.queue_page()] == [next_one.pk] == [row.pk for row in desk.triage_queue()]
    assert (desk.queue_numbers()["total"], waiting_for(officer).to_triage) == (1, 1)
    assert (place_in_queue(next_one).total, place_in_queue(next_one).previous) == (1, None)
    take_back_decision(idea, by=officer)
    assert [row.pk for row in desk.queue_page()] == [idea.pk, next_one.pk]
    assert (desk.queue_numbers()["total"], waiting_for(officer).to_triage) == (2, 2)


def test_only_who_wrote_an_answer_takes_it_back_or_sends_it(officer):
    idea, other = IdeaFactory(), UserFactory(officer=True)
    hold(idea, officer)
    for attempt in (take_back_decision, send_held_now):
        with pytest.raises(NotAllowed):
            attempt(idea, by=other)
    assert (waiting_of(other), [held.idea for held in waiting_of(officer)]) == ([], [idea])
    assert send_held_now(idea, by=officer).message == WORDS
    assert fresh(idea).state == State.NEEDS_INFO


def test_undo_is_possible_as_long_as_it_has_not_left_and_told_as_too_late_afterwards(officer):
    idea = IdeaFactory()
    hold(idea, officer)
    with later(500):
        take_back_decision(idea, by=officer)
        hold(idea, officer)
    with later(1000):
        carry_out_held()
        for attempt in (take_back_decision, send_held_now):
            with pytest.raises(TransitionRefused):
                attempt(idea, by=officer)
    assert TriageDecision.objects.count() == 1


def test_whoever_writes_next_finds_that_a_due_answer_has_left(officer):
    """Nothing depends on a worker having come in time."""
    idea, other = IdeaFactory(), UserFactory(officer=True)
    held = hold(idea, officer)
    with later(120):
        with pytest.raises(TransitionRefused):
            assess_idea(idea, by=other, **LEVELS)
        assert fresh(idea).state == State.SUBMITTED  # a refusal writes nothing, not even that
        retitle_idea(idea, by=other, title="Un titre")
    assert (fresh(idea).state, fresh(idea).title) == (State.NEEDS_INFO, "Un titre")
    assert TriageDecision.objects.get().at == held.leaves_at


def test_without_the_step_before_a_write_a_late_answer_would_wait(officer, monkeypatch):
    """Planted fault: what the test above relies on."""
    monkeypatch.setattr(lifecycle, "BEFORE_A_WRITE", [])
    idea = IdeaFactory()
    hold(idea, officer)
    with later(120):
        retitle_idea(idea, by=officer, title="Un titre")
    assert fresh(idea).state == State.SUBMITTED


def test_what_can_no_longer_happen_says_why_and_keeps_its_words(officer):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    hold(idea, officer)
    withdraw_idea(idea, by=author)
    with later(31):
        assert carry_out_held() == 0
        assert carry_out_held() == 0
    [row] = could_not_leave()
    assert (row.idea, row.message, fresh(idea).state) == (idea, WORDS, State.WITHDRAWN)
    assert row.failed_because.startswith("Cette contribution a quitté le tri")
    assert answer_waiting_for(idea) is None


def test_the_answer_of_somebody_who_is_no_longer_an_officer_waits_for_another(officer):
    idea, other = IdeaFactory(), UserFactory(officer=True)
    hold(idea, officer)
    officer.role_assignments.all().delete()
    with later(31):
        carry_out_held()
        assert could_not_leave()[0].failed_because.startswith(f"{officer} ne fait plus partie des personnes chargées")
        assert words_kept(idea, Outcome.ASK, other).message == WORDS
        assert [row.pk for row in desk.queue_page()] == [idea.pk]
        taken = take_back_decision(idea, by=other)
        assert (taken.by, could_not_leave()) == (other, [])
        hold(idea, other)
    with later(100):
        assert carry_out_held() == 1
    assert TriageDecision.objects.get().by == other


def test_one_answer_that_breaks_holds_back_no_other(officer, monkeypatch):
    first, second = IdeaFactory(), IdeaFactory()
    hold(first, officer)
    hold(second, officer)
    real = holding.decide_triage

    def breaks(idea, orientation, *, by):
        if idea.pk == first.pk:
            raise RuntimeError("the disk is full")
        return real(idea, orientation, by=by)

    monkeypatch.setattr(holding, "decide_triage", breaks)
    with later(31):
        assert carry_out_held() == 1
        assert answer_waiting_for(first).failed_because == ""
        monkeypatch.setattr(holding, "decide_triage", real)
        assert carry_out_held() == 1


def test_a_message_to_the_author_neither_hurries_nor_stops_an_answer(officer):
    idea = IdeaFactory()
    hold(idea, officer)
    write_message(idea, by=officer, body="Je regarde.")
    assert fresh(idea).state == State.SUBMITTED
    with later(31):
        assert carry_out_held() == 1


# --- Two at once ------------------------------------------------------------------------------------------------------


def at_once(*calls):
    """Run the calls in threads that start together; return what each gave, or its error."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            start.wait(PATIENCE)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def in_time(call, seconds=31):
    moment = clock.now() + timedelta(seconds=seconds)

    def run():
        with clock.at(moment):
            return call()

    return run


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_an_answer_once(officer):
    ideas = [IdeaFactory() for _ in range(6)]
    for idea in ideas:
        hold(idea, officer)
    results = at_once(*[in_time(carry_out_held)] * 3)
    in_time(carry_out_held)()
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(TriageDecision.objects.values_list("idea", flat=True)) == sorted(idea.pk for idea in ideas)
    assert Message.objects.count() == len(ideas)


@pytest.mark.django_db(transaction=True)
def test_undo_and_leaving_at_the_same_moment_never_both_happen(officer):
    for _turn in range(8):
        idea = IdeaFactory()
        hold(idea, officer)
        undone, left = at_once(lambda idea=idea: take_back_decision(idea, by=officer), in_time(carry_out_held))
        sent = TriageDecision.objects.filter(idea=idea).exists()
        assert isinstance(left, int)
        assert sent == isinstance(undone, TransitionRefused), undone
        assert (fresh(idea).state == State.NEEDS_INFO) == sent
        HeldDecision.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_merges_held_both_ways_leave_without_waiting_for_each_other(officer):
    for _turn in range(4):
        one, other = IdeaFactory(), IdeaFactory()
        hold(one, officer, Outcome.MERGE, into=other)
        hold(other, officer, Outcome.MERGE, into=one)
        results = at_once(*[in_time(carry_out_held)] * 2)
        in_time(carry_out_held)()
        assert not [result for result in results if isinstance(result, Exception)]
        assert [fresh(one).state, fresh(other).state].count(State.MERGED) == 1
        assert len(could_not_leave()) == 1
        HeldDecision.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_would_send_twice(officer, monkeypatch):
    """Planted fault: both read the row before either has dealt with it."""
    idea = IdeaFactory()
    hold(idea, officer)
    meet = threading.Barrier(2)

    def reads_without_lock(pk):
        held = HeldDecision.objects.select_related("by").get(pk=pk)
        meet.wait(PATIENCE)
        Message.objects.create(idea=idea, sender=held.by, body=held.message, sent_at=clock.now())
        HeldDecision.objects.filter(pk=pk).delete()
        return True

    monkeypatch.setattr(holding, "_leave", reads_without_lock)
    at_once(*[in_time(carry_out_held)] * 2)
    assert Message.objects.count() == 2


def test_the_lists_of_what_waits_cost_the_same_for_one_and_three(officer, count_queries):
    def read():
        return [str(row.idea.site) for row in waiting_of(officer)]

    hold(IdeaFactory(), officer)
    one = count_queries(read)
    hold(IdeaFactory(), officer)
    hold(IdeaFactory(), officer)
    assert count_queries(read) == one
    assert connection.in_atomic_block
