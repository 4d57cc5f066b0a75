"""Whether a member could come on a day to which a session might move."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import Answer
from committee.models import DayAvailability
from committee.selectors.availability import may_be_asked
from committee.services.common import permit
from parkour.core import clock
from parkour.core.exceptions import InvalidInput


@transaction.atomic
def say_day(day: date, *, by, answer: str) -> DayAvailability | None:
    """Keep what `by` says of a day; the last word counts, and "" takes it back. Nobody is told.

    Raises NotAllowed, InvalidInput for a day that nobody asks about.
    """
    permit(by, "attend")
    if not may_be_asked(by, day):
        raise InvalidInput(_("No session might be held on that day: look at the list again."), field="day")
    if answer == "":
        DayAvailability.objects.filter(person=by, day=day).delete()
        return None
    if answer not in Answer.values:
        raise InvalidInput(_("Say whether you come."), field="answer")
    said, _made = DayAvailability.objects.update_or_create(
        person=by, day=day, defaults={"answer": answer, "at": clock.now()}
    )
    return said
