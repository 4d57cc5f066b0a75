"""Pages found by key: no offset, no count, the same cost at the first page and at the two-hundredth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.validators import validate_slug
from django.utils.translation import gettext as _
from rest_framework import serializers

from parkour.core.api.fields import Query
from parkour.core.api.problems import Malformed
from parkour.core.keys import decode_key, whole_number

SIZE, LARGEST = 20, 100


class PageQuery(Query):
    """What every list takes."""

    cursor = serializers.CharField(
        required=False, max_length=80, help_text="Where the list goes on: copied from “next”, never made up."
    )
    limit = serializers.IntegerField(
        required=False, default=SIZE, min_value=1, max_value=LARGEST, help_text="How many rows at most."
    )


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursor of the next ("" at the end)."""

    rows: Sequence
    cursor: str = ""


def page_of(rows: Sequence, size: int, key: Callable) -> Page:
    """The first `size` of `rows` (which hold one more when there is a next page); `key(row)` is its cursor."""
    shown = list(rows[:size])
    return Page(shown, str(key(shown[-1])) if len(rows) > size else "")


def next_url(request, page: Page) -> str | None:
    """Address of the next page, with the filters of this one; None at the end."""
    if not page.cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = page.cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def number_cursor(text: str | None) -> int | None:
    """The key of a list sorted by number; None at the first page."""
    if not text:
        return None
    number = whole_number(text)
    return _known(number)


def moment_cursor(text: str | None) -> tuple[datetime, int] | None:
    """The key of a list sorted by moment then number; None at the first page."""
    return _known(decode_key(text)) if text else None


def reference_cursor(text: str | None) -> str:
    """The key of a list that goes on after a reference; "" at the first page."""
    if text and not validate_slug.regex.match(text):
        _known(None)
    return text or ""


def unknown_cursor() -> Malformed:
    """What to raise for a cursor that names no row of this list."""
    return Malformed(_("This cursor was not made here, or its row has gone: start again without it."))


def _known(key):
    if key is None:
        raise unknown_cursor()
    return key
