"""The code of the room: six signs that change with the clock, read off the wall by whoever is there. Pure."""

import hashlib
import hmac
from datetime import datetime

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1 and I, which one mistakes for each other
LENGTH = 6
PERIOD = 120  # seconds; the code before is good for as long again


def code_at(secret: bytes, moment: datetime) -> str:
    """The code on the wall at that moment."""
    return _code(secret, _step(moment))


def is_good(secret: bytes, typed: str, moment: datetime) -> bool:
    """Whether somebody who reads that moment’s code, or the one before, would type this; spaces and case aside."""
    typed = as_typed(typed).encode()
    step = _step(moment)
    # Both are compared, always: the time it takes says nothing.
    found = [hmac.compare_digest(_code(secret, one).encode(), typed) for one in (step, step - 1)]
    return any(found)


def as_typed(text: str) -> str:
    """What was typed, without the spaces and hyphens that people put in."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // PERIOD


def _code(secret: bytes, step: int) -> str:
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
