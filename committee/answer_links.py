"""The signed link of an invitation: whoever was sent it says whether they come, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from committee.models import Session
from parkour.accounts.models import User

_signer = signing.Signer(salt="committee.answer_links")


def answer_link(person_id: int, session_id: int) -> str:
    """The absolute address by which this person answers for this session."""
    return settings.PARKOUR_BASE_URL + reverse(
        "committee:answer_link", args=[_signer.sign(f"{person_id}.{session_id}")]
    )


def read_link(token: str) -> tuple[User, Session] | None:
    """Who answers for which session; None for a token that is not ours, and for somebody who has left."""
    try:
        person_id, _dot, session_id = _signer.unsign(token).partition(".")
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=person_id, is_active=True).first()
    session = Session.objects.filter(pk=session_id).first()
    return (person, session) if person and session else None
