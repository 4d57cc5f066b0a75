"""Seats of the two poles."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from committee.enums import UPCOMING, SessionState
from committee.models import College, Mandate, Session
from committee.notifications import tell_convened
from committee.services.common import lock_session, permit
from committee.services.convening import note_sending
from parkour.core import clock
from parkour.core.exceptions import InvalidInput

INVITED = UPCOMING - {SessionState.PLANNED}
_REFUSALS = {
    "mandate_one_at_a_time_per_person": (_("This person already has a mandate at that time."), "person"),
    "mandate_one_president_per_pole": (_("This pole already has a president at that time."), "is_president"),
    "mandate_ends_after_it_starts": (_("The mandate must end after it starts."), "until_on"),
}


@transaction.atomic
def give_mandate(
    person, college: College, *, by, from_on: date, until_on: date | None = None, is_president: bool = False
) -> Mandate:
    """Seat `person` in a pole from a day to a day (excluded; None: no end yet).

    It does not touch the roll of a vote already open. The person is invited to the sessions already convened, and
    nobody else is told. Raises InvalidInput when the person has a seat at that time, or the pole a president.
    """
    permit(by, "manage_mandates")
    mandate = _saved(
        Mandate(person=person, college=college, from_on=from_on, until_on=until_on, is_president=is_president)
    )
    invite_to_convened(mandate)
    return mandate


def invite_to_convened(mandate: Mandate) -> int:
    """Invite a new member to the sessions of their mandate whose invitations have gone out; return to how many."""
    return sum(
        tell_convened(session, note_sending(lock_session(session)), mandate.person)
        for session in Session.objects.filter(state__in=INVITED, starts_at__gt=clock.now()).order_by("starts_at")
        if mandate.from_on <= session.on and (mandate.until_on is None or session.on < mandate.until_on)
    )


def end_mandate(mandate: Mandate, *, by, until_on: date) -> Mandate:
    """End a mandate on a day (excluded). Ballots cast and rolls already frozen stay."""
    permit(by, "manage_mandates")
    mandate.until_on = until_on
    return _saved(mandate)


def _saved(mandate: Mandate) -> Mandate:
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as error:
        for constraint, (words, field) in _REFUSALS.items():
            if constraint in str(error):
                raise InvalidInput(words, field=field) from error
        raise
    return mandate
