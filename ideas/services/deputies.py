"""Naming who stands in for an officer, and ending it. The role itself is read from the dates (`parkour.accounts`)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.reminders import tell_deputy, tell_of_end
from parkour.accounts.deputies import candidates, is_given_officer
from parkour.accounts.models import Deputy, User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

LONGEST = timedelta(days=92)


@transaction.atomic
def name_deputy(*, by: User, person: User, starts_on: date, ends_on: date) -> Deputy:
    """`person` stands in for `by` from the first day to the last. Raises NotAllowed, InvalidInput with the field."""
    if not is_given_officer(by):
        raise NotAllowed(_("Only an officer names somebody to stand in for them."))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two pages at once name nobody twice
    if not candidates(by).filter(pk=person.pk).exists():
        raise InvalidInput(_("Choose another officer, or a second reviewer."), field="person")
    if starts_on < clock.today():
        raise InvalidInput(_("Choose a first day from today on."), field="starts_on")
    if ends_on < starts_on:
        raise InvalidInput(_("The last day comes before the first one."), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise InvalidInput(_("Three months at most: name them again if it lasts longer."), field="ends_on")
    same_days = Q(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if Deputy.objects.filter(same_days, officer=by, ended_at=None).exists():
        raise InvalidInput(_("Somebody stands in for you on some of these days: end that first."), field="starts_on")
    row = Deputy.objects.create(officer=by, person=person, starts_on=starts_on, ends_on=ends_on, named_at=clock.now())
    tell_deputy(row)
    return row


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: User) -> Deputy:
    """The officer is back, or the deputy cannot: it ends now. Raises NotAllowed, TransitionRefused."""
    locked = Deputy.objects.select_for_update(of=("self",)).get(pk=deputy.pk)
    if by.pk not in {locked.officer_id, locked.person_id}:
        raise NotAllowed(_("Only the officer or their deputy ends this."))
    if locked.ended_at or locked.ends_on < clock.today():
        raise TransitionRefused(_("This has ended already."))
    locked.ended_at = clock.now()
    locked.save(update_fields=["ended_at"])
    tell_of_end(locked, by)
    return locked
