"""What the committee does to a contribution that goes on, moves with, or leaves an agenda."""

from datetime import date

from django.db import transaction

from ideas.models import Idea, IdeaEvent
from ideas.notifications import tell_authors
from ideas.services.lifecycle import apply_transition, lock
from ideas.workflow import Actor
from parkour.core import clock


def schedule_idea(idea: Idea, *, by, session_label: str, session_on: date, session_url: str) -> Idea:
    """Put a contribution kept for the committee on the agenda of a session. Its authors are told."""
    return apply_transition(
        idea,
        "schedule",
        by=by,
        actor=Actor.COMMITTEE,
        session_label=session_label,
        session_on=session_on,
        session_url=session_url,
    )


def unschedule_idea(idea: Idea, *, by, waits: bool, note: str = "") -> Idea:
    """Take it off again: it waits for the next session, one session more if `waits`. Its authors are told."""
    return apply_transition(idea, "unschedule", by=by, actor=Actor.COMMITTEE, note=note, waits=waits)


@transaction.atomic
def reschedule_idea(idea: Idea, *, by, session_label: str, session_on: date, session_url: str) -> Idea:
    """Its session has moved to another day: the contribution follows, and its authors are told."""
    locked = lock(idea)
    locked.session_label, locked.session_on, locked.session_url = session_label, session_on, session_url
    locked.version += 1
    locked.save(update_fields=["session_label", "session_on", "session_url", "version"])
    event = IdeaEvent.objects.create(
        idea=locked, name="reschedule", actor=by, at=clock.now(), data={"session_on": session_on.isoformat()}
    )
    tell_authors(locked, event)
    return locked
