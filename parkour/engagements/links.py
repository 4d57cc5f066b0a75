"""The signed link of a guest: whoever holds it reads one engagement, without signing in, until its day."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from parkour.engagements.models import Guest
from parkour.engagements.services.guests import is_live

_signer = signing.Signer(salt="parkour.engagements.links")


def path_of(guest: Guest) -> str:
    return reverse("engagements:guest", args=[_signer.sign(guest.pk.hex)])


def link_of(guest: Guest) -> str:
    """The absolute address: the same each time, so that it can be sent again."""
    return settings.PARKOUR_BASE_URL + path_of(guest)


def guest_of(token: str) -> Guest | None:
    """The guest whose link this is; None for any other text, and for a link that is closed."""
    try:
        key = UUID(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = Guest.objects.select_related("engagement__irritant", "engagement__indicator", "engagement__owner")
    guest = rows.filter(pk=key).first()
    return guest if guest is not None and is_live(guest) else None
