"""Keeping promises: who is reminded of an answer that waits, by dates on rows.

A row per contribution says what was told last and when the next is due. The sweeper may stop for days: what it finds
then is told once, the gravest to each person, and nothing that has lost its meaning. What it finds after weeks, or when
it first comes to a product in use, is told in one sentence.
"""

import logging

from django.db import transaction

from ideas.enums import UNTRIAGED
from ideas.models import Idea, PromiseWatch
from ideas.promises import CAUGHT_UP_WITHIN, Stage, Terms, fallen_due, next_moment, reminder_moments
from ideas.reminders import tell_older, tell_stages
from ideas.services.red_flags import flag_by_its_words, tell_unseen_flags
from parkour.core import clock
from parkour.organisation.models import Organisation, work_calendar

REMIND_TASK = "ideas.tasks.keep_promises"
BATCH = 200
logger = logging.getLogger(__name__)


def keep_promises() -> int:
    """Watch what has come, remind of what is due; how many people were told."""
    watch_new()
    return tell_unseen_flags() + remind_of_older() + remind()


def watch_new() -> None:
    """Begin to watch what waits for its first answer, and read whether it speaks of a danger. Each once."""
    unwatched = Idea.objects.filter(
        state__in=UNTRIAGED, first_human_reply_at=None, promised_reply_at__isnull=False, promise_watch=None
    )
    after = 0
    while rows := list(unwatched.filter(pk__gt=after).select_related("site").order_by("pk")[:BATCH]):
        for idea in rows:
            try:
                _watch(idea)
            except Exception:  # one that cannot be read must not hold back the others
                logger.exception("idea %s is not watched", idea.pk)
        after = rows[-1].pk


@transaction.atomic
def _watch(idea):
    moments = _moments(idea)
    first = min(moments.values())
    _row, new = PromiseWatch.objects.get_or_create(idea=idea, defaults={"due_at": first})
    if new:  # two sweepers at once flag nothing twice
        flag_by_its_words(idea)


def _moments(idea):
    return reminder_moments(idea.promised_reply_at, Terms.of(Organisation.current()), work_calendar(idea.site))


@transaction.atomic
def remind_of_older() -> int:
    """Tell the officers how many still wait of what should have been told long ago; how many people were told.

    Nobody is reminded of each of them any more. What another worker tells is its own.
    """
    rows = PromiseWatch.objects.select_for_update(skip_locked=True, of=("self",))
    older = list(rows.filter(due_at__lte=clock.now() - CAUGHT_UP_WITHIN).order_by("pk").values_list("pk", flat=True))
    if not older:
        return 0
    PromiseWatch.objects.filter(pk__in=older).update(stage=max(Stage), due_at=None)
    waiting = Idea.objects.filter(pk__in=older, first_human_reply_at=None, state__in=UNTRIAGED).order_by("pk")
    found = list(waiting.values_list("pk", flat=True))
    return tell_older(len(found), first=found[0]) if found else 0


def remind() -> int:
    """Tell every reminder that is due; how many people were told."""
    told, failed = 0, []
    while (done := _remind_next(failed)) is not None:
        told += done
    return told


def _remind_next(failed):
    """How many were told of the next one that is due; None when none is left. What another worker tells is its own."""
    with transaction.atomic():
        rows = PromiseWatch.objects.select_for_update(skip_locked=True, of=("self", "idea")).select_related(
            "idea__site"
        )
        due = rows.filter(due_at__lte=clock.now()).exclude(pk__in=failed).order_by("due_at", "pk")
        row = due.first()
        if row is None:
            return None
        try:
            with transaction.atomic():
                return _remind(row)
        except Exception:
            logger.exception("nobody was reminded of idea %s", row.pk)
            failed.append(row.pk)
            return 0


def _remind(row: PromiseWatch) -> int:
    idea, now = row.idea, clock.now()
    if idea.first_human_reply_at is not None or idea.state not in UNTRIAGED:
        row.due_at = None
        row.save(update_fields=["due_at"])
        return 0
    moments = _moments(idea)
    due = fallen_due(moments, row.stage, idea.promised_reply_at, now)
    told = tell_stages(idea, {stage: moments[stage] for stage in due})
    row.stage = max([row.stage, *(stage for stage in Stage if moments[stage] <= now)])
    row.due_at = next_moment(moments, now)
    row.save(update_fields=["stage", "due_at"])
    return told
