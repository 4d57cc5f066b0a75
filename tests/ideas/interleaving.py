"""Two officers and an author at one contribution at the same moment, each with browser and connection of their own."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections
from django.test import Client
from django.urls import reverse

from ideas.enums import State
from ideas.models import Assessment, Idea, IdeaEvent, Message, TriageDecision
from tests.days import meeting_day
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.company import Company
from tests.waiting import PATIENCE

ACCEPTED, REFUSED = 303, {302, 403, 404, 409, 422}
DECISIONS = {
    "ask": {},
    "decline": {"reason_code": "cost"},
    "park": {"review_on": meeting_day(40).isoformat()},
    "send_to_workshop": {},
    "shortlist": {},
}
OF_AN_OFFICER = ["decide", "decide", "assess", "title", "message"]
OF_THE_AUTHOR = ["say", "say", "answer", "withdraw"]
MOST_CALLS = 2  # of each of them in one turn


@dataclass
class Asked:
    """One call: who, what, with which words, and what the page said."""

    who: str
    what: str
    words: str
    sent: dict
    status: int = 0
    page: str = ""
    error: Exception | None = None

    @property
    def accepted(self):
        return self.status == ACCEPTED


@dataclass
class Trio:
    """The three, and their browsers. `turn` makes them meet at a contribution of that turn."""

    people: dict = field(default_factory=dict)
    browsers: dict = field(default_factory=dict)

    def __post_init__(self):
        self.people = {"one": UserFactory(officer=True), "two": UserFactory(officer=True), "author": UserFactory()}
        self.pool = ThreadPoolExecutor(len(self.people))
        for name, person in self.people.items():
            self.browsers[name] = Client()
            self.browsers[name].force_login(person, backend="parkour.accounts.backends.SignInBackend")

    def end(self):
        """Close the connections of the three."""
        meet = threading.Barrier(len(self.people))

        def leave():
            meet.wait(PATIENCE)
            connections.close_all()

        list(self.pool.map(lambda _each: leave(), self.people))
        self.pool.shutdown()

    def turn(self, seed: int, plan: dict | None = None) -> tuple[Idea, list[Asked]]:
        """What became of one contribution: `plan` says who does what, the dice of `seed` where it is None."""
        dice = random.Random(seed)
        moment = {"needs_info": True} if not plan and dice.random() < 0.3 else {"assessed": True}
        idea = IdeaFactory(author=self.people["author"], officer=self.people["one"], **moment)
        plan = plan or {name: self.choose(dice, name) for name in self.people}
        calls = {name: [self.asked(name, what, idea, dice) for what in plan[name]] for name in plan}
        start = threading.Barrier(len(calls))
        done = [self.pool.submit(self.act, idea, rows, start) for rows in calls.values()]
        for each in done:
            each.result(PATIENCE)
        return idea, [row for rows in calls.values() for row in rows]

    @staticmethod
    def choose(dice, name):
        return [
            dice.choice(OF_THE_AUTHOR if name == "author" else OF_AN_OFFICER)
            for _each in range(dice.randint(1, MOST_CALLS))
        ]

    @staticmethod
    def asked(who, what, idea, dice):
        words = f"Des mots de {who} numero {dice.getrandbits(40)} fin"
        version = {"version": str(idea.version)} if dice.random() < 0.5 else {}
        if what == "decide":
            what = dice.choice(sorted(DECISIONS))
        sent = {
            "assess": {"policy": 1 + dice.randrange(5), "novelty": 2, "impact": 3, "effort": 2, "then": "stay"}
            | version,
            "title": {"title": words, "restatement": ""} | version,
            "message": {"body": words, "readers": "author"},
            "say": {"body": words},
            "answer": {"body": words},
            "withdraw": {},
        }
        return Asked(who, what, words, sent.get(what) or DECISIONS.get(what, {}) | {"message": words} | version)

    def act(self, idea, rows, start):
        start.wait(PATIENCE)
        for row in rows:
            try:
                answer = self.browsers[row.who].post(address(idea, row.what), row.sent)
                row.status, row.page = answer.status_code, answer.content.decode()
            except Exception as error:
                row.error = error


def address(idea, what):
    names = {"assess": "assess", "title": "retitle", "message": "note", "say": "message"}
    if what in DECISIONS:
        return reverse("ideas:decide", args=[idea.reference, what])
    return reverse(f"ideas:{names.get(what, what)}", args=[idea.reference])


def faults(idea: Idea, asked: list[Asked], people: dict) -> list[str]:
    """What went wrong: an error, words lost or kept twice, a path outside the table. Empty when nothing did."""
    idea = Idea.objects.get(pk=idea.pk)
    found = [f"{row.what}: {row.error!r}" for row in asked if row.error]
    found += [f"{row.what}: {row.status}" for row in asked if not row.error and row.status not in {ACCEPTED, *REFUSED}]
    for row in asked:
        traces = [(name, number) for name, number in traces_of(idea, row).items() if number != int(row.accepted)]
        found += [f"{row.what} of {row.who} ({row.status}): {number} × {name}" for name, number in traces]
        typed = row.what not in {"assess", "withdraw"}
        if typed and not row.accepted and row.words not in row.page:
            found.append(f"{row.what} of {row.who} ({row.status}): the page has lost the words")
    found += faults_of_levels(idea, asked, people)
    try:
        Company.check_history(idea)
    except AssertionError as fault:
        found.append(str(fault))
    return found


def traces_of(idea, row):
    """How often the rows hold what one call wrote, table by table."""
    said = Message.objects.filter(idea=idea, body=row.words).count()
    told = IdeaEvent.objects.filter(idea=idea, note=row.words)
    if row.what in DECISIONS:
        answers = TriageDecision.objects.filter(idea=idea, outcome=row.what, message=row.words, by__isnull=False)
        return {"decision": answers.count(), "message": said, "event": told.filter(name=row.what).count()}
    if row.what in {"message", "say"}:
        return {"message": said, "event": told.filter(name="message").count()}
    if row.what == "answer":
        return {"message": said, "event": told.filter(name="answer").count()}
    if row.what == "title":
        return {"event": told.filter(name="retitle").count()}
    return {}


def faults_of_levels(idea, asked, people):
    """Each rater's last accepted levels are kept, once; the title is the last one accepted; withdrawn once."""
    found = []
    for name, person in people.items():
        given = [row for row in asked if row.who == name and row.what == "assess" and row.accepted]
        kept = list(Assessment.objects.filter(idea=idea, rater=person).values_list("policy", flat=True))
        if given and kept != [given[-1].sent["policy"]]:
            found.append(f"levels of {name}: {kept}")
    title = idea.events.filter(name="retitle").order_by("pk").last()
    if title and title.note != idea.title:
        found.append("the title that was saved last is not there")
    taken_back = [row for row in asked if row.what == "withdraw" and row.accepted]
    if len(taken_back) != idea.events.filter(name="withdraw").count():
        found.append(f"withdrawn {len(taken_back)} times")
    if taken_back and idea.state != State.WITHDRAWN:
        found.append("what was taken back goes on")
    if idea.state == State.WITHDRAWN and idea.messages.filter(sent_at__gt=idea.state_since).exists():
        found.append("somebody wrote to what was taken back")
    return found
