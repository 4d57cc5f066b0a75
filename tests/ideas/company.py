"""A small company whose people call the services in any order, and what must hold of its rows after each call."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Count, Max
from django.test import Client

from ideas.enums import Channel, DecidedBy, DecisionOutcome, Outcome, ReasonCode, State
from ideas.models import (
    Action,
    ActionUpdate,
    Assessment,
    Authorship,
    Decision,
    HeldDecision,
    Idea,
    IdeaEvent,
    Message,
    OpinionRequest,
    PublicUpdate,
    RedFlag,
    TriageDecision,
)
from ideas.services import (
    conversation,
    decisions,
    follow_up,
    holding,
    lifecycle,
    officer_moves,
    opinions,
    quick_wins,
    red_flags,
    self_offers,
    submission,
    triage,
)
from ideas.services.telling import tell_untold
from ideas.workflow import TRANSITIONS, Actor
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import UserFactory
from tests.ideas.test_workflow import EXPECTED

DOCUMENTED = (Conflict, InvalidInput, NotAllowed, TransitionRefused)
TABLES = (
    Action, ActionUpdate, Assessment, Authorship, Decision, HeldDecision, Idea, IdeaEvent, Message, Notification,
    OpinionRequest, OutgoingMail, PublicUpdate, RedFlag, TriageDecision,
)  # fmt: skip
MOST_IDEAS = 4
S = State
# What the desk has answered, and with which outcome it must have.
ANSWERED_WITH = {
    S.ANSWERED: Outcome.ANSWER,
    S.DECLINED: Outcome.DECLINE,
    S.REDIRECTED: Outcome.REDIRECT,
    S.MERGED: Outcome.MERGE,
    S.FAST_TRACK: Outcome.QUICK_WIN,
}
DECIDED_AS = {
    S.APPROVED: DecisionOutcome.APPROVED,
    S.REJECTED: DecisionOutcome.REJECTED,
    S.RECOMMENDED: DecisionOutcome.RECOMMENDED,
    S.DEFERRED: DecisionOutcome.DEFERRED,
}
CARRIED_OUT = {S.IN_PROGRESS, S.ON_HOLD, S.IMPLEMENTED, S.VERIFIED, S.CLOSED}


@dataclass(frozen=True)
class Facts:
    """What a person fills in for one call; each call takes what it needs. `blank`: they forget the words."""

    outcome: Outcome = Outcome.DECLINE
    levels: tuple = (4, 2, 4, 1)
    into: int = 0
    days: int = 9
    decision: DecisionOutcome = DecisionOutcome.APPROVED
    blank: bool = False
    stale: bool = False  # on a page that was read long ago


# One statement for all: what every table holds, as a number of few characters.
EVERYTHING = " UNION ALL ".join(
    f"SELECT '{name}', md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {name} row"  # noqa: S608 - names of our tables
    for name in sorted(model._meta.db_table for model in TABLES)
)


def rows() -> dict:
    """Everything that a call could have written."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        return dict(cursor.fetchall())


def priorities_but(idea) -> dict:
    """The priority of every contribution but this one."""
    others = Idea.objects.exclude(pk=idea.pk) if idea else Idea.objects.none()
    return dict(others.values_list("pk", "priority"))


def people() -> dict:
    """Who works in a small company, by what they do."""
    return {
        "officer": UserFactory(officer=True),
        "colleague": UserFactory(officer=True),
        "reviewer": UserFactory(reviewer=True),
        "sponsor": UserFactory(sponsor=True),
        "author": UserFactory(),
        "friend": UserFactory(),
        "stranger": UserFactory(admin=True),
    }


class Company:
    """People, their contributions, and the hour. `reached` counts the transitions that happened."""

    def __init__(self, roles: dict | None = None):
        self.now, self.roles = clock.now(), roles or people()
        self.read, self.seen, self.silent, self.checked = [], set(), {}, {}
        self.accepted, self.refused = Counter(), Counter()
        self.words_said = 0

    def call(self, name: str, role: str, which: int = 0, facts: Facts | None = None) -> bool:
        """One call of one person about one contribution; whether it was accepted. Then everything must hold."""
        facts, before, idea = facts or Facts(), rows(), self.idea(which, (facts or Facts()).stale)
        ranked = priorities_but(idea)
        try:
            with clock.at(self.now):
                CALLS[name](self, self.roles[role], idea, facts)
            if name == "assess":
                assert priorities_but(idea) == ranked, "the levels of one have moved another"
            accepted = True
        except DOCUMENTED:
            accepted = False
            assert rows() == before, f"{name} was refused and has written"
        (self.accepted if accepted else self.refused)[name] += 1
        self.check()
        return accepted

    def idea(self, which: int, stale: bool = False) -> Idea:
        """A contribution as it is now, or as somebody read it when it came in."""
        if not self.read:
            return None
        known = self.read[which % len(self.read)]
        return known if stale else Idea.objects.get(pk=known.pk)

    def words(self, facts: Facts) -> str:
        """Other ones each time, so that they are found again."""
        self.words_said += 1
        return "  " if facts.blank else f"Voici pourquoi, raison numéro {self.words_said}."

    def day(self, facts: Facts):
        return clock.today() + timedelta(days=facts.days)

    # --- What must hold -------------------------------------------------------------------------
    def check(self) -> None:
        written = Idea.objects.annotate(
            steps=Count("events", distinct=True), said=Count("messages", distinct=True), decided=Max("decisions")
        )
        for idea in written.select_related("merged_into").order_by("pk"):
            check_merged(idea)  # also of one that did not change: what it went into may have
            facts = (idea.version, idea.state, idea.state_since, idea.steps, idea.said, idea.decided)
            if self.checked.get(idea.pk) == facts:
                continue
            self.checked[idea.pk] = facts
            self.check_history(idea)
            check_decided(idea)
            self.check_silence(idea)
            assert idea.priority is None or 0 <= idea.priority <= 100
            if idea.state in {S.DECLINED, S.REJECTED}:
                self.check_reason_is_read(idea)

    @staticmethod
    def check_history(idea):
        born, *steps = idea.events.exclude(to_state="").order_by("pk")
        assert born.to_state == S.SUBMITTED
        for before, step in zip([born, *steps], steps, strict=False):
            assert step.from_state == before.to_state, f"{step.name} does not go on from {before.name}"
            assert (step.from_state, step.to_state) in EXPECTED, f"{step.name} is not in the table"
            assert TRANSITIONS[step.name].target == step.to_state
            assert step.at >= before.at
        assert [born, *steps][-1].to_state == idea.state

    def check_silence(self, idea):
        """Nobody writes to what was taken back."""
        if idea.state == S.WITHDRAWN:
            said = self.silent.setdefault(idea.pk, idea.messages.count())
            assert idea.messages.count() == said, "a message reached what was taken back"

    def check_reason_is_read(self, idea):
        """The page of each author holds the words of whoever refused it; asked once for each refusal."""
        if (idea.pk, idea.state_since, idea.state) in self.seen:
            return
        self.seen.add((idea.pk, idea.state_since, idea.state))
        refusal = reason_of(idea)
        for row in idea.authorships.filter(merged_from=None).select_related("person"):
            client = Client()
            client.force_login(row.person, backend="parkour.accounts.backends.SignInBackend")
            assert refusal in client.get(idea.get_absolute_url()).content.decode(), "the author does not read why"


def reason_of(idea) -> str:
    """The words with which it was refused."""
    if idea.state == S.DECLINED:
        return idea.triage_decisions.latest("at", "pk").message
    return idea.decisions.get(superseded_at=None).reason


def check_decided(idea):
    """Decided: by whom, when, why."""
    if idea.state in ANSWERED_WITH:
        answer = idea.triage_decisions.order_by("at", "pk").last()
        assert answer is not None, f"{idea.state} without a decision"
        assert (answer.outcome, answer.at) == (ANSWERED_WITH[idea.state], idea.state_since)
        assert answer.by_id and answer.message.strip()
        assert idea.first_human_reply_at is not None
    if idea.state in DECIDED_AS or idea.state in CARRIED_OUT:
        decision = idea.decisions.filter(superseded_at=None).first()
        assert decision is not None, f"{idea.state} without a decision"
        assert decision.outcome == DECIDED_AS.get(idea.state, DecisionOutcome.APPROVED)
        assert decision.reason.strip()
        assert decision.by_id or decision.decided_by == DecidedBy.TACIT
        if idea.state in DECIDED_AS:
            assert decision.at == idea.state_since
    if idea.state in {S.APPROVED, *CARRIED_OUT}:
        assert idea.action.owner_id and idea.action.due_on
    if idea.state == S.CLOSED:
        assert PublicUpdate.objects.filter(idea=idea).exists()


def check_merged(idea):
    """What carries another on is carried on by none: no chain, hence no cycle."""
    assert (idea.state == S.MERGED) == (idea.merged_into_id is not None)
    if idea.merged_into_id:
        assert idea.merged_into_id != idea.pk
        assert idea.merged_into.merged_into_id is None, "merged into what is merged itself"


# --- What people do. Each is given the company, the person, the contribution and the facts ---------------------------


def submit(company, by, _idea, facts):
    if len(company.read) >= MOST_IDEAS:
        return
    change = "" if facts.blank else "Regrouper les passages par rue."
    sent = submission.Submission(problem_text="Deux heures d'attente.", change_text=change, client_uuid=uuid4())
    idea, _new = submission.submit_idea(sent, by=by)
    tell_untold(idea)
    company.read.append(Idea.objects.get(pk=idea.pk))


def orientation(company, facts):
    needed = {
        Outcome.DECLINE: {"reason_code": ReasonCode.COST},
        Outcome.REDIRECT: {"channel": Channel.values[facts.days % len(Channel.values)]},
        Outcome.MERGE: {"into": company.idea(facts.into)},
        Outcome.PARK: {"review_on": company.day(facts)},
        Outcome.QUICK_WIN: {"owner": company.roles["friend"], "due_on": company.day(facts)},
        Outcome.SELF_IMPLEMENT: {"due_on": company.day(facts)},
    }
    return triage.Orientation(facts.outcome, company.words(facts), **needed.get(facts.outcome, {}))


def assess(company, by, idea, facts):
    triage.assess_idea(idea, by=by, **dict(zip(("policy", "novelty", "impact", "effort"), facts.levels, strict=True)))


def decide(company, by, idea, facts):
    triage.decide_triage(idea, orientation(company, facts), by=by)


def hold(company, by, idea, facts):
    holding.hold_decision(idea, orientation(company, facts), by=by)


def committee(name, **fixed):
    """A move of the committee, which has checked its own guards."""

    def move(company, by, idea, facts):
        given = {"session_label": "Séance 4", "session_on": company.day(facts), "reason": company.words(facts)}
        needed = {field: given[field] for field in TRANSITIONS[name].needs}
        lifecycle.apply_transition(idea, name, by=by, actor=fixed.get("actor", Actor.COMMITTEE), **needed)

    return move


def vote(company, by, idea, facts):
    decisions.record_decision(
        idea,
        outcome=facts.decision,
        decided_by=DecidedBy.POLL,
        actor=Actor.COMMITTEE,
        by=by,
        reason=company.words(facts),
        owner=company.roles["friend"],
        due_on=company.day(facts),
    )


def arbitrate(company, by, idea, facts):
    adopted = facts.decision == DecisionOutcome.APPROVED
    owner, due_on = company.roles["friend"], company.day(facts)
    decisions.arbitrate(idea, by=by, adopted=adopted, reason=company.words(facts), owner=owner, due_on=due_on)


def move(name):
    def made(company, by, idea, facts):
        day = {"review_on": company.day(facts)} if name == "park" else {}
        officer_moves.make_move(idea, name, by=by, reason=company.words(facts), message=company.words(facts), **day)

    return made


def promote(company, by, idea, facts):
    officer_moves.promote_variant(idea, by=by, proposal="Un passage par rue.", message=company.words(facts))


def publish(company, by, idea, facts):
    follow_up.publish_update(idea, by=by, you_said="Dit.", we_did=company.words(facts))


def wait(company, _by, _idea, facts):
    """Time passes, and the sweepers come, or not."""
    company.now += timedelta(days=max(facts.days, 0), minutes=1)
    if facts.stale:
        return
    with clock.at(company.now):
        holding.carry_out_held()
        for idea in Idea.objects.all():
            lifecycle.record_due_transition(idea)


CALLS = {
    "submit": submit,
    "wait": wait,
    "open": lambda company, by, idea, facts: triage.open_idea(idea, by=by),
    "assess": assess,
    "decide": decide,
    "hold": hold,
    "take_back": lambda company, by, idea, facts: holding.take_back_decision(idea, by=by),
    "send_now": lambda company, by, idea, facts: holding.send_held_now(idea, by=by),
    "answer": lambda company, by, idea, facts: submission.answer_question(idea, by=by, body=company.words(facts)),
    "appeal": lambda company, by, idea, facts: submission.appeal(idea, by=by, body=company.words(facts)),
    "withdraw": lambda company, by, idea, facts: submission.withdraw_idea(idea, by=by),
    "keep": lambda company, by, idea, facts: submission.keep_idea(idea, by=by),
    "say": lambda company, by, idea, facts: conversation.write_message(idea, by=by, body=company.words(facts)),
    "note": lambda company, by, idea, facts: conversation.write_message(
        idea, by=by, body=company.words(facts), internal=True
    ),
    "ask_opinion": lambda company, by, idea, facts: opinions.ask_opinion(idea, by=by),
    "take_back_opinion": lambda company, by, idea, facts: opinions.take_back_opinion(idea, by=by),
    "flag": lambda company, by, idea, facts: red_flags.raise_flag(
        idea, by=by, kind="safety", reason=company.words(facts)
    ),
    "lift_flag": lambda company, by, idea, facts: red_flags.lift_flag(idea, by=by, reason=company.words(facts)),
    "accept_quick_win": lambda company, by, idea, facts: quick_wins.accept_quick_win(idea, by=by),
    "refuse_quick_win": lambda company, by, idea, facts: quick_wins.refuse_quick_win(
        idea, by=by, reason=company.words(facts)
    ),
    "accept_offer": lambda company, by, idea, facts: self_offers.accept_offer(idea, by=by),
    "refuse_offer": lambda company, by, idea, facts: self_offers.refuse_offer(idea, by=by, reason=company.words(facts)),
    "promote": promote,
    "schedule": committee("schedule"),
    "unschedule": committee("unschedule"),
    "refer_to_workshop": committee("refer_to_workshop"),
    "object": committee("object", actor=Actor.MEMBER),
    "vote": vote,
    "arbitrate": arbitrate,
    "start_work": lambda company, by, idea, facts: follow_up.start_work(idea, by=by),
    "hold_work": lambda company, by, idea, facts: follow_up.hold_work(
        idea, by=by, reason=company.words(facts), resume_on=company.day(facts)
    ),
    "resume_work": lambda company, by, idea, facts: follow_up.resume_work(idea, by=by),
    "confirm_done": lambda company, by, idea, facts: follow_up.confirm_done(idea, by=by, evidence=company.words(facts)),
    "dispute": lambda company, by, idea, facts: follow_up.dispute_done(idea, by=by, reason=company.words(facts)),
    "verify": lambda company, by, idea, facts: follow_up.verify_effect(
        idea, by=by, claim_level="probable", effect=company.words(facts)
    ),
    "publish": publish,
    "close": lambda company, by, idea, facts: follow_up.close_idea(idea, by=by),
    "abandon": lambda company, by, idea, facts: follow_up.abandon_work(idea, by=by, reason=company.words(facts)),
} | {name: move(name) for name in officer_moves.MOVES}

# What leads on from a state, and who does it: half of the steps, so that lives go further than their first refusal.
LEADS_ON = {
    S.SUBMITTED: [("open", "officer"), ("assess", "officer"), ("decide", "officer"), ("hold", "colleague")],
    S.IN_TRIAGE: [
        ("assess", "officer"),
        ("assess", "colleague"),
        ("decide", "officer"),
        ("decide", "colleague"),
        ("accept_offer", "author"),
    ],
    S.NEEDS_INFO: [("answer", "author")],
    S.ANSWERED: [("appeal", "author")],
    S.DECLINED: [("appeal", "author")],
    S.FAST_TRACK: [("accept_quick_win", "friend"), ("wait", "friend"), ("object", "officer")],
    S.SHORTLISTED: [("schedule", "officer")],
    S.WORKSHOP: [("promote", "officer"), ("return_from_workshop", "officer")],
    S.MERGED: [("unmerge", "officer")],
    S.PARKED: [("return_from_park", "officer"), ("wait", "officer")],
    S.SCHEDULED: [("vote", "officer"), ("vote", "colleague"), ("refer_to_workshop", "officer")],
    S.RECOMMENDED: [("arbitrate", "sponsor")],
    S.REJECTED: [("reopen", "officer")],
    S.DEFERRED: [("reshortlist", "officer"), ("park", "officer")],
    S.APPROVED: [("start_work", "officer")],
    S.IN_PROGRESS: [("confirm_done", "officer"), ("hold_work", "friend")],
    S.ON_HOLD: [("resume_work", "officer")],
    S.IMPLEMENTED: [("verify", "officer"), ("dispute", "author")],
    S.VERIFIED: [("publish", "officer"), ("close", "officer")],
}
