"""Seats of the two poles."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from committee.models import College, Mandate
from committee.services.common import permit
from parkour.core.exceptions import InvalidInput

_REFUSALS = {
    "mandate_one_at_a_time_per_person": (_("This person already has a mandate at that time."), "person"),
    "mandate_one_president_per_pole": (_("This pole already has a president at that time."), "is_president"),
    "mandate_ends_after_it_starts": (_("The mandate must end after it starts."), "until_on"),
}


def give_mandate(
    person, college: College, *, by, from_on: date, until_on: date | None = None, is_president: bool = False
) -> Mandate:
    """Seat `person` in a pole from a day to a day (excluded; None: no end yet).

    It does not touch the roll of a vote already open. Raises InvalidInput when the person has a seat at that
    time, or the pole a president.
    """
    permit(by, "manage_mandates")
    return _saved(
        Mandate(person=person, college=college, from_on=from_on, until_on=until_on, is_president=is_president)
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
