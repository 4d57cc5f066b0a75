"""Ballots of hidden votes do not stay for ever: some time after the minutes only the counts remain."""

import logging
from datetime import timedelta

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
    """Forget the ballots of hidden votes whose minutes were published long enough ago; of how many votes it was.

    Those of a consultation go as long after its close, and of a session that ended without a quorum, which has no
    minutes, as long after its end.

    The vote keeps the day on which it was done; the log says which vote and how many ballots, never whose nor what.
    """
    before = clock.now() - timedelta(days=settings.PARKOUR_BALLOT_RETENTION_DAYS)
    due = Poll.objects.filter(
        Q(item__session__minutes__published_at__lte=before)
        | Q(item__session__state=SessionState.NO_QUORUM, item__session__closed_at__lte=before)
        | Q(purpose=PollPurpose.CONSULTATION, closed_at__lte=before),
        visibility=PollVisibility.HIDDEN,
        state__in=OVER,
        ballots_forgotten_at=None,
    )
    return sum(_forget(poll) for poll in due.order_by("pk"))


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
