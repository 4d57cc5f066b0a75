"""Secret votes: ballots sealed without their voter, opened once by the close, then swept away.

Whoever has the database, its dumps or its log alone reads no ballot: the key of a vote lies there under
`PARKOUR_BALLOT_KEY` only. Relies on READ COMMITTED and on the lock of the poll, as all ballots do.
"""

import random
from collections import Counter

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from committee.enums import PollState, PollVisibility, VoteMethod
from committee.models import BallotKey, Participation, Poll, SealedBallot, SecrecyRequest
from committee.results import SECRET_MIN_BALLOTS
from committee.sealing import CannotBeOpened, key_of, new_wrapped_key, open_ballot, seal_ballot
from committee.selectors.secrecy import secrecy_is_set_up
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from parkour.core.wake import wake
from parkour.core.writing import insert_together

SWEEP = "committee.tasks.sweep_ballots"
SWEPT = (SealedBallot, BallotKey, SecrecyRequest, Participation)
COUNTED = frozenset({PollState.CLOSED, PollState.REVEALED, PollState.CERTIFIED, PollState.VOID})


def check_secrecy() -> None:
    """Raise TransitionRefused where no secret vote can be held: it is never turned into another kind."""
    if not secrecy_is_set_up():
        raise TransitionRefused(
            _("No secret vote can be held: the key of the ballots is not set up. Ask your administrator.")
        )


def begin_secrecy(poll: Poll) -> None:
    """Make the key of a vote that opens, and fix from how many ballots of a pole on its counts are said."""
    check_secrecy()
    wrapped = new_wrapped_key(settings.PARKOUR_BALLOT_KEY, poll.pk)
    BallotKey.objects.create(poll=poll, wrapped=wrapped)
    poll.rules = poll.rules | {"fewest": SECRET_MIN_BALLOTS}
    poll.save(update_fields=["rules"])


def put_sealed(poll: Poll, entry: Participation, choice: str, answer: dict) -> None:
    """Write a ballot beside the mark of the roll, in the transaction of whoever holds poll and entry."""
    key = _key(poll)
    words = poll.method == VoteMethod.CONSENT
    sealed = seal_ballot(key, poll.pk, entry.college_id, choice, answer, with_words=words)
    insert_together([SealedBallot(poll=poll, college_id=entry.college_id, sealed=sealed)])


def _key(poll: Poll) -> bytes:
    row = BallotKey.objects.filter(poll=poll).first()
    try:
        if row is None:
            raise CannotBeOpened
        return key_of(settings.PARKOUR_BALLOT_KEY, poll.pk, row.wrapped)
    except CannotBeOpened as error:
        sentence = _("The key of the ballots was changed on the server while this vote was open: cancel the vote.")
        raise TransitionRefused(sentence) from error


def opened_ballots(poll: Poll) -> list[tuple[str, str, dict]]:
    """(code of the pole, choice, answer) of each ballot in a random order; the caller holds the poll alone.

    Raises TransitionRefused when they cannot be opened, or are other than one for each mark of the roll: a count that
    is not the vote of the room is not written.
    """
    key = _key(poll)
    rows = list(poll.sealed_ballots.values_list("college__code", "college_id", "sealed"))
    marked = Counter(poll.roll.filter(has_voted=True).values_list("college__code", flat=True))
    if Counter(code for code, _college, _sealed in rows) != marked:
        raise TransitionRefused(
            _("%(ballots)s ballots and %(marked)s voters: this vote is not counted. Cancel it.")
            % {"ballots": len(rows), "marked": sum(marked.values())}
        )
    try:
        ballots = [(code, *open_ballot(key, poll.pk, college, sealed)) for code, college, sealed in rows]
    except CannotBeOpened as error:
        raise TransitionRefused(_("A ballot was changed: this vote is not counted. Cancel it.")) from error
    random.SystemRandom().shuffle(ballots)
    return ballots


def end_secrecy(poll: Poll) -> None:
    """Throw away the ballots and their key, and write the roll again in an order drawn by chance.

    Until then the number of their transaction told which ballot belongs to which line of the roll. The place that a new
    line gets depends on the room that the votes left in the files; drawn by chance, it tells nothing of whose line it
    is. What is left of both in these files is swept by `sweep_ballots`, woken after the commit.
    """
    poll.sealed_ballots.all().delete()
    BallotKey.objects.filter(poll=poll).delete()
    lines = list(poll.roll.all())
    poll.roll.all().delete()
    random.SystemRandom().shuffle(lines)
    for line in lines:
        line.pk = None
    Participation.objects.bulk_create(lines)
    wake(SWEEP)


def sweep_ballots() -> int:
    """Sweep what closed secret votes left in the tables; how many votes it was. Outside a transaction."""
    polls = list(Poll.objects.filter(visibility=PollVisibility.SECRET, state__in=COUNTED, swept_at=None))
    if not polls:
        return 0
    with connection.cursor() as cursor:
        for model in SWEPT:
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
    Poll.objects.filter(pk__in=[poll.pk for poll in polls]).update(swept_at=clock.now())
    return len(polls)
