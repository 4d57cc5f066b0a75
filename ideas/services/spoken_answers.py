"""Answers that nobody reads here wait until somebody has said them aloud."""

from django.db.models import Exists, OuterRef, Q

from ideas.enums import State
from ideas.following import SAID_TO_ALL
from ideas.models import Authorship, Capture, Idea, IdeaEvent
from ideas.speaking import tell_to_say
from ideas.workflow import TRANSITIONS

# The transitions that answer whoever said it.
ANSWERS = SAID_TO_ALL | {row.name for row in TRANSITIONS.values() if row.human_reply or row.target == State.APPROVED}


def owe_spoken_answer(idea: Idea, event: IdeaEvent) -> None:
    """`event` answers `idea`, and what was merged into it: where no author reads it, somebody has to say it.

    In the transaction that answers. One statement for a contribution whose author has an account.
    """
    reads = Authorship.objects.filter(idea=OuterRef("idea"), merged_from=None)
    silent = Capture.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea)).exclude(Exists(reads))
    if silent.update(to_say=event):
        tell_to_say(idea, event)


def last_answer(idea: Idea) -> IdeaEvent | None:
    """The last answer given to whoever said it, by what it was merged into too; None when there is none yet."""
    own, given = Q(idea=idea), IdeaEvent.objects.filter(name__in=[*ANSWERS, "message"], is_internal=False)
    if idea.merged_into_id:
        own |= Q(idea=idea.merged_into_id, at__gte=idea.state_since)
    return given.filter(own).order_by("-at", "-pk").first()
