"""Browsers that can be told something, and a push service that answers as it is told."""

import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from parkour.notifications.models import PushMessage
from parkour.notifications.web_push import encoded, point_of

SERVICE = "https://updates.push.services.mozilla.com/wpush/v2/"


class Browser:
    """A browser with its keys: what it is sent, it reads as RFC 8291 says, by code of its own."""

    def __init__(self, number=1):
        self.key, self.secret = ec.derive_private_key(4242 + number, ec.SECP256R1()), bytes(range(16))
        self.facts = {
            "address": f"{SERVICE}{number}",
            "public": encoded(point_of(self.key)),
            "secret": encoded(self.secret),
        }

    def read(self, body: bytes) -> dict:
        salt, size, theirs = body[:16], body[20], body[21 : 21 + body[20]]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        both = b"WebPush: info\0" + point_of(self.key) + theirs
        material = HKDF(hashes.SHA256(), 32, self.secret, both).derive(shared)
        key, nonce = (
            HKDF(hashes.SHA256(), length, salt, b"Content-Encoding: " + name + b"\0").derive(material)
            for name, length in ((b"aes128gcm", 16), (b"nonce", 12))
        )
        return json.loads(AESGCM(key).decrypt(nonce, body[21 + size :], None).rstrip(b"\0")[:-1])


class Service:
    """A push service that answers as it is told, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), []

    def __call__(self, address, body, headers):
        self.heard.append((address, body, headers))
        answer = self.answers.pop(0) if self.answers else 201
        if isinstance(answer, Exception):
            raise answer
        return answer

    def told(self, browser) -> list[str]:
        mine = [body for address, body, _headers in self.heard if address == browser.facts["address"]]
        return [browser.read(body)["title"] for body in mine]


def pushed() -> list[tuple]:
    return list(PushMessage.objects.order_by("pk").values_list("state", "notification__title"))
