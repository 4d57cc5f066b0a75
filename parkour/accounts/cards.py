"""Badges for people without a mailbox: printed once, recognised by their digest, revoked one by one."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from parkour.accounts.models import AccessCard, User
from parkour.accounts.secrets_kept import digest_of, new_code, new_key, plain_code
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed

LASTS = timedelta(days=365)
MOST_WRONG_PINS, LOCKED_FOR = 5, timedelta(minutes=15)
SHORTEST_PIN, LONGEST_PIN = 4, 6
MOST_AT_ONCE = 400  # badges of one print
IN_AN_ADDRESS = re.compile(r"/accounts/badge/([\w-]{20,80})/?\Z")  # what the QR says to a scanner
SHOWN, SHOWN_LASTS = "parkour.accounts.card-shown", timedelta(minutes=5)


@dataclass(frozen=True)
class Printed:
    """A badge with the secrets that stand on it; nobody can read them again."""

    card: AccessCard
    key: str
    code: str


def _live():
    now = clock.now()
    return AccessCard.objects.filter(revoked_at=None, expires_at__gt=now, person__is_active=True)


def is_live(card_id: int | None) -> bool:
    """Whether the badge of this number still opens a session."""
    return _live().filter(pk=card_id).exists()


@transaction.atomic
def make_cards(people, *, by: User) -> list[Printed]:
    """A badge for each of `people`, in the place of the one they had. Raises NotAllowed, InvalidInput."""
    if not by.has_perm("accounts.manage_people"):
        raise NotAllowed(_("Only an administrator makes badges."))
    wanted = {person.pk for person in people}
    if not wanted:
        raise InvalidInput(_("There is nobody to make a badge for."))
    if len(wanted) > MOST_AT_ONCE:
        raise InvalidInput(_("At most %(count)s badges at a time: choose a team.") % {"count": MOST_AT_ONCE})
    active = User.objects.filter(pk__in=wanted, is_active=True)
    locked = list(
        active.select_for_update(of=["self"]).select_related("site").order_by("last_name", "first_name", "pk")
    )
    if len(locked) < len(wanted):
        raise InvalidInput(_("This account is closed: it gets no badge."))
    now = clock.now()
    AccessCard.objects.filter(person__in=locked, revoked_at=None).update(revoked_at=now)
    printed = [_new_card(person, by, now) for person in locked]
    AccessCard.objects.bulk_create([one.card for one in printed])
    return printed


def _new_card(person, by, now) -> Printed:
    key, code = new_key(), new_code()
    card = AccessCard(
        person=person,
        digest=digest_of("card", key),
        code_digest=digest_of("code", code),
        made_by=by,
        created_at=now,
        expires_at=now + LASTS,
    )
    return Printed(card, key, code)


@transaction.atomic
def revoke_card(card: AccessCard, *, by: User) -> AccessCard:
    """It opens nothing any more, and what it opened is closed. Twice is once. Raises NotAllowed."""
    if card.person_id != by.pk and not by.has_perm("accounts.manage_people"):
        raise NotAllowed(_("This badge is somebody else’s."))
    AccessCard.objects.filter(pk=card.pk, revoked_at=None).update(revoked_at=clock.now())
    card.refresh_from_db()
    return card


def cards_of(person: User) -> list[AccessCard]:
    """The badges of a person, the newest first; the oldest are not listed."""
    return list(AccessCard.objects.filter(person=person)[:10])


def card_of(key: str) -> AccessCard | None:
    """The badge whose QR holds this key; None for any other."""
    return _live().filter(digest=digest_of("card", key)).select_related("person").first()


def card_of_code(typed: str) -> AccessCard | None:
    """The badge under whose QR these letters stand, however they are typed."""
    return _live().filter(code_digest=digest_of("code", plain_code(typed))).select_related("person").first()


def card_typed(text: str) -> AccessCard | None:
    """The badge that was shown in a field: its letters typed by a hand, or its QR read by a scanner that types."""
    scanned = IN_AN_ADDRESS.search(text.strip())
    return card_of(scanned[1]) if scanned else card_of_code(text)


def sign_shown(card: AccessCard) -> str:
    """What a page holds between the badge and its PIN: that this badge was shown, for five minutes."""
    return signing.dumps(card.pk, salt=SHOWN)


def card_shown(text: str) -> AccessCard | None:
    """The badge that `text` says was shown; None for anything else."""
    try:
        number = signing.loads(text, salt=SHOWN, max_age=SHOWN_LASTS)
    except signing.BadSignature:
        return None
    return _live().filter(pk=number).select_related("person").first()


def takes_pin(card: AccessCard) -> bool:
    """Whether the PIN is asked for, or may be chosen at this first use."""
    return bool(card.pin) or card.last_used_at is None


def refuse_bad_pin(pin: str) -> None:
    """Raise InvalidInput unless `pin` is four to six digits."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise InvalidInput(_("A PIN is four to six digits."), field="pin")


def use_card(card: AccessCard, *, pin: str = "") -> AccessCard:
    """The badge, whose person may come in. At the first use `pin`, if any, is chosen; later it is asked for.

    Raises InvalidInput: a wrong PIN, and after five of them a badge that waits a quarter of an hour.
    """
    with transaction.atomic():
        row = _live().select_for_update(of=["self"]).select_related("person").filter(pk=card.pk).first()
        if row is None:
            raise InvalidInput(_("This badge opens nothing any more."))
        wrong = _fault_of_pin(row, pin)
        if wrong is None:
            _note_use(row, pin)
    if wrong:  # raised out of the transaction, which keeps the count
        raise InvalidInput(wrong, field="pin")
    return row


def _fault_of_pin(row, pin) -> str | None:
    if row.locked_until and row.locked_until > clock.now():
        return _("Too many wrong PINs: this badge waits a quarter of an hour.")
    if not row.pin:
        if pin and row.last_used_at is None:
            refuse_bad_pin(pin)
        return None
    if check_password(pin, row.pin):
        return None
    count = row.wrong_pins + 1
    locked = count >= MOST_WRONG_PINS
    AccessCard.objects.filter(pk=row.pk).update(
        wrong_pins=0 if locked else F("wrong_pins") + 1,
        locked_until=clock.now() + LOCKED_FOR if locked else row.locked_until,
    )
    return _("This is not the PIN of this badge.")


def _note_use(row, pin):
    if pin and not row.pin and row.last_used_at is None:
        row.pin = make_password(pin)
    row.wrong_pins, row.locked_until, row.last_used_at = 0, None, clock.now()
    row.save(update_fields=["pin", "wrong_pins", "locked_until", "last_used_at"])


@transaction.atomic
def choose_pin(card: AccessCard, pin: str, *, by: User) -> AccessCard:
    """A PIN of one's own badge, chosen or changed. Raises NotAllowed, InvalidInput."""
    if card.person_id != by.pk or by.contributor_only:
        raise NotAllowed(_("Sign in with a password, a passkey or a link to change a PIN."))
    refuse_bad_pin(pin)
    AccessCard.objects.filter(pk=card.pk).update(pin=make_password(pin), wrong_pins=0, locked_until=None)
    card.refresh_from_db()
    return card


def people_for_cards(*, site=None, team=None, search: str = "", without: bool = False):
    """Active people of a site or a team, with `card`, the date until which theirs is valid and its last use."""
    people = User.objects.filter(is_active=True).select_related("site", "team")
    people = people.order_by("last_name", "first_name", "pk")
    if site:
        people = people.filter(site=site)
    if team:
        people = people.filter(team=team)
    if search:
        people = people.filter(
            Q(email__icontains=search) | Q(first_name__icontains=search) | Q(last_name__icontains=search)
        )
    if without:
        people = people.exclude(pk__in=_live().values("person"))
    return people


def live_cards(people) -> dict[int, AccessCard]:
    """{person: the badge that opens now}."""
    return {card.person_id: card for card in _live().filter(person__in=people)}
