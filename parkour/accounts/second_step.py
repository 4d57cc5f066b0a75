"""The second step of signing in: the code of an app, or one of ten written down, each good once.

A passkey holds both steps by itself (the device, and a finger, a face or a PIN); a badge opens nothing that a second
step guards. See docs/adr/0030.
"""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.core.exceptions import NotAllowed

OFFICE = (Role.OFFICER, Role.ADMIN)
PERIOD, AROUND = 30, (-1, 0, 1)  # seconds of a code; the clock of a phone may be one code away
METHOD = "mfa"  # as allauth notes it in the session
APP, CODES, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN


def app_of(person: User) -> Authenticator | None:
    """The app that gives the codes of this person."""
    return Authenticator.objects.filter(user=person, type=APP).first()


def codes_left(person: User) -> int:
    """How many of the written codes still open."""
    row = Authenticator.objects.filter(user=person, type=CODES).first()
    return settings.MFA_RECOVERY_CODE_COUNT - int(row.data["used_mask"]).bit_count() if row else 0


@transaction.atomic
def use_code(person: User, typed: str) -> Authenticator | None:
    """What this code is one of, used up by it; None for any other code, and for one that was used."""
    typed = "".join(typed.split())
    for row in Authenticator.objects.select_for_update().filter(user=person, type__in=(APP, CODES)).order_by("-type"):
        if _opens(row, typed):
            return row
    return None


def _opens(row, typed) -> bool:
    try:
        return _use_of_app(row, typed) if row.type == APP else row.wrap().validate_code(typed)
    except InvalidToken:  # sealed under a key of the product that is gone
        return False


def _use_of_app(row, typed) -> bool:
    """Each code once, whatever the hour: the number of the last one is kept, none before it opens again."""
    secret, now = decrypt(row.data["secret"]), int(clock.now().timestamp()) // PERIOD
    for counter in (now + step for step in AROUND):
        if counter > row.data.get("last", 0) and constant_time_compare(code_at(secret, counter), typed):
            row.data["last"] = counter
            row.save(update_fields=["data"])
            return True
    return False


def code_at(secret: str, counter: int) -> str:
    """The code that an app shows in the period of this number."""
    return format_hotp_value(hotp_value(secret, counter))


@transaction.atomic
def write_codes(*, by: User) -> list[str]:
    """Ten new codes to write down, in the place of those there were; nobody can read them again. Raises NotAllowed."""
    if by.contributor_only or app_of(by) is None:
        raise NotAllowed(_("Codes to write down come with an app: set it up first."))
    User.objects.select_for_update().get(pk=by.pk)
    Authenticator.objects.filter(user=by, type=CODES).delete()
    return RecoveryCodes.activate(by).get_unused_codes()


@transaction.atomic
def turn_off(person: User, *, by: User | None) -> int:
    """No app and no written code of `person` any more; return how many there were.

    By the person, by an administrator (a lost phone), or by the operator (`by=None`). Raises NotAllowed.
    """
    if by is not None and by.pk != person.pk and not by.has_perm("accounts.manage_people"):
        raise NotAllowed(_("Only an administrator changes people."))
    gone = Authenticator.objects.filter(user=person, type__in=(APP, CODES)).delete()[0]
    if gone and by != person:  # on the page of its owner, allauth has told
        tell_owner(person)
    return gone


def tell_owner(person: User) -> None:
    """What opens the account of `person` has changed: they read it by mail, whoever did it."""
    get_adapter().send_mail("account/email/keys_changed", person.email, {"user": person})


# --- Where the organisation asks for it -----------------------------------------------------------------------


def is_asked_of(person: User) -> bool:
    """Whether the office of this person opens with a second step only."""
    return settings.SECOND_STEP_REQUIRED and person.has_role(*OFFICE)


def is_proven(request) -> bool:
    """Whether this session has shown a passkey, or a code."""
    return any(record.get("method") == METHOD for record in get_authentication_records(request, request.user))


def has_just_proven(request) -> bool:
    """Whether the person of this session has shown who they are minutes ago, by a code where there is an app.

    What the page that takes a key away asks for; a program with a token shows nothing of the kind.
    """
    if is_reauthentication_required(request, app="allauth.mfa"):
        return False
    return is_proven(request) or app_of(request.user) is None


def is_owed(request) -> bool:
    """Whether the office of whoever asks stays closed until this session has shown more than a password or a link."""
    return (
        settings.SECOND_STEP_REQUIRED
        and request.user.is_authenticated
        and is_asked_of(request.user)
        and not is_proven(request)
    )


def prove(request, row: Authenticator) -> None:
    """Note in the session that its person has just shown a code of `row`."""
    record_authentication(request, request.user, METHOD, id=row.pk, type=row.type, reauthenticated=True)


def close_office(person: User) -> None:
    """This `person` is read as somebody without a role, for this request."""
    person.office_closed = True
    with suppress(AttributeError):  # asked for before, and kept
        del person.role_names


def close_office_without_keys(person: User) -> None:
    """For a token, which shows no code: its owner must at least have something to show one with."""
    if is_asked_of(person) and not Authenticator.objects.filter(user=person, type__in=(APP, PASSKEY)).exists():
        close_office(person)


def may_turn_off(person: User) -> bool:
    """Whether a second step remains, or none is asked."""
    return not is_asked_of(person) or Authenticator.objects.filter(user=person, type=PASSKEY).exists()
