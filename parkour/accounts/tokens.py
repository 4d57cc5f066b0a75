"""Personal tokens: made once and shown once, recognised by their digest, revoked at any time."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parkour.accounts.models import ApiToken, Role, User
from parkour.accounts.scopes import Scope
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed

PREFIX = "pkr_"
SHOWN = len(PREFIX) + 6
LONGEST = 365  # days
MOST_LIVE = 20
USE_IS_NOTED_EVERY = timedelta(minutes=1)
OF_ROLES = {Scope.TRIAGE: (Role.OFFICER, Role.REVIEWER), Scope.ADMIN: (Role.ADMIN,)}


def scopes_for(user: User) -> list[Scope]:
    """The scopes that mean something for this person."""
    return [scope for scope in Scope if scope not in OF_ROLES or user.has_role(*OF_ROLES[scope])]


def digest_of(key: str) -> str:
    """The key has 256 random bits: no salt and no slow hash are needed."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(*, by: User, name: str, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """A token of `by` and its key, which nobody can read again.

    Raises InvalidInput with the field, NotAllowed in a session that a badge opened or that owes a second step.
    """
    if by.contributor_only:
        raise NotAllowed(_("You came in by a badge or a code: sign in with a password or a link to do this."))
    if by.office_closed:
        raise NotAllowed(_("Your organisation asks you for a second step first: see “My ways in”."))
    name = " ".join(name.split())[:80]
    if not name:
        raise InvalidInput(_("Say what this token is for."), field="name")
    allowed = scopes_for(by)
    if not scopes or not set(scopes) <= set(allowed):
        raise InvalidInput(_("Choose what this token may do."), field="scopes")
    if not 1 <= days <= LONGEST:
        raise InvalidInput(_("A token lasts from one day to one year."), field="days")
    User.objects.select_for_update().get(pk=by.pk)  # two clicks at once must not pass the limit
    if live_tokens(by).count() >= MOST_LIVE:
        raise InvalidInput(_("You have %(count)s tokens: revoke one first.") % {"count": MOST_LIVE})
    key = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken.objects.create(
        owner=by,
        name=name,
        prefix=key[:SHOWN],
        digest=digest_of(key),
        scopes=[scope.value for scope in allowed if scope in scopes],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, key


def revoke_token(token: ApiToken, *, by: User) -> ApiToken:
    """Its key opens nothing any more. Twice is once. Raises NotAllowed for somebody else's."""
    if token.owner_id != by.pk:
        raise NotAllowed(_("This token is somebody else’s."))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())
    token.refresh_from_db()
    return token


def live_tokens(user: User):
    return ApiToken.objects.filter(owner=user, revoked_at=None, expires_at__gt=clock.now())


def tokens_of(user: User) -> list[ApiToken]:
    """A person's tokens, the newest first; those revoked or past since long are not listed."""
    return list(ApiToken.objects.filter(owner=user)[: 2 * MOST_LIVE])


def token_of(key: str) -> ApiToken | None:
    """The live token that this key is, of somebody who may still sign in. One query; its use is noted."""
    token = (
        ApiToken.objects.filter(
            digest=digest_of(key), revoked_at=None, expires_at__gt=clock.now(), owner__is_active=True
        )
        .select_related("owner", "owner__site")
        .first()
    )
    if token is not None:
        _note_use(token)
    return token


def _note_use(token: ApiToken) -> None:
    """Once a minute at most: reading the API must not write a row at each request."""
    now = clock.now()
    long_ago = now - USE_IS_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= long_ago:
        unnoted = ApiToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=long_ago), pk=token.pk)
        unnoted.update(last_used_at=now)
