"""The secret vote of a pole for its candidates: telling its people, putting a ballot into the urn, counting.

A ballot is written nowhere. Its choices are added to the sums of the urn, which are sealed under the secret key of the
product, and the person is marked as having voted: both in one transaction, under the lock of the call. See ADR 51.
"""

import logging
from collections.abc import Collection

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext as _

from committee import ballots
from committee.candidacy_notifications import tell_vote_open
from committee.enums import CallMethod
from committee.models import Candidacy, CandidacyCall, Urn, VoteMark
from committee.selectors import electors, has_voted, standing_candidacies
from committee.services.candidacies import among_those_who_stand, lock_call
from parkour.accounts.secrets_kept import seal, unseal
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

logger = logging.getLogger(__name__)
SEALED = "committee.urn"


@transaction.atomic
def put_ballot(call: CandidacyCall, *, by, ballot: Collection[int]) -> bool:
    """Put the ballot of `by` into the urn: the numbers of the candidates they choose, none for a blank one.

    True once it is in; False when there was one already, which stands, also after the last day. Raises NotAllowed
    for the other pole, TransitionRefused outside of the days of the vote, InvalidInput (field "ballot").
    """
    locked = lock_call(call)
    if not by.has_perm("committee.elect", locked):
        raise NotAllowed(_("The people of the other pole vote here."))
    if has_voted(locked, by):
        return False
    if not locked.is_voting:
        raise TransitionRefused(_("Nobody votes here today: this ballot was not counted."))
    _check(locked, ballot)
    VoteMark.objects.create(call=locked, person=by)
    urn = Urn.objects.filter(call=locked).first()
    sums = opened(urn) if urn else ballots.no_ballot_yet(locked.candidacies.values_list("number", flat=True))
    sums.add(ballot)
    Urn.objects.update_or_create(call=locked, defaults={"sealed": seal(SEALED, ballots.as_text(sums))})
    return True


def check_length(call: CandidacyCall, ballot: Collection[int]) -> None:
    """Raise InvalidInput (field "ballot") for more candidates than there are seats."""
    if len(ballot) > call.most_choices:
        raise InvalidInput(_("Choose at most: %(most)s.") % {"most": call.most_choices}, field="ballot")


def _check(call, ballot) -> None:
    standing = {row.number for row in standing_candidacies(call)}
    if len(set(ballot)) < len(ballot) or not set(ballot) <= standing:
        raise InvalidInput(among_those_who_stand(), field="ballot")
    check_length(call, ballot)


def opened(urn: Urn) -> ballots.Sums:
    """What is in it. Raises TransitionRefused when the secret key was changed and its fallback forgotten."""
    try:
        return ballots.from_text(unseal(SEALED, urn.sealed))
    except InvalidToken as error:
        sentence = _("The urn cannot be opened: the secret key of the server was changed. Give the call up.")
        raise TransitionRefused(sentence) from error


def count(call: CandidacyCall, lots: list[Candidacy]) -> list[Candidacy]:
    """Open the urn of a locked call: its candidates, most votes first, in the order of `lots` where they are equal.

    Writes votes and numbers on the objects, which the caller saves, and throws the urn away. With fewer than five
    ballots the votes of each stay unwritten. Raises TransitionRefused when it holds other than one ballot a voter.
    """
    urn, marked = Urn.objects.filter(call=call).first(), call.marks.count()
    sums = opened(urn) if urn else ballots.Sums()
    if sums.ballots != marked:
        raise TransitionRefused(
            _("The urn holds %(ballots)s ballots and %(marked)s people voted: it is not counted. Give the call up.")
            % {"ballots": sums.ballots, "marked": marked}
        )
    call.ballots = marked
    call.enrolled = marked + electors(call).exclude(pk__in=call.marks.values("person")).count()
    if marked >= ballots.FEWEST:
        for row in lots:
            row.votes = sums.of(row.number)
    Urn.objects.filter(call=call).delete()
    return ballots.ranked(lots, lambda row: sums.of(row.number))


def open_votes() -> int:
    """Tell the people of a pole whose vote has begun, once; how many votes were told. The sweeper's."""
    today, told = clock.today(), 0
    due = CandidacyCall.objects.filter(
        method=CallMethod.VOTE,
        settled_at=None,
        cancelled_at=None,
        voters_told_at=None,
        closes_on__lt=today,
        votes_until__gte=today,
    )
    for call in due.order_by("closes_on", "pk"):
        try:
            told += _open_vote(call)
        except Exception:  # one that cannot be told must not hold back the others
            logger.exception("nobody was told of the vote of call %s", call.pk)
    return told


@transaction.atomic
def _open_vote(call) -> bool:
    locked = lock_call(call)
    if locked.voters_told_at is not None or not locked.is_voting:
        return False
    locked.voters_told_at = clock.now()
    locked.save(update_fields=["voters_told_at"])
    if standing_candidacies(locked):
        tell_vote_open(locked, electors(locked))
    return True
