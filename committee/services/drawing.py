"""Giving the seats of a call: by lots that anybody can draw again, by a vote, or by the officer.

Then from the waiting list.
"""

import logging
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from committee.candidacy_notifications import tell_answered, tell_counted
from committee.draw import draw, line_of, published_text, seed_of, spread
from committee.enums import WITH_LOTS, CallState, Standing
from committee.mandate_notifications import tell_given
from committee.models import Candidacy, CandidacyCall, Mandate
from committee.selectors import electors, standing_candidacies
from committee.services import electing
from committee.services.candidacies import among_those_who_stand, lock_call
from committee.services.common import permit
from committee.services.mandates import free_seats, lock_college, seat_person
from committee.terms import overlap
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

logger = logging.getLogger(__name__)


@transaction.atomic
def draw_lots(call: CandidacyCall, *, by=None) -> CandidacyCall:
    """Draw the lots of a call whose last day is over, or count its votes; `by` is None for the sweeper. Twice is once.

    The first have the seats that are free then, the next are alternates, the others wait on the list: in the order of
    the draw, or of the votes and then of the draw. Everybody is answered. Raises NotAllowed, TransitionRefused.
    """
    if by is not None:
        permit(by, "manage_mandates")
    locked = lock_call(call)
    if locked.is_drawn:
        return locked
    if not locked.has_lots:
        raise TransitionRefused(_("No lots are drawn here: the improvement officer chooses."))
    _wait_for_the_end(locked)
    standing = standing_candidacies(locked)
    rows = {line_of(row.number, row.person.get_full_name()): row for row in standing}
    drawn = draw(locked.secret, rows)
    for place in drawn:
        rows[place.line].ticket = place.ticket
    locked.drawn_text = published_text(locked.secret, rows)
    locked.seed = seed_of(locked.drawn_text)
    order = [rows[place.line] for place in drawn]
    if locked.by_vote:
        order = electing.count(locked, order)
    for rank, row in enumerate(order, start=1):
        row.rank = rank
    seats, alternates = _free(locked)
    groups = {row: row.person.site_id for row in order} if locked.one_per_site else {}
    seated = spread(order, groups, seats)
    standing_by = [row for row in order if row not in seated][:alternates]
    _settle(locked, standing, seated, standing_by, others=Standing.ON_THE_LIST)
    return locked


@transaction.atomic
def choose_candidates(
    call: CandidacyCall, *, by, seated: Collection[Candidacy], alternates: Collection[Candidacy] = ()
) -> CandidacyCall:
    """The officer gives the seats of a call whose last day is over; everybody is answered.

    Raises NotAllowed, TransitionRefused, InvalidInput for more than are called for or free, or who does not stand.
    """
    permit(by, "manage_mandates")
    locked = lock_call(call)
    if locked.has_lots:
        raise TransitionRefused(nobody_chooses(locked))
    if locked.settled_at:
        raise TransitionRefused(_("This call is over."))
    _wait_for_the_end(locked)
    standing = {row.pk: row for row in standing_candidacies(locked)}
    chosen = [row.pk for row in (*seated, *alternates)]
    if len(set(chosen)) < len(chosen) or not set(chosen) <= set(standing):
        raise InvalidInput(among_those_who_stand(), field="seated")
    for field, wanted, free in zip(("seated", "alternates"), (seated, alternates), _free(locked), strict=True):
        if len(wanted) > free:
            raise InvalidInput(_("So many can be chosen: %(free)s.") % {"free": free}, field=field)
    for rank, pk in enumerate(chosen, start=1):
        standing[pk].rank = rank
    taken = [standing[row.pk] for row in seated]
    standing_by = [standing[row.pk] for row in alternates]
    _settle(locked, list(standing.values()), taken, standing_by, others=Standing.NOT_CHOSEN)
    return locked


def nobody_chooses(call) -> str:
    return _("People vote here: nobody chooses.") if call.by_vote else _("Lots are drawn here: nobody chooses.")


def _wait_for_the_end(call):
    if call.state == CallState.CANCELLED:
        raise TransitionRefused(_("This call was given up."))
    if call.is_voting:
        raise TransitionRefused(_("Seats are given after the last day: until then people vote."))
    if call.state != CallState.WAITING:
        raise TransitionRefused(_("Seats are given after the last day: until then people apply."))


def _free(call) -> tuple[int, int]:
    """How many seats and alternates may be given: no more than called for, no more than are free now."""
    college, term = lock_college(call.college_id), (call.from_on, call.until_on)
    return (
        min(call.seats, free_seats(college, term)),
        min(call.alternates, free_seats(college, term, is_alternate=True)),
    )


def _settle(call, standing, seated, standing_by, *, others):
    """Write what became of everybody, and tell them; `others` is what the rest of those who stand become."""
    call.settled_at = clock.now()
    call.save(update_fields=["settled_at", "seed", "drawn_text", "ballots", "enrolled"])
    cannot = list(
        call.candidacies.filter(withdrawn_at=None)
        .exclude(pk__in=[row.pk for row in standing])
        .select_related("person")
        .order_by("number")
    )
    for row in standing:
        row.standing = others
    for row in cannot:
        row.standing = Standing.NOT_CHOSEN
    for row in seated:
        row.mandate, row.standing = _mandate(call, row), Standing.SEATED
    for row in standing_by:
        row.mandate, row.standing = _mandate(call, row, is_alternate=True), Standing.ALTERNATE
    Candidacy.objects.bulk_update([*standing, *cannot], ["standing", "rank", "ticket", "votes", "mandate"])
    tell_answered(call, [*standing, *cannot])
    if call.by_vote:
        applied = [row.person_id for row in (*standing, *cannot)]
        tell_counted(call, electors(call).exclude(pk__in=applied), seated)


def _mandate(call, row, *, from_on=None, is_alternate=False) -> Mandate:
    return seat_person(
        Mandate(
            person=row.person,
            college=call.college,
            from_on=from_on or call.from_on,
            until_on=call.until_on,
            is_alternate=is_alternate,
        )
    )


@transaction.atomic
def seat_next(call: CandidacyCall, *, by) -> Candidacy:
    """The first of the waiting list who still stands takes a seat that is free until the end of the mandates.

    Raises NotAllowed, InvalidInput when no seat is free, TransitionRefused when nobody waits or the mandates are over.
    """
    permit(by, "manage_mandates")
    locked = lock_call(call)
    from_on = max(clock.today(), locked.from_on)
    if from_on >= locked.until_on:
        raise TransitionRefused(_("The mandates of this call are over."))
    term = (from_on, locked.until_on)
    waiting = locked.candidacies.filter(standing=Standing.ON_THE_LIST, withdrawn_at=None, person__is_active=True)
    for row in waiting.select_related("person").order_by("rank"):
        if not any(overlap(mandate.term, term) for mandate in row.person.mandates.all()):
            break
    else:
        raise TransitionRefused(_("Nobody waits on this list any more."))
    row.mandate, row.standing = _mandate(locked, row, from_on=from_on), Standing.SEATED
    row.save(update_fields=["mandate", "standing"])
    tell_given(row.mandate)
    return row


def draw_due_lots() -> int:
    """Draw the lots of every call whose last day is over, or count its votes; how many. The sweeper's."""
    today = clock.today()
    due = CandidacyCall.objects.filter(
        Q(votes_until=None) | Q(votes_until__lt=today),
        method__in=WITH_LOTS,
        settled_at=None,
        cancelled_at=None,
        closes_on__lt=today,
    )
    drawn = 0
    for call in due.order_by("closes_on", "pk"):
        try:
            draw_lots(call)
            drawn += 1
        except Exception:  # one that cannot be drawn must not hold back the others
            logger.exception("the lots of call %s were not drawn", call.pk)
    return drawn
