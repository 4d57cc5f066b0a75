"""Secrets that open an account: made at random, kept as digests, or sealed where they must be read again."""

import base64
import secrets

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
GROUPS, OF_A_GROUP = 3, 4


def new_key() -> str:
    """256 random bits, for an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Twelve letters to type, in three groups: about 59 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(OF_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def plain_code(typed: str) -> str:
    """A code as it was printed, however it was typed."""
    letters = [letter for letter in typed.upper() if letter in LETTERS]
    return "-".join("".join(letters[at : at + OF_A_GROUP]) for at in range(0, len(letters), OF_A_GROUP))


def digest_of(kind: str, secret: str) -> str:
    """What recognises a secret of this kind. Keyed by the secret key of the product: a stolen table opens nothing."""
    return salted_hmac(f"parkour.accounts.{kind}", secret, algorithm="sha256").hexdigest()


def _sealer(kind: str) -> MultiFernet:
    keys = (salted_hmac(f"parkour.accounts.sealed.{kind}", "", secret, algorithm="sha256") for secret in _secrets())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key.digest())) for key in keys])


def _secrets():
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def seal(kind: str, text: str) -> str:
    """`text`, readable by this product alone: a stolen table tells nothing."""
    return _sealer(kind).encrypt(text.encode()).decode()


def unseal(kind: str, sealed: str) -> str:
    """What was sealed, also under a secret key that is being replaced. Raises cryptography's InvalidToken."""
    return _sealer(kind).decrypt(sealed.encode()).decode()
