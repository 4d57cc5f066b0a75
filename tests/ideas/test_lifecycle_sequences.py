"""No sequence of calls leaves the table: lawful steps, services and wild calls in any order, and what time does."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from ideas.enums import DecidedBy, Outcome, State
from ideas.models import Decision, Idea, IdeaEvent
from ideas.services import follow_up, quick_wins, self_offers, submission, triage
from ideas.services.lifecycle import apply_transition, record_due_transition
from ideas.workflow import SUBMISSION_EVENT, TRANSITIONS, Actor, allowed_from
from parkour.core import clock
from parkour.core.exceptions import ParkourError
from tests.factories import IdeaFactory, UserFactory
from tests.factories.ideas import MOMENTS
from tests.ideas.test_workflow import EXPECTED

pytestmark = pytest.mark.django_db

# `submit` is how an idea is born here; nothing else of the table may stay unproved.
NEVER_REACHED = {SUBMISSION_EVENT}


class Cast:
    """The people around one idea, and the calls they may make."""

    def __init__(self, rng, reached, *moments):
        self.rng, self.reached = rng, reached
        self.officer, self.sponsor, self.admin = UserFactory(officer=True), UserFactory(sponsor=True), UserFactory()
        self.author = UserFactory()
        self.idea = IdeaFactory(author=self.author, officer=self.officer, **dict.fromkeys(moments, True))

    def fresh(self):
        return Idea.objects.get(pk=self.idea.pk)

    def steps(self):
        return list(IdeaEvent.objects.filter(idea=self.idea).exclude(to_state="").order_by("pk"))

    def payload(self, row):
        facts = {
            "message": "Un mot.",
            "reason": "Une raison.",
            "evidence": "Fait.",
            "effect": "Mesuré.",
            "claim_level": "probable",
            "reason_code": "cost",
            "channel": "hr",
            "owner": self.officer,
            "due_on": clock.today() + timedelta(days=20),
            "review_on": clock.today() + timedelta(days=20),
            "resume_on": clock.today() + timedelta(days=20),
            "session_on": clock.today(),
            "session_label": "Séance",
        }
        if "into" in row.needs:
            facts["into"] = IdeaFactory(opened=True, officer=self.officer)
        if "decision" in row.needs:
            facts["decision"] = self.decision(row.target)
        return facts

    def decision(self, target):
        known = {State.RECOMMENDED: "recommended", State.REJECTED: "rejected", State.DEFERRED: "deferred"}
        Decision.objects.filter(idea=self.idea, superseded_at=None).update(superseded_at=clock.now())
        return Decision.objects.create(
            idea=self.idea,
            outcome=known.get(target, "approved"),
            decided_by=DecidedBy.POLL,
            reason="Vote.",
            owner=self.officer,
            due_on=clock.today() + timedelta(days=20),
            at=clock.now(),
        )

    # --- One step each --------------------------------------------------------------------------
    def lawful(self):
        """A row that leaves the present state, made by somebody who may; the one seen least so far."""
        rows = allowed_from(State(self.fresh().state))
        if rows:
            row = min(rows, key=lambda row: (self.unseen(row), self.reached[row.name], self.rng.random()))
            getattr(self, row.name, lambda: self.make(row, self.rng.choice(sorted(row.actors))))()

    def unseen(self, row):
        """0 for a row that was not seen, 1 for one that leads to such a row, else 2."""
        if not self.reached[row.name]:
            return 0
        return 1 if any(not self.reached[after.name] for after in allowed_from(row.target)) else 2

    def make(self, row, actor):
        people = {Actor.AUTHOR: self.author, Actor.OFFICER: self.officer}
        by = people.get(actor)
        apply_transition(self.fresh(), row.name, by=by, actor=None if by else actor, **self.payload(row))

    def withdraw(self):
        submission.withdraw_idea(self.fresh(), by=self.author)

    def self_implement(self):
        self.offer()
        self_offers.accept_offer(self.fresh(), by=self.author)

    def close(self):
        follow_up.publish_update(self.fresh(), by=self.officer, you_said="Dit.", we_did="Fait.")
        self.make(TRANSITIONS["close"], Actor.OFFICER)

    def offer(self):
        triage.assess_idea(self.fresh(), by=self.officer, policy=4, novelty=2, impact=4, effort=1)
        orientation = triage.Orientation(
            Outcome.SELF_IMPLEMENT, "À vous de jouer.", due_on=clock.today() + timedelta(days=9)
        )
        triage.decide_triage(self.fresh(), orientation, by=self.officer)

    def service(self):
        """A call of a service, possible here or not."""
        calls = [
            lambda: self.offer(),
            lambda: self_offers.accept_offer(self.fresh(), by=self.author),
            lambda: self_offers.refuse_offer(self.fresh(), by=self.author, reason="Pas le temps."),
            lambda: quick_wins.accept_quick_win(self.fresh(), by=self.fresh().quick_win_owner or self.author),
            lambda: triage.open_idea(self.fresh(), by=self.officer),
            lambda: submission.answer_question(self.fresh(), by=self.author, body="Voici."),
            lambda: submission.appeal(self.fresh(), by=self.author, body="Encore une fois."),
            lambda: submission.keep_idea(self.fresh(), by=self.author),
            lambda: follow_up.start_work(self.fresh(), by=self.officer),
            lambda: follow_up.confirm_done(self.fresh(), by=self.officer, evidence="Fait."),
        ]
        self.rng.choice(calls)()

    def wild(self):
        """Any row, anybody, on anybody's authority."""
        row = TRANSITIONS[self.rng.choice(sorted(TRANSITIONS))]
        by = self.rng.choice([self.officer, self.sponsor, self.author, self.admin, None])
        actor = self.rng.choice([None, None, *Actor])
        apply_transition(self.fresh(), row.name, by=by, actor=actor, **self.payload(row))

    def clock(self):
        record_due_transition(self.fresh())


def walk(cast):
    """Thirteen steps, some days apart; a refused one writes nothing."""
    now = clock.now()
    for _step in range(13):
        now += timedelta(days=cast.rng.choice([0, 0, 1, 4, 31]))
        kind = cast.rng.choice([cast.lawful] * 8 + [cast.service, cast.wild, cast.clock])
        before = cast.steps(), cast.fresh().state
        try:
            with clock.at(now), transaction.atomic():
                kind()
        except ParkourError:
            assert (cast.steps(), cast.fresh().state) == before
        cast.reached.update(event.name for event in cast.steps()[len(before[0]) :])


ROUNDS = 8  # two of them reach everything on most days of the year; a rare row may want more of them


def test_no_sequence_of_calls_leaves_the_table_and_the_sequences_reach_all_of_it():
    rng, reached = random.Random(20261), Counter()
    for number in range(ROUNDS):
        for start in [[], *([moment] for moment in sorted(MOMENTS))]:
            cast = Cast(rng, reached, *start)
            walk(cast)
            born, *steps = cast.steps()
            edges = [(event.from_state, event.to_state) for event in steps]
            assert set(edges) <= EXPECTED
            assert [before for before, _after in edges] == [event.to_state for event in [born, *steps][:-1]]
            assert [born, *steps][-1].to_state == cast.fresh().state
        if number and set(TRANSITIONS) - set(reached) <= NEVER_REACHED:
            break
    assert set(TRANSITIONS) - set(reached) <= NEVER_REACHED
