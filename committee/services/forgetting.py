"""Ballots do not stay for ever: some time after the minutes only the counts remain, of named votes too."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from committee.enums import PollPurpose, PollState, PollVisibility, SessionState
from committee.models import Ballot, Poll
from committee.services.common import lock_poll
from parkour.core import clock

logger = logging.getLogger(__name__)
OVER = frozenset({PollState.REVEALED, PollState.CERTIFIED})


def forget_ballots() -> int:
    """Forget the ballots of hidden and of named votes that are old enough; of how many votes it was.

    Hidden ones `PARKOUR_BALLOT_RETENTION_DAYS` after the minutes are published, or after the close of a consultation.
    Named ones `PARKOUR_NAMED_BALLOT_RETENTION_DAYS` after the minutes are approved, which name the voters until then.
    A session that ended without a quorum has no minutes: there the days count from its end.

    The vote keeps the day on which it was done; the log says which vote and how many ballots, never whose nor what.
    """
    due = Poll.objects.filter(_hidden() | _named(), state__in=OVER, ballots_forgotten_at=None)
    return sum(_forget(poll) for poll in due.order_by("pk"))


def _hidden() -> Q:
    before = clock.now() - timedelta(days=settings.PARKOUR_BALLOT_RETENTION_DAYS)
    old = Q(item__session__minutes__published_at__lte=before) | _without_quorum(before)
    old |= Q(purpose=PollPurpose.CONSULTATION, closed_at__lte=before)
    return Q(old, visibility=PollVisibility.HIDDEN)


def _named() -> Q:
    before = clock.now() - timedelta(days=settings.PARKOUR_NAMED_BALLOT_RETENTION_DAYS)
    old = Q(item__session__minutes__approved_at__lte=before) | _without_quorum(before)
    return Q(old, visibility=PollVisibility.NAMED)


def _without_quorum(before: datetime) -> Q:
    return Q(item__session__state=SessionState.NO_QUORUM, item__session__closed_at__lte=before)


@transaction.atomic
def _forget(poll: Poll) -> bool:
    locked = lock_poll(poll)
    if locked.ballots_forgotten_at is not None:
        return False
    forgotten, _kinds = Ballot.objects.filter(poll=locked).delete()
    locked.ballots_forgotten_at = clock.now()
    locked.save(update_fields=["ballots_forgotten_at"])
    logger.info("ballots of vote %s forgotten: %s", locked.pk, forgotten)
    return True
