"""Words that could not be received: the session was over, or the page was. They wait for the one who wrote them.

Every form of a signed-in person says for whom its page was made (`mark`). When it comes back without a session, its
fields are kept under that person's name, and shown again once the same person has signed in. Nobody else reads
them, whoever holds the page or the address. See docs/adr/0007.
"""

import re
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.http import QueryDict

from parkour.core import clock, local
from parkour.core.models import UnsentWords
from parkour.core.text import UNSTORABLE

BY = "_by"  # field of a form: the mark
AGAIN = "again"  # parameter of an address: which kept words are shown
SENT_AGAIN = "_again"  # field of a form: which kept words it holds
KEPT_FOR = timedelta(hours=24)
# A page may stay open longer than a short session: its writer is known by it as long as by the longest usual one.
LEFT_OPEN = timedelta(days=14)
MOST = 10  # of one person, the newest
LARGEST = 250_000  # characters: six times the longest contribution
SECRET = re.compile("password|secret|token", re.IGNORECASE)
_signer = signing.TimestampSigner(salt="parkour.core.unsent")


def mark(user) -> str:
    """The signed sentence “this page was made for this person”."""
    return _signer.sign(str(user.pk))


def writer(request) -> int | None:
    """Number of the person for whom the page of this form was made; None when nobody or when it was tampered with."""
    try:
        longest = max(settings.SESSION_COOKIE_AGE, LEFT_OPEN.total_seconds())
        return int(_signer.unsign(request.POST.get(BY, ""), max_age=longest))
    except (signing.BadSignature, ValueError):
        return None


def fields_of(data) -> list[list[str]]:
    """[name, value] of every field that was filled in; never a password, never our own marks."""
    ours = {BY, SENT_AGAIN, local.KEPT, "csrfmiddlewaretoken"}
    return [
        [UNSTORABLE.sub("", name), UNSTORABLE.sub("", value)]
        for name, values in data.lists()
        for value in values
        if value and name not in ours and not SECRET.search(name)
    ]


def as_data(fields) -> QueryDict:
    """The same as a form reads it."""
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    return data


@transaction.atomic
def keep(request) -> UnsentWords | None:
    """Keep what a form that was not received held; None when it held nothing, or nobody can be given it back."""
    person, fields = writer(request), fields_of(request.POST)
    if person is None or not fields or sum(len(value) for _name, value in fields) > LARGEST:
        return None
    if not get_user_model().objects.filter(pk=person, is_active=True).exists():
        return None
    kept = UnsentWords.objects.create(
        person_id=person, path=request.path, fields=fields, kept_until=clock.now() + KEPT_FOR
    )
    received(person, request.POST.get(SENT_AGAIN, ""), request.path)  # they were kept before: once is enough
    newest = UnsentWords.objects.filter(person=person).order_by("-kept_until", "-pk").values_list("pk", flat=True)
    UnsentWords.objects.filter(person=person).exclude(pk__in=list(newest[:MOST])).delete()
    return kept


def waiting_of(person):
    """What this person has not sent yet, newest first."""
    return UnsentWords.objects.filter(person=person, kept_until__gt=clock.now()).order_by("-kept_until")


def _named(person, key, path):
    try:
        return UnsentWords.objects.filter(pk=UUID(key), person=person, path=path)
    except ValueError:
        return UnsentWords.objects.none()


def find(person, key: str, path: str) -> UnsentWords | None:
    """The kept words of this person for this page; None for any other person, page, key or day."""
    return _named(person, key, path).filter(kept_until__gt=clock.now()).first()


def received(person, key: str, path: str) -> None:
    """The form at `path` took these words at last: they are kept no longer."""
    _named(person, key, path).delete()


def forget_old() -> int:
    """Delete what is past its day; return how many."""
    return UnsentWords.objects.filter(kept_until__lte=clock.now()).delete()[0]
