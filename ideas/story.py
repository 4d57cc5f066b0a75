"""The story of one idea for one reader: who did what, with which words, and the votes behind a decision."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ideas.enums import UNTRIAGED, ReasonCode, State
from ideas.models import Decision, Idea, IdeaEvent
from ideas.opinions import held_scores
from ideas.privacy import Veil
from ideas.scoring import consensus
from ideas.selectors import history_of
from ideas.verdict import Verdict, verdict
from ideas.workflow import (
    CONFIRMED_EVENT,
    DECISION_CORRECTED_EVENT,
    FILES_EVENT,
    FLAG_EVENT,
    PHOTOS_EVENT,
    STATES,
    SUBMISSION_EVENT,
)
from parkour.accounts.models import User

ICONS = {
    SUBMISSION_EVENT: "lightbulb",
    "message": "message-square",
    "answer": "message-square",
    "appeal": "message-square",
    "ask": "message-square",
    "retitle": "pen",
    DECISION_CORRECTED_EVENT: "pen",
    "progress": "refresh-cw",
    "publish": "megaphone",
    "owner_accepted": "check",
    FILES_EVENT: "paperclip",
    PHOTOS_EVENT: "image",
    "receive_merge": "merge",
    "assess": "list-checks",
    "withdraw": "x",
    CONFIRMED_EVENT: "check",
}


# What the author of an anonymous contribution does; without an actor, the clock does the rest.
OF_NOBODY = {SUBMISSION_EVENT, "message", "answer", "withdraw", FLAG_EVENT}


@dataclass(frozen=True)
class PoleResult:
    """The ballots of one college on one decision."""

    name: str
    yes: int
    no: int
    abstain: int


@dataclass(frozen=True)
class Entry:
    """One line of the story. `is_voice`: the words are those of an author. `on_a_day`: the moment is not known."""

    label: str
    icon: str
    tone: str
    at: datetime
    by: str
    words: str
    is_voice: bool = False
    reason: str = ""
    results: tuple[PoleResult, ...] = ()
    rule: str = ""
    on_a_day: bool = False


def story_of(idea: Idea, user: User | None, hidden: Veil, *, internal: bool) -> list[Entry]:
    """What happened, newest first; `hidden` are the names `user` may not read.

    `user` is None for the author of an anonymous contribution.
    """
    decisions = {decision.pk: decision for decision in idea.decisions.all()}
    authors = {row.person_id for row in idea.authorships.all()}
    return [
        _entry(event, user, hidden, authors | ({None} if idea.is_anonymous else set()), decisions)
        for event in history_of(idea, internal=internal)
    ]


def _entry(event: IdeaEvent, user, hidden, authors, decisions):
    decision = decisions.get(event.data.get("decision"))
    info = STATES.get(event.to_state) if event.to_state else None
    # The officer who answers an author's own idea is nobody's author here: the actor decides, not the event.
    from_author = event.actor_id in authors
    from_nobody = event.actor_id is None and None in authors and event.name in OF_NOBODY
    if event.actor_id is None:
        from_author = from_nobody
    return Entry(
        label=str(event.label),
        icon=ICONS.get(event.name) or (info.icon if info else "info"),
        tone=info.tone if info and event.name not in ICONS else "",
        at=event.at,
        by=_by(event, user, hidden),
        words=hidden.words(event.note),
        is_voice=from_author and bool(event.note),
        reason=_reason(event),
        results=pole_results(decision) if decision else (),
        rule=decision.rule_text if decision else "",
        on_a_day=from_nobody,
    )


def _reason(event):
    """The reason chosen by the officer, when it says more than “another”."""
    code = event.data.get("reason_code")
    return str(ReasonCode(code).label) if code in set(ReasonCode.values) - {ReasonCode.OTHER} else ""


# Acts of the committee: whoever closed the session or moved a point did it for all.
OF_THE_COMMITTEE = {"schedule", "reschedule", "unschedule"}


def _by(event, user, hidden):
    if event.actor is None or event.name in OF_THE_COMMITTEE:
        return ""
    return _("You") if event.actor == user else hidden.name(event.actor)


def pole_results(decision: Decision) -> tuple[PoleResult, ...]:
    """Counts of a decision taken by vote, per college; none when they may not be told."""
    return tuple(
        PoleResult(str(row.get("name", code)), int(row["yes"]), int(row["no"]), int(row.get("abstain", 0)))
        for code, row in decision.counts.items()
        if isinstance(row, dict) and "yes" in row and "no" in row
    )


def told_verdict(idea: Idea) -> Verdict | None:
    """What the officer's levels say in words, once the idea has left triage; None before, or without levels."""
    if idea.state in UNTRIAGED or idea.state == State.NEEDS_INFO:
        return None
    rows = list(idea.assessments.select_related("rubric"))
    if not rows:
        return None
    last = max(row.round for row in rows)
    rows = [row for row in rows if row.round == last]
    rubric = max((row.rubric for row in rows), key=lambda rubric: rubric.version)
    return verdict(consensus(held_scores(rows)), idea.kind, rubric.values, raters=len(rows))
