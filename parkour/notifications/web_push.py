"""What a push service is sent: words that the browser alone can read (RFC 8291), signed by this server (RFC 8292).

Pure: keys and words in, bytes and headers out. The service in between learns that there is a message, and its hour.
"""

import base64
import json
import secrets
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# The services of the browsers there are; nobody makes this server speak to another one.
SERVICES = ("fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
LONGEST_ADDRESS = 1000
ROOM = 1024  # bytes of words: every message is as long as any other
RECORD = 4096
SIGNED_FOR = 12 * 3600  # seconds
LATER = frozenset({408, 425, 429})
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def decoded(text: str) -> bytes:
    """The bytes of base64url, padded or not. Raises ValueError for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def is_of_a_service(address: str) -> bool:
    """True for an address of a known push service, and nothing that only looks like one."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and parts.port in {None, 443} and "@" not in parts.netloc
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    plain = plain and all(0 < len(part) < 64 for part in host.split("."))
    return plain and any(host.endswith(name) if name.startswith(".") else host == name for name in SERVICES)


def are_keys(public: str, secret: str) -> bool:
    """True for the public key (a point of P-256) and the secret (16 bytes) of a browser."""
    try:
        _point(decoded(public))
        return len(decoded(secret)) == 16
    except ValueError:
        return False


def seal(
    words: bytes,
    *,
    public: bytes,
    secret: bytes,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
    room: int = ROOM,
) -> bytes:
    """`words`, filled up to `room` bytes, for the browser with these keys alone: the body of the request (RFC 8291).

    `own` and `salt` are new for each message; they are given by the example of the RFC only. Raises ValueError when
    the words need more than a record.
    """
    filled = words + b"\x02" + bytes(max(room - len(words), 0))
    if len(filled) + 16 > RECORD:
        raise ValueError("Too long for a message.")
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or secrets.token_bytes(16)
    ours = point_of(own)
    shared = own.exchange(ec.ECDH(), _point(public))
    material = _derived(shared, secret, b"WebPush: info\x00" + public + ours, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4) + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, filled, None)


@lru_cache(maxsize=4)
def signing_key(seed: str) -> ec.EllipticCurvePrivateKey:
    """The key by which this server is known to the push services: the same one for the same secret of the server."""
    number = int.from_bytes(_derived(seed.encode(), b"", b"parkour web push", 48))
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half, as browsers take it."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def authorization(address: str, *, key: ec.EllipticCurvePrivateKey, contact: str, now: float) -> str:
    """The header by which the service of `address` recognises this server (RFC 8292); `contact`: an address of it."""
    parts = urlsplit(address)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(now) + SIGNED_FOR, "sub": contact}
    said = ".".join(encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    numbers = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = b"".join(number.to_bytes(32) for number in numbers)
    return f"vapid t={said}.{encoded(signature)}, k={encoded(point_of(key))}"


def is_taken(status: int) -> bool:
    """True when the service has the message."""
    return 200 <= status < 300


def is_gone(status: int) -> bool:
    """True when this browser wants no messages any more."""
    return status in {404, 410}


def is_refused(status: int) -> bool:
    """True when the same message will be refused again."""
    return 300 <= status < 500 and status not in LATER


def _point(data: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)


def _derived(material, salt, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)
