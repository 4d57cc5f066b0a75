"""Every way a contribution whose author wished to stay unnamed may go, with the author's name in everybody's mouth.

A walk is a generator: it stops wherever somebody should look at the screens, its end apart.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from committee.services import conduct, decisions, minutes, objections
from ideas.enums import Outcome
from ideas.models import Idea
from ideas.replies import GAP, reply_template
from ideas.services import comments, follow_up, following, quick_wins, submission, support, titles, triage
from ideas.services.conversation import write_message
from ideas.services.decisions import arbitrate
from ideas.services.lifecycle import record_due_transition
from ideas.services.officer_moves import promote_variant
from ideas.services.self_offers import accept_offer
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory
from tests.factories.committee import committee_of, counted, open_session_with, vote_all

FIRST, LAST, MAIL = "Zoraïde", "Wolvertem", "z.wolvertem@parkour.example"
CALLED = f"Vu avec {FIRST}, {FIRST} {LAST} ({MAIL})."
LIGHT = {"policy": 4, "novelty": 2, "impact": 4, "effort": 1}
HEAVY = LIGHT | {"effort": 4}


def names_the_author(text) -> bool:
    """Whether `text` holds the first name, the last name or the address, however written."""
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return any(word in plain.lower() for word in ("zoraide", "wolvertem"))


def _company():
    poles = committee_of(direction=2, employees=2)
    return {
        "colleague": UserFactory(),
        "owner": UserFactory(),
        "sponsor": UserFactory(sponsor=True),
        "reviewer": UserFactory(reviewer=True),
        "coauthor": UserFactory(),
        "member": poles["employees"][1],
        "facilitator": UserFactory(facilitator=True),
        "chair": poles["direction"][0],
    }, poles


@dataclass
class Company:
    """One contribution without a name, and a colleague of each role, none of whom may learn whose it is."""

    author: object = field(
        default_factory=lambda: UserFactory(first_name=FIRST, last_name=LAST, email=MAIL, job_title="Vigie")
    )
    officer: object = field(default_factory=lambda: UserFactory(officer=True))
    room: object = None
    idea: Idea = None

    def __post_init__(self):
        self.people, self.poles = _company()

    def __getattr__(self, role):
        if role == "people" or role not in self.people:
            raise AttributeError(role)
        return self.people[role]

    def fresh(self) -> Idea:
        self.idea = Idea.objects.get(pk=self.idea.pk)
        return self.idea

    def receive(self, levels=LIGHT, joined=True, **facts):
        """It is sent, titled with the name of its author, and somebody who said the same joins it."""
        facts = {"problem_text": f"{CALLED} On attend entre deux clientes.", "visibility": "name_hidden"} | facts
        if "feedback" not in facts:
            facts["change_text"] = f"Regrouper les passages. {CALLED}"
        self.idea = IdeaFactory(opened=True, author=self.author, officer=self.officer, **facts)
        title = f"La demande de {FIRST} {LAST}"
        titles.retitle_idea(self.idea, by=self.officer, title=title, restatement=CALLED)
        write_message(self.fresh(), by=self.officer, body=CALLED, internal=True)
        write_message(self.fresh(), by=self.author, body=f"Bien à vous, {FIRST}")
        if levels and "feedback" not in facts:
            triage.assess_idea(self.fresh(), by=self.officer, **levels)
        if joined:
            other = IdeaFactory(opened=True, author=self.coauthor, officer=self.officer)
            self.decide(Outcome.MERGE, other, into=self.fresh())

    def decide(self, outcome, idea=None, **facts):
        """The officer's outcome, with the reply as it is proposed."""
        idea = idea or self.fresh()
        words = reply_template(idea, outcome, officer=self.officer, why=CALLED).replace(GAP, CALLED)
        triage.decide_triage(idea, triage.Orientation(outcome=outcome, message=words, **facts), by=self.officer)

    def talk(self):
        """On the board: the author comments like everybody, the officer says the name, a colleague follows."""
        comments.write_comment(self.fresh(), by=self.author, body=f"Bien à vous, {FIRST}", key=uuid4())
        comments.write_comment(self.idea, by=self.officer, body=CALLED, key=uuid4())
        comment, _new = comments.write_comment(self.idea, by=self.owner, body="Chez nous aussi.", key=uuid4())
        comments.report_comment(comment, by=self.author, reason="other", note=f"Signé {FIRST}")
        comments.hide_comment(comment, by=self.officer, reason="À revoir.")
        support.support(self.idea, by=self.colleague)
        for person in (self.colleague, self.reviewer, self.facilitator):
            following.follow(self.idea, by=person)

    def vote(self):
        """A session votes on it: everybody is in favour."""
        self.room = open_session_with(self.fresh(), poles=self.poles)
        return self.room.poll()

    def settle(self, poll, **facts):
        vote_all(poll, dict.fromkeys(self.room.people, "yes"))
        counted(self.room, poll)
        decisions.decide_item(self.room.item, by=self.room.chair, reason=CALLED, **facts)


def _in(days):
    return clock.today() + timedelta(days=days)


def asked(company):
    company.receive(levels=None)
    company.decide(Outcome.ASK)
    yield
    submission.answer_question(company.fresh(), by=company.author, body=CALLED)


def taken_back(company):
    """By one of the two who wrote it together: it stays until the other has asked too."""
    company.receive(coauthors=[UserFactory()])
    submission.withdraw_idea(company.fresh(), by=company.author)
    yield from ()


def answered(company):
    company.receive(feedback=True)
    company.decide(Outcome.ANSWER)
    yield from ()


def declined(company):
    company.receive()
    company.decide(Outcome.DECLINE, reason_code="cost")
    yield
    submission.appeal(company.fresh(), by=company.author, body=CALLED)


def parked(company):
    company.receive()
    company.decide(Outcome.PARK, review_on=_in(60))
    yield from ()


def redirected(company):
    company.receive()
    company.decide(Outcome.REDIRECT, channel="hr")
    yield from ()


def merged(company):
    """Into the contribution of somebody else, whose name may be known."""
    company.receive(joined=False)
    into = IdeaFactory(opened=True, author=company.coauthor, officer=company.officer)
    company.decide(Outcome.MERGE, into=into)
    yield
    company.idea = into
    titles.retitle_idea(into, by=company.officer, title=f"La demande de {FIRST}", restatement=CALLED)
    write_message(company.fresh(), by=company.author, body=CALLED)
    triage.assess_idea(company.fresh(), by=company.officer, **LIGHT)
    company.decide(Outcome.QUICK_WIN, owner=company.owner, due_on=_in(20))


def quick_win(company):
    company.receive()
    company.decide(Outcome.QUICK_WIN, owner=company.owner, due_on=_in(20))
    company.talk()
    yield
    quick_wins.accept_quick_win(company.fresh(), by=company.owner)
    objections.announce_quick_wins()
    yield
    with clock.at(company.fresh().objections_until + timedelta(minutes=1)):
        record_due_transition(company.idea)
        follow_up.start_work(company.fresh(), by=company.owner)
        follow_up.give_news(company.fresh().action, by=company.owner, status="moving", progress=40, note=CALLED)
        yield
        follow_up.confirm_done(company.fresh(), by=company.officer, evidence=CALLED)
        yield
        follow_up.verify_effect(company.fresh(), by=company.officer, claim_level="probable", effect=CALLED)
        words = {"you_said": CALLED, "we_did": CALLED, "effect": CALLED, "credits": f"Merci {FIRST}"}
        follow_up.publish_update(company.fresh(), by=company.officer, **words)
        follow_up.close_idea(company.fresh(), by=company.officer)


def self_implemented(company):
    company.receive()
    company.decide(Outcome.SELF_IMPLEMENT, due_on=_in(20))
    yield
    accept_offer(company.fresh(), by=company.author)
    follow_up.start_work(company.fresh(), by=company.author)
    follow_up.give_news(company.fresh().action, by=company.author, status="moving", progress=40, note=CALLED)
    yield
    follow_up.abandon_work(company.fresh(), by=company.officer, reason=CALLED)


def adopted(company):
    """A member objects to the quick win: the committee votes on it."""
    company.receive()
    company.decide(Outcome.QUICK_WIN, owner=company.owner, due_on=_in(20))
    quick_wins.accept_quick_win(company.fresh(), by=company.owner)
    objections.object_to_quick_win(company.fresh(), by=company.member, note=CALLED)
    poll = company.vote()
    yield
    company.settle(poll, owner=company.owner, due_on=_in(60))
    conduct.finish_item(company.room.item, by=company.room.chair)
    yield
    conduct.close_session(company.room.session, by=company.room.chair)
    minutes.publish_minutes(company.room.session, by=company.officer)


def recommended(company):
    """Through a workshop and the committee, to the direction."""
    company.receive(levels=HEAVY)
    company.decide(Outcome.WORKSHOP)
    company.talk()
    promote_variant(company.fresh(), by=company.officer, proposal=CALLED, message=CALLED)
    company.settle(company.vote())
    yield
    answer = {"adopted": True, "reason": CALLED, "owner": company.owner, "due_on": _in(60)}
    arbitrate(company.fresh(), by=company.sponsor, **answer)


WALKS = {
    walk.__name__: walk
    for walk in (
        *(asked, taken_back, answered, declined, parked, redirected, merged),
        *(quick_win, self_implemented, adopted, recommended),
    )
}
