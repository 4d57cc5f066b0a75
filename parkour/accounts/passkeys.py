"""One's own passkeys, whoever shows them: a page or a program."""

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.accounts.second_step import tell_owner
from parkour.core.exceptions import NotAllowed


def passkeys_of(person: User) -> QuerySet[Authenticator]:
    """The passkeys of a person, the oldest first."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).order_by("pk")


def remove_passkey(passkey: Authenticator, *, by: User) -> None:
    """It opens nothing any more. Raises NotAllowed for somebody else's, and in a session that a badge opened."""
    if passkey.user_id != by.pk or not by.has_perm("accounts.keep_keys"):
        raise NotAllowed(_("This passkey is somebody else’s, or you came in by a badge or a code."))
    passkey.delete()
    tell_owner(by)
