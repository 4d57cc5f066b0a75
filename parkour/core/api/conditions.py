"""Headers that protect a write: the version that was read, and the key of the click."""

import re
import uuid

from django.utils.translation import gettext as _

from parkour.core.api.problems import Malformed, PreconditionRequired

NEVER = 0  # no object has this version: the write is stale
VERSION = re.compile(r'"([0-9]{1,9})"')
KEY = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(request) -> int:
    """The version named by If-Match. Raises PreconditionRequired when there is none.

    A tag that is not one of ours names no version: the service then answers that it is stale.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired(
            _("Read it first, then send its “ETag” back as “If-Match”: nobody’s change is written over.")
        )
    match = VERSION.fullmatch(header)
    return int(match[1]) if match else NEVER


def idempotency_key(request) -> uuid.UUID:
    """The key of the click, a UUID in Idempotency-Key. Raises Malformed when it is missing or is none."""
    header = request.headers.get("Idempotency-Key", "").strip()
    if not KEY.fullmatch(header):
        raise Malformed(
            _("Send a UUID of your own as “Idempotency-Key”: the same request sent twice then counts once.")
        )
    return uuid.UUID(header)
