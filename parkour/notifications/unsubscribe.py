"""The signed links at the end of the mails: they work without signing in, and say nothing about anybody."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from parkour.notifications.kinds import CHOSEN, Group, choice_of

DIGEST = "digest"
WORTH_REFUSING = frozenset({*CHOSEN, DIGEST})
_signer = signing.Signer(salt="parkour.notifications.unsubscribe")


def token_for(person_id: int, topic: str) -> str:
    """The token by which whoever holds it stops the mails of one topic: a group a person may choose, or DIGEST."""
    return _signer.sign(f"{person_id}.{topic}")


def read_token(token: str) -> tuple[int, str] | None:
    """The (person's key, topic) of a token; None when it is not one of ours."""
    try:
        person_id, _dot, topic = _signer.unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return (int(person_id), topic) if topic in WORTH_REFUSING else None


def link_for(person_id: int | None, topic: str) -> str:
    """The absolute address that ends the mails of a topic, "" for mails nobody may refuse."""
    if person_id is None or topic not in WORTH_REFUSING:
        return ""
    return settings.PARKOUR_BASE_URL + reverse("notifications:unsubscribe", args=[token_for(person_id, topic)])


def topic_of(group: Group, *, digest: bool = False) -> str:
    """What a mail of this group is stopped as."""
    return DIGEST if digest else str(choice_of(group))
