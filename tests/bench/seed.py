"""A company with its contributions, written by COPY: everything grows with their number, people included."""

import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from ideas.enums import DecidedBy, DecisionOutcome, Outcome, State
from ideas.models import (
    Action,
    Assessment,
    Authorship,
    Decision,
    Idea,
    IdeaEvent,
    PublicUpdate,
    ReferenceCounter,
    TriageDecision,
)
from ideas.scoring import CRITERIA, FEEDBACK_CRITERIA, Scores, consensus, score_feedback, score_proposal
from ideas.services.kept_counts import recount_board
from ideas.services.rubrics import current_rubric
from ideas.workflow import STATES
from parkour.accounts.models import Role, User
from parkour.core.copying import copy_rows
from parkour.organisation.models import Site
from tests.bench import words

IDEAS_PER_PERSON = 7
RATERS = 3
YEARS = 3
# Every table that is written here, for its sequence.
MODELS = (Idea, Authorship, Assessment, IdeaEvent, TriageDecision, Decision, Action, PublicUpdate)
# Out of a hundred: what a programme of some years looks like.
SHARES = {
    State.SUBMITTED: 4,
    State.IN_TRIAGE: 6,
    State.SHORTLISTED: 8,
    State.PARKED: 6,
    State.ANSWERED: 15,
    State.DECLINED: 15,
    State.REJECTED: 6,
    State.APPROVED: 5,
    State.IN_PROGRESS: 9,
    State.IMPLEMENTED: 6,
    State.CLOSED: 16,
    State.WITHDRAWN: 4,
}
WITH_ACTION = {State.APPROVED, State.IN_PROGRESS, State.IMPLEMENTED, State.CLOSED}
TOLD = {State.IMPLEMENTED, State.CLOSED}
OUTCOMES = {
    State.ANSWERED: Outcome.ANSWER,
    State.DECLINED: Outcome.DECLINE,
    State.PARKED: Outcome.PARK,
    **dict.fromkeys([State.SHORTLISTED, State.REJECTED, *WITH_ACTION], Outcome.SHORTLIST),
}


def grow(total: int) -> None:
    """Bring the database to `total` contributions, each state in its share; the same for the same total."""
    start = Idea.objects.count()
    chance = random.Random(start)
    _people(total // IDEAS_PER_PERSON, chance)
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    raters = list(User.objects.filter(role_assignments__role=Role.REVIEWER).order_by("pk").values_list("pk", flat=True))
    sites = list(Site.objects.order_by("pk").values_list("pk", flat=True))
    company = _Company(people, raters, sites, current_rubric().pk)
    facts = [_Story(number, chance, company).tell() for number in range(start + 1, total + 1)]
    _search_by_itself(False)
    for model in MODELS:
        _copy(model, (row for tables in facts for row in tables.get(model, ())))
    _search_by_itself(True)
    recount_board()
    _settle(start, total)


def _search_by_itself(wanted: bool) -> None:
    """The entries of the search are written once at the end, instead of again for each part of a contribution."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with a check still to come cannot be altered
        for model in (Idea, Authorship, PublicUpdate):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} {'ENABLE' if wanted else 'DISABLE'} TRIGGER USER")


def _people(total: int, chance) -> None:
    if not Site.objects.exists():
        Site.objects.bulk_create(
            Site(code=f"town-{index}", name=f"Agence de {town}", city=town) for index, town in enumerate(words.TOWNS)
        )
        for index in range(RATERS):
            person = User.objects.create(email=f"rater{index}@bench.example", first_name=f"Rater{index}")
            person.grant(Role.REVIEWER)
    sites = list(Site.objects.order_by("pk").values_list("pk", flat=True))
    start, last = User.objects.count(), User.objects.aggregate(last=Max("pk"))["last"]
    _copy(
        User,
        (
            {
                "id": last + 1 + number - start,
                "email": f"person{number}@bench.example",
                "first_name": chance.choice(words.FIRST_NAMES),
                "last_name": chance.choice(words.LAST_NAMES),
                "job_title": "Intervenante",
                "site_id": chance.choice(sites),
                "password": "!",
            }
            for number in range(start, total)
        ),
    )


def _copy(model, rows) -> None:
    """Write dicts by attribute name; what a row does not say is the default of the field."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    told = ([row[field.attname] if field.attname in row else field.get_default() for field in fields] for row in rows)
    copy_rows(model, [field.attname for field in fields], told)


def _settle(start: int, total: int) -> None:
    """What the services would have kept: sequences, the counter of references; and fresh statistics."""
    year = timezone.now().year
    ReferenceCounter.objects.update_or_create(year=year, defaults={"last": total})
    with connection.cursor() as cursor:
        cursor.execute("SELECT ideas_index(array_agg(id)) FROM ideas_idea WHERE id > %s", [start])
        for table in (model._meta.db_table for model in (*MODELS, User)):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table])  # noqa: S608
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")


@lru_cache(maxsize=100_000)
def _kept(levels: tuple, is_proposal: bool):
    """What the triage keeps of what the raters gave."""
    scores = consensus([Scores(**dict(zip(CRITERIA, row, strict=True))) for row in levels])
    score = score_proposal(scores) if is_proposal else score_feedback(scores)
    number = [float(part) if part is not None else None for part in (score.value, score.priority)]
    means = {f"level_{name}": getattr(scores, name) for name in CRITERIA}
    return {
        "value": number[0],
        "priority": number[1],
        "effort": round(scores.effort) if scores.effort is not None else None,
        "raters": len(levels),
        **{name: None if level is None else float(level) for name, level in means.items()},
    }


NOT_ASSESSED = dict.fromkeys(("value", "priority", "effort", "raters", *(f"level_{name}" for name in CRITERIA)))


@dataclass(frozen=True)
class _Company:
    """Keys of those who write, of those who rate, of the places, and of the grid."""

    people: list[int]
    raters: list[int]
    sites: list[int]
    rubric: int


class _Story:
    """One contribution and the rows of its life."""

    def __init__(self, number, chance, company):
        self.number, self.chance, self.company = number, chance, company
        self.state = chance.choices(list(SHARES), weights=SHARES.values())[0]
        self.proposal = self.state not in {State.ANSWERED} and chance.random() < 0.85
        if self.state in WITH_ACTION or self.state in {State.SHORTLISTED, State.REJECTED}:
            self.proposal = True
        self.author, self.owner = chance.choice(company.people), chance.choice(company.people)
        # Dates without end: no two of the same microsecond, the latest numbers not the latest dates.
        self.sent = timezone.now() - timedelta(seconds=chance.randrange(3600, YEARS * 365 * 86400), microseconds=number)
        self.moved = self.sent + timedelta(days=chance.randrange(1, 30))
        self.answer = words.answer(chance)

    def tell(self) -> dict:
        assessed = self.state not in {State.SUBMITTED, State.ANSWERED, State.WITHDRAWN}
        levels = self._levels() if assessed else ()
        kept = _kept(levels, self.proposal) if levels else NOT_ASSESSED
        tables = {
            Idea: [self._idea(kept)],
            Authorship: [{"id": self.number, "idea_id": self.number, "person_id": self.author}],
            Assessment: self._assessments(levels),
            IdeaEvent: self._events(),
        }
        if self.state in OUTCOMES:
            tables[TriageDecision] = [self._triage()]
        if self.state in WITH_ACTION or self.state == State.REJECTED:
            tables[Decision] = [self._decision()]
        if self.state in WITH_ACTION:
            tables[Action] = [self._action()]
        if self.state in TOLD:
            tables[PublicUpdate] = [self._update()]
        return tables

    def _levels(self):
        return tuple(sorted((self._level() for _ in range(RATERS)), key=str))

    def _level(self):
        asked = CRITERIA if self.proposal else FEEDBACK_CRITERIA
        return tuple(
            self.chance.choices((1, 2, 3, 4, 5), (1, 2, 3, 3, 1))[0] if name in asked else None for name in CRITERIA
        )

    def _idea(self, kept):
        tab = STATES[self.state].tab
        rare = self.number <= 1_000 and self.number % (1_000 // words.RARE_COUNT) == 0
        problem = words.problem(self.chance, rare=rare)
        waits = self.state in {State.SUBMITTED, State.IN_TRIAGE}
        return {
            "id": self.number,
            "reference": f"PKR-{timezone.now().year}-{self.number:04d}",
            "kind": "proposal" if self.proposal else "feedback",
            "title": problem.split(",")[1].strip().capitalize()[:90] if self.number % 2 else "",
            "problem_text": problem,
            "change_text": words.change(self.chance) if self.proposal else "",
            "visibility": "name_hidden" if self.number % 10 == 0 else "public",
            "site_id": self.company.sites[self.number % len(self.company.sites)],
            "client_uuid": uuid.UUID(int=self.chance.getrandbits(128)),
            "state": self.state.value,
            "state_since": self.moved,
            "created_at": self.sent,
            "submitted_at": self.sent,
            "promised_reply_at": self.sent + timedelta(days=5),
            "first_human_reply_at": None if waits else self.moved,
            **kept,
            "board_tab": tab.value,
            "published_at": self.moved if tab else None,
            "review_on": (self.moved + timedelta(days=2_000)).date() if self.state == State.PARKED else None,
        }

    def _assessments(self, levels):
        return [
            {
                "id": self.number * RATERS + index,
                "idea_id": self.number,
                "rater_id": self.company.raters[index],
                "rubric_id": self.company.rubric,
                "round": 1,
                "submitted_at": self.moved,
                **dict(zip(CRITERIA, row, strict=True)),
            }
            for index, row in enumerate(levels)
        ]

    def _events(self):
        names = [("submit", State.SUBMITTED, self.sent), ("open", State.IN_TRIAGE, self.moved)]
        return [
            {
                "id": self.number * 2 + index,
                "idea_id": self.number,
                "name": name,
                "to_state": state.value,
                "actor_id": self.author,
                "at": at,
                "data": {},
            }
            for index, (name, state, at) in enumerate(names)
        ]

    def _triage(self):
        outcome = OUTCOMES[self.state]
        return {
            "id": self.number,
            "idea_id": self.number,
            "outcome": outcome.value,
            "message": self.answer,
            "reason_code": "cost" if outcome == Outcome.DECLINE else "",
            "review_on": self.moved.date() if outcome == Outcome.PARK else None,
            "by_id": self.company.raters[0],
            "at": self.moved,
        }

    def _decision(self):
        adopted = self.state != State.REJECTED
        return {
            "id": self.number,
            "idea_id": self.number,
            "outcome": (DecisionOutcome.APPROVED if adopted else DecisionOutcome.REJECTED).value,
            "decided_by": DecidedBy.POLL.value,
            "reason": self.answer,
            "counts": {},
            "owner_id": self.owner if adopted else None,
            "due_on": (self.moved + timedelta(days=90)).date() if adopted else None,
            "at": self.moved,
        }

    def _action(self):
        done = self.state in TOLD
        return {
            "id": self.number,
            "idea_id": self.number,
            "decision_id": self.number,
            "owner_id": self.owner,
            "due_on": (self.moved + timedelta(days=90)).date(),
            "status": "done" if done else "moving",
            "created_at": self.moved,
            "last_news_at": self.moved,
            "done_at": self.moved if done else None,
            "evidence": self.answer if done else "",
            "claim_level": "probable" if self.state == State.CLOSED else "",
        }

    def _update(self):
        return {
            "id": self.number,
            "idea_id": self.number,
            "you_said": words.problem(self.chance)[:300],
            "we_did": self.answer,
            "effect": "Dix minutes gagnées par personne et par jour." if self.state == State.CLOSED else "",
            "by_id": self.company.raters[0],
            "published_at": self.moved,
        }
