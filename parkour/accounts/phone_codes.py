"""A code by text message: asked for by anybody, sent by the worker, used once.

The page writes a request, whatever the number. The worker makes the code of a known person, in one transaction, and
hands it over in another that holds the lock of its row: two workers never send the same, one that dies has sent it or
leaves it to the next, and the gateway knows a message again by its number.
"""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from parkour.accounts.models import PhoneCode, PhoneRequest, User
from parkour.accounts.phones import normalised
from parkour.accounts.secrets_kept import digest_of
from parkour.accounts.sms_backends import SmsRefused, SmsUnavailable
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.core.wake import wake

logger = logging.getLogger(__name__)
ANSWER_TASK = "parkour.accounts.tasks.answer_phone_requests"
LASTS = TOO_OLD = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=30)
DIGITS, MOST_TRIES = 6, 5
AT_ONCE = 50
FIRST_WAIT = timedelta(seconds=5)  # before the second attempt; twice as long before each other one


def is_on() -> bool:
    """Whether the organisation sends text messages."""
    return bool(settings.SMS_BACKEND)


def number_of(text: str) -> str:
    """`text` as +33612345678. Raises InvalidInput for what is no number."""
    number = normalised(text)
    if number is None:
        raise InvalidInput(_("This is no phone number. For example: 06 12 34 56 78."), field="phone")
    return number


@transaction.atomic
def ask_for_code(number: str) -> None:
    """Note that somebody wants to sign in. Nothing here depends on whether the number is known."""
    PhoneRequest.objects.create(number=number, asked_at=clock.now())
    wake(ANSWER_TASK)


@transaction.atomic
def ask_to_prove(number: str, *, by: User) -> None:
    """Send `by` a code that proves that the number is theirs. Raises NotAllowed."""
    _permit(by)
    PhoneRequest.objects.create(number=number, person=by, asked_at=clock.now())
    wake(ANSWER_TASK)


def _permit(by):
    if not by.has_perm("accounts.keep_keys"):
        raise NotAllowed(_("Sign in with a password, a passkey or a link to change your phone number."))


# --- The worker ------------------------------------------------------------------------------------------------


def answer_requests() -> int:
    """Make a code for each known person who asked, and send what waits; return how many messages were taken."""
    with transaction.atomic():
        waiting = list(PhoneRequest.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
        fresh = {(row.number, row.person_id) for row in waiting if row.asked_at > clock.now() - TOO_OLD}
        for number, person in sorted(fresh, key=str):
            _make_code(number, person)
        PhoneRequest.objects.filter(pk__in=[row.pk for row in waiting]).delete()
        PhoneCode.objects.filter(created_at__lt=clock.now() - FORGOTTEN_AFTER).delete()
        PhoneCode.objects.filter(expires_at__lte=clock.now()).exclude(text="").update(text="")
    if len(waiting) == AT_ONCE:
        wake(ANSWER_TASK)
    return send_codes()


def _make_code(number, person_id):
    known = Q(pk=person_id) if person_id else Q(phone=number)
    person = User.objects.select_for_update().filter(known, is_active=True).first()
    if person is None:
        return
    proves, now = person_id is not None, clock.now()
    PhoneCode.objects.filter(person=person, proves=proves, used_at=None).delete()
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    row = PhoneCode(person=person, number=number, proves=proves, created_at=now, expires_at=now + LASTS, not_before=now)
    with translation.override(person.locale):
        row.text = _("%(code)s is your Parkour code, for ten minutes. Tell it to nobody.") % {"code": code}
    row.digest = _digest(row, code)
    row.save()


def _digest(row, code) -> str:
    return digest_of("phone-code", f"{row.uuid} {code}")


def send_codes() -> int:
    """Hand over the messages whose time has come; return how many were taken. A gateway that is away ends the round."""
    sent = 0
    for _turn in range(AT_ONCE if is_on() else 0):
        outcome = _send_next()
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def _send_next() -> bool | None:
    """Whether the next message was taken; None when there is none, or when the gateway is away."""
    now = clock.now()
    due = PhoneCode.objects.exclude(text="").filter(sent_at=None, not_before__lte=now, expires_at__gt=now)
    row = due.select_for_update(skip_locked=True).order_by("pk").first()
    if row is None:
        return None
    try:
        import_string(settings.SMS_BACKEND)().send(row.number, row.text, str(row.uuid))
    except SmsRefused as refused:
        logger.warning("text message %s given up: %s", row.uuid, refused)
        _write(row, text="")
        return False
    except SmsUnavailable as away:
        logger.warning("text message %s not sent (attempt %s): %s", row.uuid, row.attempts + 1, away)
        _write(row, attempts=row.attempts + 1, not_before=now + FIRST_WAIT * 2**row.attempts)
        return None
    _write(row, text="", sent_at=now, attempts=row.attempts + 1)
    return True


def _write(row, **facts):
    PhoneCode.objects.filter(pk=row.pk).update(**facts)


# --- Whoever has received it ---------------------------------------------------------------------------------------


def use_code(number: str, code: str) -> User | None:
    """The person whom the code signs in, once; None when it opens nothing (any more). A wrong one is counted."""
    row = _taken(code, number=number, proves=False, person__is_active=True, person__phone=number)
    return row.person if row else None


@transaction.atomic
def _taken(code, **which) -> PhoneCode | None:
    live = PhoneCode.objects.filter(used_at=None, expires_at__gt=clock.now(), wrong_tries__lt=MOST_TRIES, **which)
    row = live.select_for_update(of=["self"]).select_related("person").first()
    if row is None:
        return None
    if not constant_time_compare(row.digest, _digest(row, code.strip().replace(" ", ""))):
        _write(row, wrong_tries=F("wrong_tries") + 1)
        return None
    _write(row, used_at=clock.now(), text="")
    return row


def prove_number(number: str, code: str, *, by: User) -> User:
    """The number becomes that of `by`, who has received the code. Raises NotAllowed, InvalidInput."""
    _permit(by)
    if _taken(code, number=number, proves=True, person=by) is None:
        raise InvalidInput(_("This code opens nothing: it is wrong, too old, or was used."), field="code")
    with transaction.atomic():
        refuse_taken(number, person=by)
        User.objects.filter(pk=by.pk).update(phone=number)
    by.phone = number
    return by


def refuse_taken(number: str, *, person: User | None = None) -> None:
    """Raise InvalidInput when somebody else has this number."""
    if User.objects.filter(phone=number).exclude(pk=person and person.pk).exists():
        raise InvalidInput(_("Another account has this phone number: ask your administrator."), field="phone")


@transaction.atomic
def remove_number(*, by: User) -> User:
    """No code opens the account of `by` any more, and what one had opened is closed."""
    User.objects.filter(pk=by.pk).update(phone="")
    PhoneCode.objects.filter(person=by, used_at=None).delete()
    by.phone = ""
    return by
