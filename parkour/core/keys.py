"""What an address or a button names: where a list goes on, and whole numbers."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

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


@lru_cache(maxsize=5_000)
def address_of(name: str, *args) -> str:
    """The address of a page of ours; they are named again and again by the lists."""
    return reverse(name, args=args)


def query_string(**params: str) -> str:
    """The part of an address after its path, without what is empty: « ? » alone when all is."""
    return f"?{urlencode({name: value for name, value in params.items() if value})}"


def beyond(columns: Sequence[str], values: Sequence, *, descending: bool = False) -> Q:
    """Condition: the row comes after `values` in the order of `columns` (SQL of our own, all the same way).

    Compared as one row: an index in that order is entered at the key, however deep the page.
    """
    sign, marks = "<" if descending else ">", ", ".join(["%s"] * len(values))
    comparison = f"({', '.join(columns)}) {sign} ({marks})"
    return Q(RawSQL(comparison, list(values), output_field=BooleanField()))  # noqa: S611 — every value is a parameter
