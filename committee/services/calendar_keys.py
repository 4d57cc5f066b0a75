"""Secret addresses of calendars: made and shown once, recognised by their digest, one per person, ended at any time."""

import secrets
from datetime import timedelta

from django.db import transaction

from committee.models import CalendarKey
from committee.services.common import permit
from parkour.accounts.models import User
from parkour.accounts.tokens import digest_of
from parkour.core import clock

PREFIX = "pkc_"
LONGEST_KEY = 80
USE_IS_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_calendar_key(*, by: User) -> tuple[CalendarKey, str]:
    """A new address for `by`, and its text, which nobody can read again; the one before opens nothing any more."""
    permit(by, "follow_sessions")
    User.objects.select_for_update().get(pk=by.pk)  # two clicks at once: the second ends the first
    stop_calendar_key(by=by)
    text = PREFIX + secrets.token_urlsafe(32)
    return CalendarKey.objects.create(person=by, digest=digest_of(text), created_at=clock.now()), text


def stop_calendar_key(*, by: User) -> None:
    """It opens nothing any more. Twice is once."""
    CalendarKey.objects.filter(person=by, revoked_at=None).update(revoked_at=clock.now())


def calendar_key_for(person: User) -> CalendarKey | None:
    """The live one of a person."""
    return CalendarKey.objects.filter(person=person, revoked_at=None).first()


def calendar_key_of(text: str) -> CalendarKey | None:
    """The live key that this text is; that of somebody who has left is none. Its use is noted."""
    if not text.startswith(PREFIX) or len(text) > LONGEST_KEY:
        return None
    living = CalendarKey.objects.filter(digest=digest_of(text), revoked_at=None, person__is_active=True)
    key, now = living.select_related("person").first(), clock.now()
    if key is not None and (key.last_used_at is None or key.last_used_at <= now - USE_IS_NOTED_EVERY):
        CalendarKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
