"""A personal link by mail: asked for by anybody, answered by the worker, opened once."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from parkour.accounts.models import SignInLink, SignInRequest, User, Wanted
from parkour.accounts.secrets_kept import digest_of, new_key
from parkour.core import clock
from parkour.core.wake import wake

ANSWER_TASK = "parkour.accounts.tasks.answer_sign_in_requests"
LASTS = timedelta(minutes=15)
TOO_OLD = timedelta(hours=1)  # whoever asked before a long stop of the worker has gone
FORGOTTEN_AFTER = timedelta(days=30)
AT_ONCE = 100


def state_mark(person: User) -> str:
    """What a link depends on: it dies when the address, the password or the right to sign in changes."""
    return digest_of("state", f"{person.email}\n{person.password}\n{person.is_active}")


@transaction.atomic
def ask_for_link(address: str, wants: Wanted = Wanted.LINK) -> None:
    """Note that somebody asks for a link, to sign in or to choose a password.

    Nothing here depends on whether the address is known.
    """
    SignInRequest.objects.create(address=address, asked_at=clock.now(), wants=wants)
    wake(ANSWER_TASK)


def answer_requests() -> int:
    """Send a link to each known person who asked; return how many. Run by the worker."""
    sent = 0
    with transaction.atomic():
        waiting = list(SignInRequest.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
        fresh = {(row.address.lower(), row.wants) for row in waiting if row.asked_at > clock.now() - TOO_OLD}
        for address, wants in sorted(fresh):
            sent += _answer(address, wants)
        SignInRequest.objects.filter(pk__in=[row.pk for row in waiting]).delete()
        SignInLink.objects.filter(created_at__lt=clock.now() - FORGOTTEN_AFTER).delete()
    if len(waiting) == AT_ONCE:
        wake(ANSWER_TASK)
    return sent


def password_link(person: User) -> str:
    """The page where this person, and whoever has the link, chooses a password once."""
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    return settings.PARKOUR_BASE_URL + path


def _answer(address: str, wants: str) -> int:
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is None:
        return 0
    if wants == Wanted.PASSWORD:
        context = {"user": person, "password_reset_url": password_link(person)}
        get_adapter().send_mail("account/email/password_reset_key", person.email, context)
        return 1
    url = settings.PARKOUR_BASE_URL + reverse("sign_in_link", args=[make_link(person)])
    get_adapter().send_mail("account/email/sign_in_link", person.email, {"user": person, "sign_in_url": url})
    return 1


@transaction.atomic
def make_link(person: User) -> str:
    """The key of a new link of `person`, in the place of any other."""
    person = User.objects.select_for_update().get(pk=person.pk)
    SignInLink.objects.filter(person=person, used_at=None).delete()
    key, now = new_key(), clock.now()
    SignInLink.objects.create(
        person=person,
        digest=digest_of("link", key),
        state_mark=state_mark(person),
        created_at=now,
        expires_at=now + LASTS,
    )
    return key


def link_of(key: str) -> SignInLink | None:
    """The link that this key opens now; None for any other key, hour or account."""
    links = SignInLink.objects.filter(digest=digest_of("link", key), used_at=None, expires_at__gt=clock.now())
    return _if_unchanged(links.filter(person__is_active=True).select_related("person").first())


@transaction.atomic
def use_link(key: str) -> User | None:
    """The person whom the key signs in, once; None when it opens nothing (any more)."""
    row = SignInLink.objects.select_for_update().filter(digest=digest_of("link", key), used_at=None).first()
    link = link_of(key) if row else None
    if link is None:
        return None
    SignInLink.objects.filter(pk=link.pk).update(used_at=clock.now())
    return link.person


def _if_unchanged(link):
    return link if link is not None and link.state_mark == state_mark(link.person) else None


def withdraw_link(*, by: User) -> int:
    """The link that `by` asked for and did not use opens nothing any more; return how many there were."""
    return SignInLink.objects.filter(person=by, used_at=None).delete()[0]


def waiting_link(person: User) -> SignInLink | None:
    """The link that `person` asked for and has not used yet."""
    link = SignInLink.objects.filter(person=person, used_at=None, expires_at__gt=clock.now()).first()
    return link if link is not None and link.state_mark == state_mark(person) else None
