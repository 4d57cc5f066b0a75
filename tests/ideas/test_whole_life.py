"""No path of calls breaks a promise: anybody calls any service, in any order, and what must hold holds after each."""

import os
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ideas.enums import DecisionOutcome, Outcome, State
from ideas.models import Idea
from ideas.services import conversation, effects, lifecycle, triage
from ideas.views import detail
from ideas.workflow import TRANSITIONS
from tests.ideas.company import CALLS, LEADS_ON, Company, Facts, people

pytestmark = pytest.mark.django_db

LIVES = int(os.environ.get("PARKOUR_LIVES", "25"))
STEPS = 10
QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "report_multiple_bugs": False}
# The same lives each time; with PARKOUR_LIVES, that many others.
KNOWN = profile(max_examples=LIVES, stateful_step_count=STEPS, derandomize="PARKOUR_LIVES" not in os.environ, **QUIET)
ROLES = st.sampled_from(["officer", "colleague", "reviewer", "sponsor", "author", "friend", "stranger"])
LEVELS = st.one_of(st.just((4, 2, 4, 1)), st.tuples(*[st.integers(1, 5)] * 4), st.just((3, None, None, 2)))
OUTCOMES, INTO = st.sampled_from(Outcome), st.integers(0, 2)
ADOPTED = DecisionOutcome.APPROVED
FACTS = st.builds(
    Facts,
    outcome=OUTCOMES,
    levels=LEVELS,
    into=INTO,
    days=st.sampled_from([9, 20, 1, 31, 0, 400]),
    decision=st.sampled_from(DecisionOutcome),
    blank=st.integers(0, 9).map(lambda number: number == 0),
    stale=st.booleans(),
)
# What leads on, mostly.
GOOD_FACTS = st.builds(
    Facts,
    outcome=OUTCOMES,
    levels=LEVELS,
    into=INTO,
    days=st.just(20),
    decision=st.sampled_from([ADOPTED, *DecisionOutcome]),
)
ONE_OF_THEM = st.sampled_from([0, 0, 0, 1, 2])


@pytest.fixture(autouse=True)
def _half_a_minute(settings):
    settings.UNDO_SECONDS = 30


@pytest.fixture(autouse=True)
def _people(db):
    Life.roles = people()
    Life.reached.clear()


class Life(RuleBasedStateMachine):
    """One company; what it wrote is gone when the next one begins."""

    reached, roles = Counter(), None

    def __init__(self):
        super().__init__()
        self.door = transaction.atomic()
        self.door.__enter__()
        self.company = Company(self.roles)
        for role in ("author", "friend", "author"):
            self.company.call("submit", role)

    @rule(name=st.sampled_from(sorted(CALLS)), role=ROLES, which=ONE_OF_THEM, facts=FACTS)
    def anybody_does_anything(self, name, role, which, facts):
        self.company.call(name, role, which, facts)

    @rule(which=ONE_OF_THEM, choices=st.lists(st.integers(0, 9), min_size=2, max_size=4), facts=GOOD_FACTS)
    def somebody_leads_on(self, which, choices, facts):
        for choice in choices:
            steps = LEADS_ON.get(State(self.company.idea(which).state), [("wait", "officer")])
            name, role = steps[choice % len(steps)]
            self.company.call(name, role, which, facts)

    @rule(which=ONE_OF_THEM, outcome=OUTCOMES, into=INTO)
    def the_desk_decides(self, which, outcome, into):
        self.company.call("assess", "officer", which)
        self.company.call("decide", "officer", which, Facts(outcome=outcome, into=into))

    def teardown(self):
        names = Idea.objects.values_list("events__name", flat=True)
        type(self).reached.update(names)
        transaction.set_rollback(True)
        self.door.__exit__(None, None, None)


def test_no_path_of_calls_leaves_the_table_hides_a_reason_closes_a_circle_or_writes_when_it_refuses():
    run_state_machine_as_test(Life, settings=KNOWN)
    # What the lives went through: a machine that is always refused would prove nothing.
    assert set(Life.reached) >= {"ask", "answer", "decline", "appeal", "merge", "unmerge", "approve", "self_implement"}
    assert len(set(Life.reached) & set(TRANSITIONS)) >= 15


# --- Planted faults: each takes a rule away, and what must hold does not ---------------------------------------------


def broken():
    """Look for a life that breaks a promise, until one is found."""
    run_state_machine_as_test(Life, settings=profile(KNOWN, max_examples=200, phases=[Phase.generate]))


def small_company(ideas=3):
    company = Company(Life.roles)
    for _each in range(ideas):
        company.call("submit", "author")
    return company


def test_planted_fault_without_the_check_of_the_source_a_life_leaves_the_table(monkeypatch):
    monkeypatch.setattr(lifecycle, "_check", lambda *_facts: None)
    with pytest.raises(AssertionError, match="not in the table"):
        broken()


def test_planted_fault_without_its_refusal_a_merge_makes_a_chain(monkeypatch):
    company = small_company()
    merge = [Facts(outcome=Outcome.MERGE, into=into) for into in range(3)]
    assert company.call("decide", "officer", 0, merge[1])
    assert not company.call("decide", "officer", 1, merge[2])
    assert not company.call("decide", "officer", 2, merge[0])
    monkeypatch.setattr(effects, "why_not_merged", lambda _idea, _target: "")
    with pytest.raises(AssertionError, match="merged into what is merged itself"):
        company.call("decide", "officer", 1, merge[2])


def test_planted_fault_a_page_without_its_story_hides_why(monkeypatch):
    monkeypatch.setattr(detail, "story_of", lambda *_facts, **_options: [])
    with pytest.raises(AssertionError, match="does not read why"):
        small_company().call("decide", "officer")


def test_planted_fault_a_state_written_past_its_service_has_no_decision(monkeypatch):
    monkeypatch.setattr(triage.TriageDecision.objects, "create", lambda **_facts: None)
    with pytest.raises(AssertionError, match="without a decision"):
        small_company().call("decide", "officer")


def test_planted_fault_a_service_that_is_not_atomic_writes_when_it_refuses(monkeypatch):
    too_late = Facts(outcome=Outcome.PARK, days=400)
    assert not small_company().call("decide", "officer", facts=too_late)
    monkeypatch.setattr(triage, "decide_triage", triage.decide_triage.__wrapped__)
    with pytest.raises(AssertionError, match="was refused and has written"):
        small_company().call("decide", "officer", facts=too_late)


def test_planted_fault_words_checked_on_an_old_page_reach_what_was_taken_back(monkeypatch):
    company, old_page = small_company(), Facts(stale=True)
    company.call("withdraw", "author")
    assert not company.call("say", "officer", facts=old_page)
    monkeypatch.setattr(conversation, "lock", lambda idea: idea)
    with pytest.raises(AssertionError, match="reached what was taken back"):
        company.call("say", "officer", facts=old_page)
