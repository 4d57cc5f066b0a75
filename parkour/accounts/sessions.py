"""Signing out everywhere at once."""

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from parkour.accounts.models import User

# In the same transaction, to the parts above that keep something open for a person: `person`.
sessions_ended = Signal()


@transaction.atomic
def end_other_sessions(*, by: User) -> User:
    """Every session of `by` ends at its next request; the caller keeps the present one. Returns `by` as it now is."""
    User.objects.filter(pk=by.pk).update(sessions_ended=F("sessions_ended") + 1)
    by.refresh_from_db(fields=["sessions_ended"])
    sessions_ended.send(User, person=by)
    return by
