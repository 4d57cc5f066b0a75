"""« Is it what you wanted? »: what the authors answered, as the officer and the owner may read it."""

from dataclasses import dataclass
from datetime import datetime

from ideas.enums import State
from ideas.models import Idea
from ideas.privacy import Veil
from ideas.workflow import CONFIRMED_EVENT

DISPUTE_EVENT = "dispute"
ANSWERS_SHOWN = 10


@dataclass(frozen=True)
class AuthorsAnswer:
    """One answer of an author. It bears no name: the page says who wrote the contribution where that may be read."""

    is_right: bool
    words: str
    at: datetime


def answers_of(idea: Idea, hidden: Veil) -> list[AuthorsAnswer]:
    """What authors answered, the latest first. The officer may dispute too: that is no answer of an author."""
    authors = [row.person_id for row in idea.authorships.all()]
    events = idea.events.filter(name__in=(CONFIRMED_EVENT, DISPUTE_EVENT), actor__in=authors).order_by("-at", "-pk")
    return [
        AuthorsAnswer(event.name == CONFIRMED_EVENT, hidden.words(event.note), event.at)
        for event in events[:ANSWERS_SHOWN]
    ]


def is_awaited(idea: Idea, answers: list[AuthorsAnswer]) -> bool:
    """Whether the authors are asked and none has answered since it was confirmed as done."""
    return idea.state == State.IMPLEMENTED and not any(answer.at >= idea.state_since for answer in answers)
