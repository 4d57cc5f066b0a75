"""What an address or a button names: where a list goes on, and whole numbers."""

import re
from datetime import UTC, datetime, timedelta

LONGEST_NUMBER = 18  # digits: what a database key can hold, whatever the digits
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHAPE = re.compile(r"(-?[0-9]{1,17})_([0-9]{1,18})")


def whole_number(text: str | None) -> int | None:
    """The number that somebody sent, 0 or more; None for anything else, too many digits included."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def encode_key(moment: datetime, pk: int) -> str:
    """The key of a row sorted by `moment` (aware) then `pk`: microseconds since 1970 and the number."""
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}_{pk}"


def decode_key(text: str | None) -> tuple[datetime, int] | None:
    """The (moment, pk) of a key, None when the text is none: the list then starts at its first page."""
    match = SHAPE.fullmatch(text or "")
    if match is None:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        return None
