"""What somebody says, typed by somebody else."""

import uuid

from ideas.enums import Origin
from ideas.models import Capture, Idea
from ideas.services import triage
from ideas.services.captures import Spoken, capture_idea
from parkour.core import clock
from tests.factories import UserFactory

WORDS = "Le vestiaire est trop petit pour douze."


def typed(by=None, words=WORDS, **facts) -> Idea:
    """A card on a wall, without a name unless the facts say one."""
    given = {"origin": Origin.CARD, "said_on": clock.today(), "client_uuid": uuid.uuid4()} | facts
    return capture_idea(Spoken(words, **given), by=by or UserFactory(officer=True))[0]


def answer(idea: Idea, outcome="give_answer", words="Un local se libère en mai.", by=None, **facts) -> Idea:
    """The officer answers it."""
    officer = by or UserFactory(officer=True)
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=outcome, message=words, **facts), by=officer)
    return Idea.objects.get(pk=idea.pk)


def capture(idea: Idea) -> Capture:
    return Capture.objects.select_related("idea", "to_say").get(pk=idea.pk)
