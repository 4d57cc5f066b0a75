"""Keys of the board: made once and shown once, recognised by their digest, revoked at any time."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ideas.models import BoardKey
from parkour.accounts.models import User
from parkour.accounts.tokens import digest_of
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.organisation.models import Site

PREFIX, SHOWN = "pkb_", 10
MOST_OF_A_PERSON, MOST_OF_A_SITE = 5, 20
LONGEST_KEY = 80
USE_IS_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed_key(*, name: str, by: User) -> tuple[BoardKey, str]:
    """A key of `by` to the feed, and its text, which nobody can read again. Raises InvalidInput, NotAllowed."""
    if not by.has_perm("ideas.make_feed_key"):
        raise NotAllowed(_("You may not do this here, or it is too late."))
    User.objects.select_for_update().get(pk=by.pk)  # two clicks at once must not pass the limit
    if BoardKey.objects.filter(person=by, revoked_at=None).count() >= MOST_OF_A_PERSON:
        raise InvalidInput(_("You have %(count)s keys: revoke one first.") % {"count": MOST_OF_A_PERSON})
    return _made(name, by, person=by)


@transaction.atomic
def make_display_key(*, site: Site, name: str, by: User) -> tuple[BoardKey, str]:
    """A key for a screen of this site, and its text. Raises InvalidInput, NotAllowed."""
    if not by.has_perm("ideas.manage_displays"):
        raise NotAllowed(_("Screens are looked after by the improvement officer."))
    Site.objects.select_for_update().get(pk=site.pk)
    if BoardKey.objects.filter(site=site, revoked_at=None).count() >= MOST_OF_A_SITE:
        raise InvalidInput(_("This site has %(count)s screens: revoke one first.") % {"count": MOST_OF_A_SITE})
    return _made(name, by, site=site)


def revoke_board_key(key: BoardKey, *, by: User) -> BoardKey:
    """It opens nothing any more. Twice is once. Raises NotAllowed for what is neither one's own nor a screen."""
    if not by.has_perm("ideas.revoke_board_key", key):
        raise NotAllowed(_("This key is somebody else’s."))
    BoardKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now())
    key.refresh_from_db()
    return key


def feed_keys_of(person: User) -> QuerySet[BoardKey]:
    """A person's live keys, the newest first."""
    return BoardKey.objects.filter(person=person, revoked_at=None)


def display_keys() -> QuerySet[BoardKey]:
    """The live keys of screens, by site."""
    return BoardKey.objects.filter(site__isnull=False, revoked_at=None).select_related("site").order_by("site__name")


def board_key_of(text: str) -> BoardKey | None:
    """The live key that this text is; that of a person who may no longer sign in is none. Its use is noted."""
    if not text.startswith(PREFIX) or len(text) > LONGEST_KEY:
        return None
    living = Q(person=None) | Q(person__is_active=True)
    key = (
        BoardKey.objects.filter(living, digest=digest_of(text), revoked_at=None)
        .select_related("site", "person__site")
        .first()
    )
    now = clock.now()
    if key is not None and (key.last_used_at is None or key.last_used_at <= now - USE_IS_NOTED_EVERY):
        BoardKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def _made(name, by, **whose):
    name = " ".join(name.split())[:80]
    if not name:
        raise InvalidInput(_("Say what this key is for."), field="name")
    text = PREFIX + secrets.token_urlsafe(32)
    key = BoardKey.objects.create(
        name=name, prefix=text[:SHOWN], digest=digest_of(text), made_by=by, created_at=clock.now(), **whose
    )
    return key, text
