"""What a browser keeps of one person: whose it is, the key that makes it readable, and what was received of it.

The key comes with every page of a signed-in person and is derived, not stored: words kept on a shared phone are
readable while their writer is signed in there, and to nobody else. See docs/adr/0022.
"""

import base64
import re

from django.conf import settings
from django.utils.crypto import salted_hmac

KEPT = "_kept"  # field of a form: under which name the browser keeps its words
RECEIVED = "received"  # cookie: the names of what was received, for the browser to forget
NAME = re.compile(r"[0-9a-f-]{36}")
MOST, HOURS = 10, 24


def key_for(user) -> str:
    """The key of this person's words in any browser, base64."""
    digest = salted_hmac("parkour.core.local", str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


def say_received(request, response) -> None:
    """Tell the browser that the words of this form arrived: what it kept of them may go."""
    name = request.POST.get(KEPT, "")
    if not NAME.fullmatch(name):
        return
    before = [each for each in request.COOKIES.get(RECEIVED, "").split(".") if NAME.fullmatch(each)]
    response.set_cookie(
        RECEIVED,
        ".".join([*before[1 - MOST :], name]),
        max_age=HOURS * 3600,
        samesite="Lax",
        secure=settings.HTTPS_ONLY,
    )
