"""Calls for candidates, and those who apply."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from committee.candidacy_notifications import tell_cancelled, tell_received
from committee.draw import commitment, new_secret
from committee.enums import WITH_LOTS, CallMethod, CallState, Standing
from committee.models import Candidacy, CandidacyCall, College, Urn
from committee.models.candidacy import LETTER_LIMIT
from committee.services.common import permit
from committee.services.mandates import MOST_SEATS, REASON_LIMIT, free_seats
from committee.terms import overlap
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

WORDS_LIMIT = 2000
LONGEST_CALL, LONGEST_MANDATE, LONGEST_VOTE = timedelta(days=366), timedelta(days=366 * 6), timedelta(days=60)
# A ballot is one page: no more apply where people vote.
MOST_CANDIDATES = 60


@transaction.atomic
def open_call(
    college: College,
    *,
    by,
    seats: int,
    alternates: int,
    opens_on: date,
    closes_on: date,
    from_on: date,
    until_on: date,
    votes_until: date | None = None,
    method: str = CallMethod.DRAW,
    one_per_site: bool = False,
    words: str = "",
) -> CandidacyCall:
    """Call the people of a pole to apply from a day to a last day, for mandates from a day to a day (excluded).

    Where people vote, they do so from the day after it to the day `votes_until`. Where lots are drawn, also for equal
    votes, their secret is chosen here and its digest published. Raises InvalidInput with its field.
    """
    permit(by, "manage_mandates")
    words = clean_text(words, "words", limit=WORDS_LIMIT)
    votes_until = votes_until if method == CallMethod.VOTE else None
    _check_days(opens_on, closes_on, from_on, until_on)
    if method == CallMethod.VOTE:
        _check_vote(closes_on, votes_until, from_on)
    _check_seats(college, seats, alternates, (from_on, until_on))
    secret = new_secret() if method in WITH_LOTS else ""
    return CandidacyCall.objects.create(
        college=college,
        seats=seats,
        alternates=alternates,
        words=words,
        opens_on=opens_on,
        closes_on=closes_on,
        votes_until=votes_until,
        from_on=from_on,
        until_on=until_on,
        method=method,
        one_per_site=one_per_site and method == CallMethod.DRAW,
        opened_by=by,
        created_at=clock.now(),
        secret=secret,
        commitment=commitment(secret) if secret else "",
    )


def _check_days(opens_on, closes_on, from_on, until_on):
    today = clock.today()
    if opens_on < today:
        raise InvalidInput(_("Choose a first day from today on."), field="opens_on")
    if closes_on < opens_on:
        raise InvalidInput(_("The last day comes before the first one."), field="closes_on")
    if closes_on - today > LONGEST_CALL:
        raise InvalidInput(_("Choose a last day within a year."), field="closes_on")
    if from_on <= closes_on:
        raise InvalidInput(_("The mandates begin after the last day of the call."), field="from_on")
    if from_on - closes_on > LONGEST_CALL:
        raise InvalidInput(_("The mandates begin within a year after the call."), field="from_on")
    if until_on <= from_on:
        raise InvalidInput(_("The mandate must end after it starts."), field="until_on")
    if until_on - from_on > LONGEST_MANDATE:
        raise InvalidInput(_("A mandate lasts six years at most."), field="until_on")


def _check_vote(closes_on, votes_until, from_on):
    if votes_until is None:
        raise InvalidInput(_("Say until when people vote."), field="votes_until")
    if votes_until <= closes_on:
        raise InvalidInput(_("People vote from the day after the last day to apply."), field="votes_until")
    if votes_until - closes_on > LONGEST_VOTE:
        raise InvalidInput(_("A vote lasts sixty days at most."), field="votes_until")
    if from_on <= votes_until:
        raise InvalidInput(_("The mandates begin after the last day of the vote."), field="from_on")


def _check_seats(college, seats, alternates, term):
    if seats + alternates < 1:
        raise InvalidInput(_("Call for one seat or one alternate at least."), field="seats")
    for field, wanted, is_alternate in (("seats", seats, False), ("alternates", alternates, True)):
        free = free_seats(college, term, is_alternate=is_alternate)
        if not 0 <= wanted <= min(free, MOST_SEATS):
            raise InvalidInput(_("So many are free on all these days: %(free)s.") % {"free": free}, field=field)


@transaction.atomic
def apply(call: CandidacyCall, *, by, letter: str) -> Candidacy:
    """`by` applies in two lines, or says them otherwise; whoever had withdrawn stands again. A receipt is written once.

    Raises NotAllowed for the other pole, TransitionRefused outside of the days of the call, InvalidInput.
    """
    letter = clean_text(letter, "letter", limit=LETTER_LIMIT)
    if not letter:
        raise InvalidInput(_("Say in one or two lines why you apply."), field="letter")
    locked = lock_call(call)
    if not by.has_perm("committee.apply", locked):
        raise NotAllowed(_("This call is for the people of the other pole."))
    if not locked.is_open:
        raise TransitionRefused(_("This call takes no candidacies now."))
    if has_mandate(by, locked):
        raise TransitionRefused(_("You have a mandate in the committee on these days."))
    own = locked.candidacies.filter(person=by).first()
    if locked.by_vote and (own is None or own.withdrawn_at) and _stand(locked) >= MOST_CANDIDATES:
        raise TransitionRefused(_("As many people apply as a ballot can hold: this call takes no more."))
    if own is None:
        number = (locked.candidacies.aggregate(last=Max("number"))["last"] or 0) + 1
        own = Candidacy.objects.create(call=locked, person=by, number=number, letter=letter, applied_at=clock.now())
        tell_received(own)
        return own
    own.letter = letter
    if own.withdrawn_at is not None:
        own.withdrawn_at, own.applied_at = None, clock.now()
    own.save(update_fields=["letter", "withdrawn_at", "applied_at"])
    return own


def has_mandate(person, call: CandidacyCall) -> bool:
    """Whether `person` holds a mandate on a day of those of the call."""
    return any(overlap(mandate.term, (call.from_on, call.until_on)) for mandate in person.mandates.all())


def _stand(call) -> int:
    return call.candidacies.filter(withdrawn_at=None).count()


@transaction.atomic
def withdraw(call: CandidacyCall, *, by) -> Candidacy:
    """Take one's candidacy back, before seats are given or from the waiting list. Its words stay. Twice is once.

    Raises TransitionRefused for whoever has no candidacy, or has a seat.
    """
    locked = lock_call(call)
    own = locked.candidacies.filter(person=by).first()
    if own is None:
        raise TransitionRefused(_("You have not applied here."))
    settled = locked.state in {CallState.SETTLED, CallState.CANCELLED}
    if own.standing not in {Standing.APPLIED, Standing.ON_THE_LIST} or (settled and own.standing == Standing.APPLIED):
        raise TransitionRefused(_("This candidacy has had its answer."))
    if own.withdrawn_at is None:
        own.withdrawn_at = clock.now()
        own.save(update_fields=["withdrawn_at"])
    return own


@transaction.atomic
def cancel_call(call: CandidacyCall, *, by, reason: str) -> CandidacyCall:
    """Give a call up; everybody who applied is told why. What was voted, and who had voted, is thrown away.

    Raises TransitionRefused once it is settled.
    """
    permit(by, "manage_mandates")
    reason = clean_text(reason, "reason", limit=REASON_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why it is given up."), field="reason")
    locked = lock_call(call)
    if locked.state in {CallState.SETTLED, CallState.CANCELLED}:
        raise TransitionRefused(_("This call is over."))
    locked.cancelled_at, locked.cancelled_because = clock.now(), reason
    locked.save(update_fields=["cancelled_at", "cancelled_because"])
    Urn.objects.filter(call=locked).delete()
    locked.marks.all().delete()
    tell_cancelled(locked)
    return locked


def among_those_who_stand() -> str:
    return _("Choose each among those who stand, and once.")


def lock_call(call: CandidacyCall) -> CandidacyCall:
    """The call, read again and locked until the end of the transaction. The call comes first, then its pole."""
    return CandidacyCall.objects.select_for_update(of=("self",)).select_related("college").get(pk=call.pk)
