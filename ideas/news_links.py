"""The signed link of a reminder: its owner gives news of one action without signing in, for a time."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from ideas.models import Action
from parkour.accounts.models import User

LASTS = timedelta(days=45)
_signer = signing.TimestampSigner(salt="ideas.news_links")


@dataclass(frozen=True)
class Opened:
    """What a link of ours opens. `is_over`: it is too old; news is then given signed in."""

    person: User
    action: Action
    is_over: bool


def news_link(person_id: int, action_id: int) -> str:
    """The absolute address by which this person gives news of this action."""
    return settings.PARKOUR_BASE_URL + reverse("ideas:news_link", args=[_signer.sign(f"{person_id}.{action_id}")])


def read_news_link(token: str) -> Opened | None:
    """Who gives news of which action; None for a token that is not ours, for somebody who has left, and for whoever
    is no longer the owner.
    """
    is_over = False
    try:
        signed = _signer.unsign(token, max_age=LASTS)
    except signing.SignatureExpired:
        signed, is_over = _signer.unsign(token), True
    except signing.BadSignature:
        return None
    person_id, _dot, action_id = signed.partition(".")
    rows = Action.objects.select_related("idea__site", "owner").prefetch_related("idea__authorships__person")
    action = rows.filter(pk=action_id, owner=person_id, owner__is_active=True).first()
    return Opened(action.owner, action, is_over) if action else None
