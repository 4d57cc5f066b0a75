"""Where text messages are handed over. `settings.SMS_BACKEND` names one of these classes, or one like them.

A backend has `send(number, text, key)`: the number as +33612345678; `key` is the same at each attempt of one message.
It returns when the message was taken, raises SmsRefused when this one will never be, and SmsUnavailable when it may be
taken later.
"""

import json
import urllib.error
import urllib.request
from http.client import HTTPException

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 10  # seconds
FOR_GOOD = frozenset({400, 404, 410, 413, 422})  # about the message; what is said of us (401, 403, 429) may be mended


class SmsRefused(Exception):
    """This message will never be taken."""


class SmsUnavailable(Exception):
    """Not now."""


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A gateway that answers from elsewhere is not the one that was configured: the token stays here."""

    def redirect_request(self, *_facts):
        return None


class GatewaySms:
    """POSTs {"to", "text", "id"} as JSON to SMS_GATEWAY_URL, with SMS_GATEWAY_TOKEN as a bearer token."""

    def __init__(self):
        self.url, self.token = settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN
        if not self.url.startswith(("https://", "http://")):
            raise ImproperlyConfigured("SMS_GATEWAY_URL is no address of a gateway: https://…")

    def send(self, number: str, text: str, key: str) -> None:
        body = json.dumps({"to": number, "text": text, "id": key}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 — the scheme is checked
        try:
            with urllib.request.build_opener(_NoDetour).open(request, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            kind = SmsRefused if error.code in FOR_GOOD else SmsUnavailable
            raise kind(f"The gateway answered {error.code}.") from error
        except (OSError, HTTPException) as error:  # no network, no answer in time, no certificate, no HTTP
            raise SmsUnavailable(f"The gateway does not answer: {type(error).__name__}.") from error


class FileSms:
    """Writes each message into a file of PARKOUR_VAR_DIR/sms: for development, the demonstration and the tests."""

    def send(self, number: str, text: str, key: str) -> None:
        folder = settings.PARKOUR_VAR_DIR / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.txt").write_text(f"{number}\n{text}\n", encoding="utf-8")
