"""The signed link of an invitation without a person: whoever holds it answers, once, without signing in."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from parkour.indicators.models import Invitation

_signer = signing.Signer(salt="parkour.indicators.links")


def path_of(invitation: Invitation) -> str:
    return reverse("surveys:by_link", args=[_signer.sign(invitation.pk.hex)])


def link_of(invitation: Invitation) -> str:
    """The absolute address: the same each time, so that a reminder carries the link of the request."""
    return settings.PARKOUR_BASE_URL + path_of(invitation)


def invitation_of(token: str) -> Invitation | None:
    """The invitation that this link opens; None for any other text, and for one that belongs to somebody."""
    try:
        key = UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.filter(pk=key, person=None).select_related("wave__survey").first()
