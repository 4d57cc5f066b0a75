import logging

from celery import shared_task

from ideas.selectors import ideas_with_a_due_transition
from ideas.services.lifecycle import record_due_transition
from parkour.core import clock

logger = logging.getLogger(__name__)


@shared_task(name="ideas.tasks.record_due_transitions")
def record_due_transitions():
    """The sweeper of time-driven transitions: writes down, once, what the clock has already decided."""
    for idea in ideas_with_a_due_transition(clock.now()).iterator():
        try:
            record_due_transition(idea)
        except Exception:  # one that cannot be written down must not hold back the others
            logger.exception("the due transition of idea %s was not written down", idea.pk)
